package org.collapsar.bench;

import org.collapsar.linalg.Precision;

/**
 * One training step to be timed: the three-layer mean-field network f(x) = W^T (1/N) sum_j a_j
 * tanh(u_j^T x) with gamma = 1 and W fixed, loss (1/2B) ||f - Y||_F^2 on a batch of B samples, and
 * on U and A the step
 *
 * <pre>V &lt;- (1 - eta lambda) V - eta N dL/dV + sqrt(2 eta/beta) xi.</pre>
 *
 * @param inputs d
 * @param particles N
 * @param features p, at least q
 * @param classes q
 * @param batch B
 * @param batches how many different batches there are; steps take them in turn
 * @param eta step size per unit of flow time
 * @param decay lambda
 * @param noise beta^{-1}, 0 for plain SGD
 * @param precision of weights, activations and gradients
 */
record Workload(
    int inputs,
    int particles,
    int features,
    int classes,
    int batch,
    int batches,
    double eta,
    double decay,
    double noise,
    Precision precision) {

  /** Setting (a) of Wu and Mondelli (ICML 2025), appendix F: 784 -> 6272 -> 16 -> 3, batch 64. */
  static Workload w1(double noise, Precision precision) {
    return new Workload(784, 6272, 16, 3, 64, 16, 0.01, 1e-4, noise, precision);
  }

  /** Standard deviation of the noise that a step adds to every weight. */
  double noiseDeviation() {
    return Math.sqrt(2 * eta * noise);
  }

  /**
   * Operations of the two large products of a step, 2 B d N each: U X forward, and dL/dU = dS^T X.
   * (The layers N -> p -> q add 3% to that on W1.)
   */
  double gemmFlops() {
    return 4.0 * batch * inputs * particles;
  }

  /** Size of the trained weights, U [N x d] and A [p x N]. */
  long weightBytes() {
    return (long) particles * (inputs + features) * precision.bytes();
  }
}
