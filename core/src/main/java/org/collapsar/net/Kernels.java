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

  /**
   * {@return kernels with scratch memory of their own}
   *
   * @param precision of the arrays that they work on
   */
  static Kernels of(Precision precision) {
    return precision == Precision.FLOAT32 ? new FloatKernels() : new DoubleKernels();
  }

  /**
   * Applies an activation: z &lt;- f(z) for a block [rows x columns].
   *
   * @param f the activation
   * @param z the block, from its first number on
   * @param rows of the block
   * @param columns of the block
   * @param stride distance of two rows of z, in numbers
   */
  void activate(Activation f, NativeArray z, int rows, int columns, int stride);

  /**
   * Takes a gradient through an activation: a &lt;- d f'(z) for a block [rows x columns], a = f(z).
   *
   * @param f the activation
   * @param z only read where {@link Activation#needsInput}; may be a itself otherwise
   * @param a the outputs, replaced by the gradient by z
   * @param d the gradient by a; its rows follow each other
   * @param rows of the block
   * @param columns of the block
   * @param stride distance of two rows of a and of z, in numbers
   */
  void backpropagate(
      Activation f, NativeArray z, NativeArray a, NativeArray d, int rows, int columns, int stride);

  /**
   * Takes a gradient through an activation whose derivative is a function of its output.
   *
   * @param f the activation
   * @param a the outputs f(z), replaced by the gradient by z
   * @param d the gradient by a; its rows follow each other
   * @param rows of the block
   * @param columns of the block
   * @param stride distance of two rows of a, in numbers
   */
  default void backpropagate(
      Activation f, NativeArray a, NativeArray d, int rows, int columns, int stride) {
    backpropagate(f, a, a, d, rows, columns, stride);
  }

  /**
   * Makes one step of {@link Descent} for a block [rows x columns].
   *
   * @param w the weights of the block, from its first number on
   * @param v null where there is no momentum: it counts as zeros and is not kept
   * @param g the gradient; its rows follow each other
   * @param rows of the block
   * @param columns of the block
   * @param stride distance of two rows of w and of v, in numbers
   * @param descent the coefficients
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
   * Adds noise: w_ij &lt;- w_ij + scale xi_ij for a block [rows x columns], xi independent standard
   * Gaussians.
   *
   * @param w the block, from its first number on
   * @param rows of the block
   * @param columns of the block
   * @param stride distance of two rows, in numbers
   * @param scale standard deviation of the noise
   * @param seed determines xi
   */
  void addGaussian(NativeArray w, int rows, int columns, int stride, double scale, Seed seed);

  /**
   * Adds a multiple: y &lt;- y + scale x.
   *
   * @param y is added to
   * @param x what is added
   * @param scale factor of x
   * @param count how many numbers, from the first on
   */
  void add(NativeArray y, NativeArray x, double scale, int count);

  /**
   * Multiplies by a number: y &lt;- scale y.
   *
   * @param y is multiplied
   * @param scale the factor
   * @param count how many numbers, from the first on
   */
  void scale(NativeArray y, double scale, int count);
}
