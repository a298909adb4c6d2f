package org.collapsar.probe;

import org.collapsar.linalg.KrylovSpectrum;
import org.collapsar.net.LossScale;

/**
 * Ends of the spectra of the neural tangent kernel and of the Hessian of a network at its present
 * parameters. {@link Curvature} is that of dense ones.
 */
public interface NetworkSpectra extends AutoCloseable {
  /**
   * ||Theta||_op, Theta = J P J^T over all samples, no 1/n.
   *
   * @param tolerance relative, of the residual
   * @param products the most products with Theta
   * @throws ArithmeticException if the weights are not finite
   */
  KrylovSpectrum.Extremes kernelNorm(double tolerance, int products);

  /**
   * The largest eigenvalue of P^{1/2} H P^{1/2}, the sharpness, and the smallest where it is asked
   * for.
   *
   * @param scale of the loss that H is of
   * @param tolerance relative to the larger magnitude of both, of the residuals
   * @param products the most products with H
   * @throws ArithmeticException if the weights are not finite
   */
  KrylovSpectrum.Extremes sharpness(
      LossScale scale, KrylovSpectrum.Ends ends, double tolerance, int products);

  @Override
  void close();
}
