package org.collapsar.net;

/**
 * The coefficients of one descent step of a layer from its gradient G of the mean loss, weights W
 * and velocity V:
 *
 * <pre>
 * g = factor G + decay W,   V &lt;- momentum V + g,   W &lt;- keep W - (direct g + carried V).
 * </pre>
 *
 * @param factor the layer's step factor
 * @param decay coupled weight decay, 0 where it is decoupled
 * @param momentum mu
 * @param keep 1, or 1 - eta weightDecay where the decay is decoupled
 * @param direct what g itself is multiplied by: eta for Nesterov's momentum, else 0
 * @param carried what the new velocity is multiplied by: eta, for Nesterov's momentum eta mu
 */
public record Descent(
    double factor, double decay, double momentum, double keep, double direct, double carried) {

  /** The step of size {@code eta} of a layer, or of its biases where these do not decay. */
  static Descent of(DescentRule rule, LayerSpec layer, double weightDecay, double eta) {
    double mu = rule.momentum();
    return new Descent(
        layer.stepFactor(),
        rule.decoupled() ? 0 : weightDecay,
        mu,
        rule.decoupled() ? 1 - eta * weightDecay : 1,
        rule.nesterov() ? eta : 0,
        rule.nesterov() ? eta * mu : eta);
  }

  /** The same for a gradient that has another factor in it already. */
  Descent withFactor(double factor) {
    return new Descent(factor, decay, momentum, keep, direct, carried);
  }
}
