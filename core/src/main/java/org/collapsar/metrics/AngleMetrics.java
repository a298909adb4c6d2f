package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.collapsar.linalg.Matrix;

/** Angles between K vectors, the rows of A [K x D], in degrees. */
final class AngleMetrics {
  static final List<Definition> ALL = all();

  private AngleMetrics() {}

  private static List<Definition> all() {
    List<Definition> all = new ArrayList<>();
    for (Which which : Which.values()) {
      String name = which.name().toLowerCase(Locale.ROOT);
      all.add(
          of("angle.means." + name)
              .title("angles between class means, " + name)
              .label(
                  which.summary + " angle",
                  which.summary.toLowerCase(Locale.ROOT) + " angle of means (degrees)")
              .says(
                  which.summary
                      + " angle over pairs of the class means as they are, in degrees; orthogonal"
                      + " means have 90.")
              .formula(name + " over c < c' of angle(mu_c, mu_c')")
              .undefined(Phrases.EMPTY + ", if K = 1 or if a mean is zero")
              .from(e -> of(e.means(), which, "mean", 0)));
    }
    for (Which which : Which.values()) {
      String name = which.name().toLowerCase(Locale.ROOT);
      all.add(
          of("angle.means.centred." + name)
              .title("angles between centred class means, " + name)
              .says(
                  which.summary
                      + " angle over pairs of the class means about their unweighted mean, in"
                      + " degrees; a simplex has arccos(-1/(K-1)).")
              .formula(name + " over c < c' of angle(m_c, m_c')")
              .undefined(Phrases.EMPTY + ", if K = 1 or if a centred mean is zero")
              .from(
                  e -> {
                    Evaluation.Sides m = e.sides(Side.MEANS);
                    return of(m.rows(), which, "centred mean", m.floor());
                  }));
    }
    return List.copyOf(all);
  }

  private static MetricInfo.Builder of(String id) {
    return metric(id)
        .unit("degrees")
        .source("the angles of nc2.equiangular (" + Phrases.PAPYAN + "), as such")
        .costs(Phrases.MEANS_ONLY);
  }

  /** Which summary of the angles of all pairs. */
  enum Which {
    MEAN("Mean"),
    MIN("Smallest"),
    MAX("Largest");

    final String summary;

    Which(String summary) {
      this.summary = summary;
    }
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
      return Values.oneClass();
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
