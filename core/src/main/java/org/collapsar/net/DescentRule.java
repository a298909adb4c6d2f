package org.collapsar.net;

/**
 * The rule by which a gradient becomes a step. With g = stepFactor dL/dW, and weightDecay W added
 * to it where the decay is coupled, the velocity is v &lt;- mu v + g and the step
 *
 * <ul>
 *   <li>W &lt;- W - eta v, the heavy ball of Polyak (1964) as in PyTorch's SGD (no dampening);
 *   <li>W &lt;- W - eta (g + mu v), Nesterov's (1983) momentum in the form of Sutskever et al.
 *       (2013), as in PyTorch's SGD.
 * </ul>
 *
 * Decoupled decay (Loshchilov and Hutter 2019) stays out of the velocity: W &lt;- (1 - eta
 * weightDecay) W - eta v. Without momentum both decays are the same.
 *
 * @param momentum mu, from 0 to below 1; 0 for none
 * @param nesterov whether Nesterov's form is used, which needs a momentum
 * @param decoupled whether weight decay stays out of the velocity
 */
public record DescentRule(double momentum, boolean nesterov, boolean decoupled) {
  /** Plain gradient descent. */
  public static final DescentRule PLAIN = new DescentRule(0, false, false);

  public DescentRule {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum: expected a number from 0 to below 1, found " + momentum);
    }
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov: expected a momentum above 0, found 0");
    }
  }

  /**
   * The edge of stability: descent of a quadratic contracts along a direction of curvature lambda
   * &gt; 0 if and only if eta lambda is below 2 without momentum, 2 (1 + mu) with it, 2 (1 + mu) /
   * (1 + 2 mu) in Nesterov's form (Cohen et al., ICLR 2021, appendix B).
   */
  public double edge() {
    return nesterov ? 2 * (1 + momentum) / (1 + 2 * momentum) : 2 * (1 + momentum);
  }

  /** Whether there are velocities. */
  public boolean hasMomentum() {
    return momentum > 0;
  }
}
