package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;

/**
 * {@code balancedness.normalised}: how far the second moment of the second layer's particles is
 * from a multiple of W W^T,
 *
 * <pre>
 * NB = ||E[a a^T] - c* W W^T||_op / ||E[a a^T]||_op,  c* = &lt;E[a a^T], W W^T&gt; / ||W W^T||_F^2,
 * </pre>
 *
 * 0 for balanced networks; slightly above 1 is possible. Source: Wu and Mondelli (ICML 2025), [25],
 * [26].
 */
public final class NormalisedBalancedness {
  private NormalisedBalancedness() {}

  /**
   * @param second E[a a^T] [p x p], symmetric
   * @param w W W^T [p x p], symmetric
   * @return undefined if either is zero or not finite
   */
  public static MetricValue of(Matrix second, Matrix w) {
    double squared = w.squaredNorm();
    if (!Double.isFinite(squared) || !Double.isFinite(second.squaredNorm())) {
      return MetricValue.undefined("because the weights are not finite");
    }
    if (squared == 0) {
      return MetricValue.undefined("because W = 0");
    }
    double norm = Spectral.symmetricNorm(second);
    if (norm == 0) {
      return MetricValue.undefined("because the weights of the second layer are all 0");
    }
    double c = second.inner(w) / squared;
    return MetricValue.of(Spectral.symmetricNorm(second.combine(1, -c, w)) / norm);
  }
}
