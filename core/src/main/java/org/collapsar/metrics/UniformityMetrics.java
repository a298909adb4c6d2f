package org.collapsar.metrics;

import static org.collapsar.metrics.MetricInfo.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.collapsar.linalg.Matrix;

/**
 * Hyperspherical uniformity of directions: a kernel of the distance between the unit vectors a_c =
 * m_c/||m_c|| over all pairs c &lt; c'. Source: Liu et al., 2023 (generalised neural collapse).
 */
final class UniformityMetrics {
  static final List<Definition> ALL = all();

  private UniformityMetrics() {}

  private static List<Definition> all() {
    List<Definition> all = new ArrayList<>();
    for (Kernel kernel : Kernel.values()) {
      all.add(of(kernel, false));
      all.add(of(kernel, true));
    }
    return List.copyOf(all);
  }

  private static Definition of(Kernel kernel, boolean variance) {
    String name = kernel.name().toLowerCase(Locale.ROOT);
    String which = variance ? "variance" : "mean";
    String formula =
        switch (kernel) {
          case DISTANCE -> "||a_c - a_c'||";
          case LOG -> "log(1/||a_c - a_c'||)";
          case RIESZ -> "1/||a_c - a_c'||";
        };
    String ofWhat =
        switch (kernel) {
          case DISTANCE -> "the distance";
          case LOG -> "the logarithm of the reciprocal distance";
          case RIESZ -> "the reciprocal distance";
        };
    return metric("uniformity." + name + "." + which)
        .group(MetricGroup.NC2)
        .title("hyperspherical uniformity, " + name + ", " + which)
        .says(
            Phrases.sentence(which)
                + " over pairs of "
                + ofWhat
                + " of normalised centred class means.")
        .formula(which + " over c < c' of " + formula + ", a_c = m_c/||m_c||")
        .source("Liu et al., ICML 2023")
        .undefined(
            Phrases.EMPTY
                + ", if K = 1, if a centred mean is zero"
                + (kernel == Kernel.DISTANCE ? "" : " or two point the same way"))
        .costs(Phrases.MEANS_ONLY)
        .keepsPairs()
        .from(
            e -> {
              Evaluation.Sides m = e.sides(Side.MEANS);
              return of(m.rows(), kernel, variance, m.floor());
            });
  }

  enum Kernel {
    /** ||a - b||. */
    DISTANCE,
    /** log(1/||a - b||). */
    LOG,
    /** 1/||a - b||, the Riesz kernel with s = 1. */
    RIESZ
  }

  static MetricValue of(Matrix means, Kernel kernel, boolean variance, double floor) {
    int k = means.rows();
    if (k < 2) {
      return Values.oneClass();
    }
    int d = means.columns();
    double[] norms = Vectors.norms(means);
    Matrix unit = new Matrix(k, d);
    for (int c = 0; c < k; c++) {
      if (norms[c] <= floor) {
        return MetricValue.undefined("because the centred mean of class " + c + " is zero");
      }
      for (int j = 0; j < d; j++) {
        unit.data()[c * d + j] = means.get(c, j) / norms[c];
      }
    }
    double[] values = new double[k * (k - 1) / 2];
    int pair = 0;
    for (int c = 0; c < k; c++) {
      for (int other = c + 1; other < k; other++) {
        double distance =
            Math.sqrt(Vectors.squaredDistance(unit.data(), c * d, unit.data(), other * d, d));
        if (kernel != Kernel.DISTANCE && distance <= 8 * Vectors.EPSILON) {
          return MetricValue.undefined(
              "because the centred means of classes "
                  + c
                  + " and "
                  + other
                  + " point the same way");
        }
        values[pair++] =
            switch (kernel) {
              case DISTANCE -> distance;
              case LOG -> -Math.log(distance);
              case RIESZ -> 1 / distance;
            };
      }
    }
    double mean = Vectors.mean(values);
    return Values.finite(variance ? Vectors.variance(values, mean) : mean);
  }
}
