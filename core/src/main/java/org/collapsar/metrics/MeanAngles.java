package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;

/** Angles between K vectors, the rows of A [K x D], in degrees. */
final class MeanAngles {
  private MeanAngles() {}

  /** Which summary of the angles of all pairs. */
  enum Which {
    MEAN,
    MIN,
    MAX
  }

  /**
   * Mean, smallest or largest angle over pairs c &lt; c', as 2 atan2(||u - v||, ||u + v||) of unit
   * vectors, which loses no digits near 0 and 180 degrees where the arc cosine does (Kahan, <i>How
   * futile are mindless assessments of roundoff</i>, 2006).
   *
   * @param what names the vectors in reasons, for example "centred mean"
   * @param floor a norm that counts as zero
   */
  static MetricValue of(Matrix a, Which which, String what, double floor) {
    int k = a.rows();
    int d = a.columns();
    if (k < 2) {
      return Frames.oneClass();
    }
    double[] norms = Vectors.norms(a);
    double[] unit = a.data().clone();
    for (int c = 0; c < k; c++) {
      if (norms[c] <= floor) {
        return MetricValue.undefined("because the " + what + " of class " + c + " is zero");
      }
      for (int j = 0; j < d; j++) {
        unit[c * d + j] /= norms[c];
      }
    }
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int c = 0; c < k; c++) {
      for (int other = c + 1; other < k; other++) {
        double angle = angle(unit, c * d, other * d, d);
        sum += angle;
        least = Math.min(least, angle);
        largest = Math.max(largest, angle);
      }
    }
    return Values.finite(
        switch (which) {
          case MEAN -> sum / (k * (k - 1L) / 2);
          case MIN -> least;
          case MAX -> largest;
        });
  }

  private static double angle(double[] unit, int i, int k, int n) {
    double difference = 0;
    double sum = 0;
    for (int j = 0; j < n; j++) {
      double minus = unit[i + j] - unit[k + j];
      double plus = unit[i + j] + unit[k + j];
      difference += minus * minus;
      sum += plus * plus;
    }
    return Math.toDegrees(2 * Math.atan2(Math.sqrt(difference), Math.sqrt(sum)));
  }
}
