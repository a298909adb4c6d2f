package org.collapsar.theory;

import java.util.Arrays;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * The samples go through the head in chunks of rows, once: Z_{L-2} and Z_{L-1} are kept, of the
 * outputs only sums. Chunks are summed in their order, whatever the number of threads.
 */
final class HeadPass {
  private static final int CHUNK = 4096;

  private final LinearHead head;
  private final Spectral.@Nullable BothSides last;
  private final Matrix before;
  private final Matrix beforeLast;

  /**
   * @param last the thin decomposition of W_L; null where its rank is below K, and then the parts
   *     of the deviation are NaN
   */
  HeadPass(LinearHead head, Spectral.@Nullable BothSides last) {
    this.head = head;
    this.last = last;
    int depth = head.depth();
    this.before = depth > 2 ? activations(depth - 3) : head.features();
    this.beforeLast = depth > 1 ? activations(depth - 2) : head.features();
  }

  private Matrix activations(int layer) {
    return new Matrix(head.samples(), head.weights().get(layer).rows());
  }

  /**
   * @param before Z_{L-2} (Z_{L_1} with two layers, and with one, where it has no meaning)
   * @param last Z_{L-1}
   * @param fit how well the outputs fit the labels, with ||Z_L - Y||_F
   * @param squaredKernelPart ||(I - W_L^+ W_L) Z_{L-1}||_F^2
   * @param squaredRangePart ||W_L^+ (Z_L - Y)||_F^2
   */
  record Result(
      Matrix before, Matrix last, HeadFit fit, double squaredKernelPart, double squaredRangePart) {}

  private record Sums(HeadFit.Sums fit, double kernel, double range) {}

  Result run(ThreadTeam team) {
    HeadFit.Sums fit = new HeadFit.Sums(head.classes());
    double[] total = new double[2];
    RowChunks.forEach(
        Rows.of(head.features().data(), head.features().columns()),
        CHUNK,
        team,
        (first, rows, thread) -> chunk((int) first, rows),
        sums -> {
          fit.add(sums.fit);
          total[0] += sums.kernel;
          total[1] += sums.range;
        });
    boolean known = last != null;
    return new Result(
        before,
        beforeLast,
        fit.result(),
        known ? total[0] : Double.NaN,
        known ? total[1] : Double.NaN);
  }

  private Sums chunk(int first, int rows) {
    int depth = head.depth();
    Matrix z = rowsOf(head.features(), first, rows);
    Matrix input = z;
    for (int i = 0; i < depth; i++) {
      input = z;
      z = Blas.timesTransposed(z, head.weights().get(i));
      addBias(z, head.biases().get(i));
      if (i == depth - 3) {
        store(z, before, first);
      } else if (i == depth - 2) {
        store(z, beforeLast, first);
      }
    }
    HeadFit.Sums fit = new HeadFit.Sums(head.classes());
    fit.acceptAndSubtract(z, head.labels(), first);
    return new Sums(fit, kernelPart(input), rangePart(z));
  }

  private static Matrix rowsOf(Matrix a, int first, int rows) {
    int n = a.columns();
    return rows == a.rows()
        ? a
        : new Matrix(rows, n, Arrays.copyOfRange(a.data(), first * n, (first + rows) * n));
  }

  private static void store(Matrix part, Matrix whole, int first) {
    System.arraycopy(part.data(), 0, whole.data(), first * whole.columns(), part.data().length);
  }

  private static void addBias(Matrix z, double @Nullable [] b) {
    if (b != null) {
      for (int i = 0; i < z.data().length; i++) {
        z.data()[i] += b[i % b.length];
      }
    }
  }

  /** Of the rows z, what W_L maps to 0. */
  private double kernelPart(Matrix z) {
    if (last == null || last.right().rows() == z.columns()) {
      return 0; // no kernel
    }
    Matrix coordinates = Blas.timesTransposed(z, last.right());
    Matrix inRange = Blas.timesTransposed(coordinates, last.right().transposed());
    return z.combine(1, -1, inRange).squaredNorm();
  }

  /** ||W_L^+ r||^2, summed over the rows r. */
  private double rangePart(Matrix residual) {
    if (last == null) {
      return 0;
    }
    Matrix coordinates = Blas.timesTransposed(residual, last.left().transposed());
    int k = coordinates.columns();
    double sum = 0;
    for (int i = 0; i < coordinates.data().length; i++) {
      double part = coordinates.data()[i] / last.values()[i % k];
      sum += part * part;
    }
    return sum;
  }
}
