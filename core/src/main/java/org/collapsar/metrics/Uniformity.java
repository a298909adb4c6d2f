package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;

/**
 * Hyperspherical uniformity of directions: a kernel of the distance between the unit vectors a_c =
 * m_c/||m_c|| over all pairs c &lt; c'. Source: Liu et al., 2023 (generalised neural collapse).
 */
final class Uniformity {
  private Uniformity() {}

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
      return Frames.oneClass();
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
    double mean = Frames.mean(values);
    return Values.finite(variance ? Frames.variance(values, mean) : mean);
  }
}
