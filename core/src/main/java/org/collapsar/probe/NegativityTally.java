package org.collapsar.probe;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Negativity;
import org.collapsar.net.Kernels;

/**
 * The Gram matrices Z^T Z and (Z - sigma(Z))^T (Z - sigma(Z)) of a layer over a pass, Z [n x width]
 * never as a whole: those of a piece in the network's precision, their sum in double.
 */
final class NegativityTally {
  /**
   * Wider layers have no negativity: their Gram matrices would take more than a quarter of a GB.
   */
  static final int MOST_WIDTH = 4096;

  private final int layer;
  private final int width;
  private final Matrix before;
  private final Matrix difference;

  /** Memory of one thread for layers up to a width. */
  static final class Scratch implements AutoCloseable {
    private final NativeArray difference;
    private final NativeArray gram;
    private final double[] row;
    private final Kernels kernels;

    Scratch(Precision precision, int width, int samples) {
      difference = NativeArray.allocate(precision, (long) width * samples);
      gram = NativeArray.allocate(precision, (long) width * width);
      row = new double[width];
      kernels = Kernels.of(precision);
    }

    @Override
    public void close() {
      difference.close();
      gram.close();
    }
  }

  NegativityTally(int layer, int width) {
    this.layer = layer;
    this.width = width;
    this.before = new Matrix(width, width);
    this.difference = new Matrix(width, width);
  }

  void begin() {
    java.util.Arrays.fill(before.data(), 0);
    java.util.Arrays.fill(difference.data(), 0);
  }

  /** Adds Z^T Z of the piece in {@code pass}. */
  void addBefore(Activations pass, int samples, Scratch scratch) {
    add(pass.before(layer), samples, before, scratch);
  }

  /** Adds the other; may run beside {@link #addBefore}. */
  void addDifference(Activations pass, int samples, Scratch scratch) {
    int count = samples * width;
    scratch.difference.copyFrom(0, pass.before(layer), 0, count);
    scratch.kernels.add(scratch.difference, pass.after(layer), -1, count);
    add(scratch.difference, samples, difference, scratch);
  }

  private void add(NativeArray z, int samples, Matrix sum, Scratch scratch) {
    Operand columns = Operand.of(z, samples, width).transpose();
    Blas.syrk(columns, 0, Operand.of(scratch.gram, width, width));
    double[] row = scratch.row;
    double[] total = sum.data();
    for (int i = 0; i < width; i++) {
      int diagonal = i * width + i;
      int count = width - i;
      scratch.gram.read(diagonal, row, 0, count);
      for (int j = 0; j < count; j++) {
        total[diagonal + j] += row[j];
      }
    }
  }

  MetricValue measure() {
    before.copyUpperTriangle();
    difference.copyUpperTriangle();
    return Negativity.ofGrams(before, difference);
  }
}
