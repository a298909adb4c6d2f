package org.collapsar.net;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.random.Seed;

/**
 * The elementwise work of a training step, in one precision. An object holds the scratch memory of
 * one thread. Everything else of the hot path is matrix products.
 */
public interface Kernels {

  static Kernels of(Precision precision) {
    return precision == Precision.FLOAT32 ? new FloatKernels() : new DoubleKernels();
  }

  /** z &lt;- f(z) for the first {@code count} numbers of {@code z}. */
  void activate(Activation f, NativeArray z, int count);

  /** a &lt;- d f'(z), where a = f(z): the derivative is a function of the activation's output. */
  void backpropagate(Activation f, NativeArray a, NativeArray d, int count);

  /**
   * w_ij &lt;- w_ij + scale xi_ij for a block [rows x columns] whose rows are {@code stride} apart,
   * xi independent standard Gaussians, a function of {@code seed} alone.
   */
  void addGaussian(NativeArray w, int rows, int columns, int stride, double scale, Seed seed);

  /** y &lt;- y + scale x for the first {@code count} numbers. */
  void add(NativeArray y, NativeArray x, double scale, int count);

  /** y &lt;- scale y for the first {@code count} numbers. */
  void scale(NativeArray y, double scale, int count);
}
