package org.collapsar.net;

/**
 * The rule by which a gradient becomes a step. With g = stepFactor dL/dW, and weightDecay W added
 * to it where the decay is coupled, the velocity is v &lt;- mu v + g and the step
 *
 * <ul>
 *   <li>W &lt;- W - eta v, the heavy ball [1] as in PyTorch's SGD (no dampening);
 *   <li>W &lt;- W - eta (g + mu v), Nesterov's momentum [2] in the form of [3], as in PyTorch's
 *       SGD.
 * </ul>
 *
 * Decoupled decay [4] stays out of the velocity: W &lt;- (1 - eta weightDecay) W - eta v. Without
 * momentum both decays are the same.
 *
 * <p>[1] B. Polyak, <i>Some methods of speeding up the convergence of iteration methods</i>, USSR
 * Computational Mathematics and Mathematical Physics 4(5), 1964.
 *
 * <p>[2] Y. Nesterov, <i>A method for solving the convex programming problem with convergence rate
 * O(1/k^2)</i>, Dokl. Akad. Nauk SSSR 269, 1983.
 *
 * <p>[3] I. Sutskever, J. Martens, G. Dahl and G. Hinton, <i>On the importance of initialization
 * and momentum in deep learning</i>, ICML 2013.
 *
 * <p>[4] I. Loshchilov and F. Hutter, <i>Decoupled Weight Decay Regularization</i>, ICLR 2019.
 *
 * <p>[5] J. Cohen, S. Kaur, Y. Li, J. Z. Kolter and A. Talwalkar, <i>Gradient Descent on Neural
 * Networks Typically Occurs at the Edge of Stability</i>, ICLR 2021.
 *
 * @param momentum mu, from 0 to below 1; 0 for none
 * @param nesterov whether Nesterov's form is used, which needs a momentum
 * @param decoupled whether weight decay stays out of the velocity
 */
public record DescentRule(double momentum, boolean nesterov, boolean decoupled) {
  /** Plain gradient descent. */
  public static final DescentRule PLAIN = new DescentRule(0, false, false);

  /**
   * Checks the numbers.
   *
   * @param momentum from 0 to below 1
   * @param nesterov false without momentum
   * @param decoupled whether weight decay stays out of the velocity
   * @throws IllegalArgumentException if the momentum is out of its range, or Nesterov's form is
   *     asked for without one
   */
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
   * {@return the edge of stability} Descent on a quadratic contracts along a direction of curvature
   * lambda &gt; 0 if and only if eta lambda is below 2 without momentum, 2 (1 + mu) with it, and 2
   * (1 + mu)/(1 + 2 mu) in Nesterov's form ([5], appendix B).
   */
  public double edge() {
    return nesterov ? 2 * (1 + momentum) / (1 + 2 * momentum) : 2 * (1 + momentum);
  }

  /** {@return whether there are velocities} */
  public boolean hasMomentum() {
    return momentum > 0;
  }
}
