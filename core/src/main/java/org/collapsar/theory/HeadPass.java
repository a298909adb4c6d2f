package org.collapsar.theory;

import java.util.Arrays;
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
  private final HeadChunk chunks;
  private final boolean known;
  private final Matrix before;
  private final Matrix beforeLast;

  /**
   * @param last the thin decomposition of W_L; null where its rank is below K, and then the parts
   *     of the deviation are NaN
   */
  HeadPass(LinearHead head, Spectral.@Nullable BothSides last) {
    this.head = head;
    this.chunks = new HeadChunk(head.layers(), last);
    this.known = last != null;
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

  Result run(ThreadTeam team) {
    HeadFit.Sums fit = new HeadFit.Sums(head.classes());
    double[] total = new double[2];
    RowChunks.forEach(
        Rows.of(head.features().data(), head.features().columns()),
        CHUNK,
        team,
        (first, rows, thread) -> chunk((int) first, rows),
        sums -> {
          fit.add(sums.fit());
          total[0] += sums.kernel();
          total[1] += sums.range();
        });
    return new Result(
        before,
        beforeLast,
        fit.result(),
        known ? total[0] : Double.NaN,
        known ? total[1] : Double.NaN);
  }

  private HeadChunk.Result chunk(int first, int rows) {
    HeadChunk.Result result =
        chunks.run(rowsOf(head.features(), first, rows), head.labels(), first);
    if (head.depth() > 2) {
      store(result.before(), before, first);
    }
    if (head.depth() > 1) {
      store(result.last(), beforeLast, first);
    }
    return result;
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
}
