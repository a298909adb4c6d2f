package org.collapsar.metrics;

import org.collapsar.moments.ClassMoments;

/** NC1: how much of the features' variance is left inside the classes. */
public final class VariabilityCollapse {
  private VariabilityCollapse() {}

  /**
   * {@code nc1.total}: within-class over total variance about the mean over samples,
   *
   * <pre>
   * ||H~ - M_c||_F^2 / ||H~||_F^2 = W/(W + B), W = sum_i ||h_i - mu_{y_i}||^2, B = sum_c n_c ||mu_c - mu_G||^2,
   * </pre>
   *
   * in [0, 1]. Classes without samples do not count. Source: Wu and Mondelli (ICML 2025), section
   * 2; q/(1 + q) for q = tr Sigma_W / tr Sigma_B when balanced.
   *
   * @return undefined if there is no sample or all features are equal
   */
  public static MetricValue total(ClassMoments moments) {
    if (moments.samples() == 0) {
      return MetricValue.undefined("because there are no samples");
    }
    double[] global = moments.sampleMean();
    double within = 0;
    double between = 0;
    for (int c = 0; c < moments.classes(); c++) {
      if (moments.count(c) == 0) {
        continue;
      }
      within += moments.scatter(c);
      double[] mean = moments.mean(c);
      double distance = 0;
      for (int j = 0; j < mean.length; j++) {
        double d = mean[j] - global[j];
        distance += d * d;
      }
      between += moments.count(c) * distance;
    }
    double total = within + between;
    if (!Double.isFinite(total)) {
      return MetricValue.undefined("because the features are not finite");
    }
    if (total == 0) {
      return MetricValue.undefined("because all features are equal: the total variance is 0");
    }
    return MetricValue.of(within / total);
  }
}
