package org.collapsar.net;

/** The first two derivatives of a loss of one sample by the network's outputs f [K]. */
@FunctionalInterface
public interface OutputLoss {
  /**
   * Computes the gradient, and the product of the Hessian with a direction.
   *
   * @param f the outputs [K]
   * @param direction t [K]
   * @param label the sample's class
   * @param gradient becomes g = dl/df [K]
   * @param curvature becomes (d^2 l / df^2) t [K]
   */
  void differentiate(
      double[] f, double[] direction, int label, double[] gradient, double[] curvature);
}
