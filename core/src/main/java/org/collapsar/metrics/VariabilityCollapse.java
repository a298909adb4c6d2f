package org.collapsar.metrics;

import org.collapsar.moments.ClassMoments;

/** NC1 of class moments alone. */
public final class VariabilityCollapse {
  private VariabilityCollapse() {}

  /**
   * {@code nc1.total}: within-class over total variance about the mean over samples, in [0, 1].
   * Classes without samples do not count. Source: Wu and Mondelli (ICML 2025), section 2.
   *
   * @return undefined if there is no sample, all features are equal, or no class has two samples
   */
  public static MetricValue total(ClassMoments moments) {
    return moments.samples() == 0
        ? MetricValue.undefined("because there are no samples")
        : Nc1Metrics.total(moments);
  }
}
