package org.collapsar.net;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * The elementwise work of a training step, in one precision. An object holds the scratch memory of
 * one thread. Everything else of the hot path is matrix products.
 */
public interface Kernels {

  static Kernels of(Precision precision) {
    return precision == Precision.FLOAT32 ? new FloatKernels() : new DoubleKernels();
  }

  /** z &lt;- f(z) for a block [rows x columns] whose rows are {@code stride} apart. */
  void activate(Activation f, NativeArray z, int rows, int columns, int stride);

  /**
   * a &lt;- d f'(z), where a = f(z), for a block [rows x columns] of a and z whose rows are {@code
   * stride} apart; those of d follow each other.
   *
   * @param z only read where {@link Activation#needsInput}; may be a itself otherwise
   */
  void backpropagate(
      Activation f, NativeArray z, NativeArray a, NativeArray d, int rows, int columns, int stride);

  /** The same for an activation whose derivative is a function of its output. */
  default void backpropagate(
      Activation f, NativeArray a, NativeArray d, int rows, int columns, int stride) {
    backpropagate(f, a, a, d, rows, columns, stride);
  }

  /**
   * One step of {@link Descent} for a block [rows x columns] of weights and velocities whose rows
   * are {@code stride} apart; those of the gradient follow each other.
   *
   * @param v null where there is no momentum: it counts as zeros and is not kept
   */
  void descend(
      NativeArray w,
      @Nullable NativeArray v,
      NativeArray g,
      int rows,
      int columns,
      int stride,
      Descent descent);

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
