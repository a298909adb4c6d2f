package org.collapsar.probe;

import org.collapsar.linalg.KrylovSpectrum;
import org.collapsar.net.LossScale;
import org.collapsar.net.SampleSource;

/**
 * Ends of the spectra of the neural tangent kernel and of the Hessian of a network at its present
 * parameters. {@link Curvature} is that of dense ones.
 */
public interface NetworkSpectra extends AutoCloseable {
  /**
   * Computes ||Theta||_op, Theta = J P J^T over all samples, no 1/n.
   *
   * @param tolerance relative, of the residual
   * @param products the most products with Theta
   * @return the largest eigenvalue with its residual
   * @throws ArithmeticException if the weights are not finite
   */
  KrylovSpectrum.Extremes kernelNorm(double tolerance, int products);

  /**
   * Computes the largest eigenvalue of P^{1/2} H P^{1/2}, the sharpness, and the smallest where it
   * is asked for.
   *
   * @param scale of the loss that H is of
   * @param ends which of them are asked for
   * @param tolerance relative to the larger magnitude of both, of the residuals
   * @param products the most products with H
   * @return the eigenvalues with their residuals
   * @throws ArithmeticException if the weights are not finite
   */
  KrylovSpectrum.Extremes sharpness(
      LossScale scale, KrylovSpectrum.Ends ends, double tolerance, int products);

  /**
   * Computes the curvature of the loss at other samples in the direction in which it is sharpest at
   * these: y^T H' y, y the unit vector of the largest eigenvalue of P^{1/2} H P^{1/2} as far as
   * {@code products} with it find y, H' that of the other samples' mean loss. It is at most the
   * sharpness at the other samples; and, as y knows nothing of them, its average over draws of them
   * is at most the sharpness at all that they are drawn from, while the largest eigenvalue at few
   * samples is beyond that one.
   *
   * @param others stay open and belong to the caller
   * @param products at least 1, each with the memory of a vector of all parameters
   * @return y^T H' y
   * @throws ArithmeticException if the weights are not finite
   */
  double sharpnessElsewhere(SampleSource others, int products);

  @Override
  void close();
}
