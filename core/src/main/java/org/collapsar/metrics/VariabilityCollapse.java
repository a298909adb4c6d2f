package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
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

  /**
   * tr Sigma_W / tr Sigma_B, Sigma_W = within/n.
   *
   * @param within sum over samples of ||h - mu_y||^2
   * @param between tr Sigma_B
   */
  static MetricValue quotient(double within, long samples, double between) {
    return between == 0
        ? MetricValue.undefined("because all class means are equal")
        : Values.finite(within / samples / between);
  }

  /**
   * The mean over pairs c &lt; c' of (V_c + V_c')/(2 ||mu_c - mu_c'||^2).
   *
   * @param variances V_c [K]
   * @param means centred by anything [K x D]; distances below {@code floor} are zero
   */
  static MetricValue cdnv(double[] variances, Matrix means, double floor) {
    int k = means.rows();
    int d = means.columns();
    Matrix gram = Blas.timesTransposed(means, means);
    double sum = 0;
    for (int c = 0; c < k; c++) {
      double part = 0;
      for (int other = c + 1; other < k; other++) {
        double scale = gram.get(c, c) + gram.get(other, other);
        double square = scale - 2 * gram.get(c, other);
        if (!(square > 1e-3 * scale)) {
          // Near each other: the difference of large products would lose digits.
          square = Vectors.squaredDistance(means.data(), c * d, means.data(), other * d, d);
        }
        if (Math.sqrt(square) <= floor) {
          return MetricValue.undefined(
              "because the means of classes " + c + " and " + other + " are equal");
        }
        part += (variances[c] + variances[other]) / (2 * square);
      }
      sum += part;
    }
    return Values.finite(sum / (k * (k - 1L) / 2));
  }
}
