package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.List;
import org.collapsar.linalg.Matrix;

/** Hyperspherical uniformity by the Riesz kernel whose exponent is that of the dimension. */
final class RieszMetrics {
  static final List<Definition> ALL = List.of(of(false), of(true));

  private RieszMetrics() {}

  private static Definition of(boolean variance) {
    String which = variance ? "variance" : "mean";
    return metric("uniformity.riesz.d." + which)
        .group(MetricGroup.NC2)
        .title("hyperspherical uniformity, riesz of the dimension, " + which)
        .says(
            Phrases.sentence(which)
                + " over pairs of sign(S) times the distance of normalised centred class means to"
                + " the power of -S, S = D - 2.")
        .formula(which + " over c < c' of sign(S) ||a_c - a_c'||^-S, a_c = m_c/||m_c||")
        .source("the Python package neural-collapse (riesz_kernel)")
        .undefined(
            Phrases.EMPTY
                + ", if K = 1, if a centred mean is zero, if two point the same way or if a power"
                + " leaves the range of double")
        .costs(Phrases.MEANS_ONLY)
        .keepsPairs()
        .from(
            e -> {
              Evaluation.Sides m = e.sides(Side.MEANS);
              return of(m.rows(), variance, m.floor());
            });
  }

  private static MetricValue of(Matrix means, boolean variance, double floor) {
    int k = means.rows();
    int d = means.columns();
    if (k < 2) {
      return Values.oneClass();
    }
    double[] norms = Vectors.norms(means);
    double[] unit = means.data().clone();
    for (int i = 0; i < unit.length; i++) {
      if (norms[i / d] <= floor) {
        return MetricValue.undefined("because the centred mean of class " + i / d + " is zero");
      }
      unit[i] /= norms[i / d];
    }
    int power = d - 2;
    double[] values = new double[k * (k - 1) / 2];
    int pair = 0;
    for (int c = 0; c < k; c++) {
      for (int other = c + 1; other < k; other++) {
        double distance = Math.sqrt(Vectors.squaredDistance(unit, c * d, unit, other * d, d));
        if (distance <= 8 * Vectors.EPSILON) {
          return MetricValue.undefined(
              "because the centred means of classes "
                  + c
                  + " and "
                  + other
                  + " point the same way");
        }
        double value = Math.pow(distance, -power);
        if (value == 0 || !Double.isFinite(value)) {
          return MetricValue.undefined(
              "because the distance of classes "
                  + c
                  + " and "
                  + other
                  + " to the power of "
                  + -power
                  + " leaves the range of double precision");
        }
        values[pair++] = Math.signum(power) * value;
      }
    }
    double mean = Vectors.mean(values);
    return Values.finite(variance ? Vectors.variance(values, mean) : mean);
  }
}
