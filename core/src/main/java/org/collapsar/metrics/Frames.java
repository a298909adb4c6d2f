package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;

/**
 * NC2: how near K vectors, the rows of A [K x D], are to a simplex equiangular tight frame or an
 * orthogonal frame. Pure functions; each is invariant under rotations of R^D and scaling of A.
 *
 * <p>{@code what} names the vectors in reasons, for example "centred mean" or "row of W"; {@code
 * floor} is a norm that counts as zero.
 */
final class Frames {
  private Frames() {}

  /**
   * std/mean of the norms of the rows (population standard deviation). Source: Papyan, Han and
   * Donoho, PNAS 2020.
   */
  static MetricValue equinorm(Matrix a, String what, double floor) {
    if (a.rows() < 2) {
      return oneClass();
    }
    double[] norms = Vectors.norms(a);
    double mean = mean(norms);
    if (mean <= floor) {
      return MetricValue.undefined("because every " + what + " is zero");
    }
    return Values.finite(Math.sqrt(variance(norms, mean)) / mean);
  }

  /** Which summary of the deviations from equal angles. */
  enum Angles {
    MEAN,
    MAX,
    STD
  }

  /**
   * Mean, maximum or standard deviation over pairs c &lt; c' of |cos(a_c, a_c') + 1/(K-1)|. Source:
   * Papyan, Han and Donoho, PNAS 2020.
   */
  static MetricValue equiangular(Matrix a, Angles which, String what, double floor) {
    int k = a.rows();
    if (k < 2) {
      return oneClass();
    }
    double[] norms = Vectors.norms(a);
    for (int c = 0; c < k; c++) {
      if (norms[c] <= floor) {
        return MetricValue.undefined("because the " + what + " of class " + c + " is zero");
      }
    }
    Matrix unit = new Matrix(k, a.columns());
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < a.columns(); j++) {
        unit.data()[c * a.columns() + j] = a.get(c, j) / norms[c];
      }
    }
    Matrix cosines = Blas.timesTransposed(unit, unit);
    double[] deviations = new double[k * (k - 1) / 2];
    int pair = 0;
    for (int c = 0; c < k; c++) {
      for (int other = c + 1; other < k; other++) {
        deviations[pair++] = Math.abs(cosines.get(c, other) + 1.0 / (k - 1));
      }
    }
    double mean = mean(deviations);
    return Values.finite(
        switch (which) {
          case MEAN -> mean;
          case MAX -> Vectors.max(deviations);
          case STD -> Math.sqrt(variance(deviations, mean));
        });
  }

  /**
   * || G/||G||_F - (I - 11^T/K)/sqrt(K-1) ||_F with G = A A^T. Source: Zhu et al., NeurIPS 2021.
   */
  static MetricValue etfError(Matrix a, String what, double floor) {
    if (a.rows() < 2) {
      return oneClass();
    }
    Matrix unit = unitNorm(a, floor);
    return unit == null
        ? MetricValue.undefined("because every " + what + " is zero")
        : distanceToSimplex(Blas.timesTransposed(unit, unit));
  }

  /** || G/||G||_F - I/sqrt(K) ||_F with G = A A^T. Source: Dang et al., ICML 2023. */
  static MetricValue ofError(Matrix a, String what) {
    int k = a.rows();
    if (k < 2) {
      return oneClass();
    }
    Matrix unit = unitNorm(a, 0);
    if (unit == null) {
      return MetricValue.undefined("because every " + what + " is zero");
    }
    Matrix gram = Blas.timesTransposed(unit, unit);
    double norm = Vectors.norm(gram);
    double sum = 0;
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        double d = gram.get(i, j) / norm - (i == j ? 1 / Math.sqrt(k) : 0);
        sum += d * d;
      }
    }
    return Values.finite(Math.sqrt(sum));
  }

  /**
   * s_1/s_K of A, from its singular values and not from those of its Gram matrix. Source: Jacot et
   * al., ICLR 2025.
   */
  static MetricValue condition(Matrix a, String what) {
    int k = a.rows();
    if (k < 2) {
      return oneClass();
    }
    double[] s = Spectral.singularValues(a);
    double tolerance = 10.0 * Math.max(a.rows(), a.columns()) * Vectors.EPSILON * s[0];
    int rank = 0;
    while (rank < s.length && s[rank] > tolerance) {
      rank++;
    }
    if (rank < k) {
      return MetricValue.undefined(
          "because the " + what + " have rank " + rank + ", below the number of classes " + k);
    }
    return Values.finite(s[0] / s[k - 1]);
  }

  /** || P/||P||_F - (I - 11^T/K)/sqrt(K-1) ||_F for P [K x K]; undefined if P = 0. */
  static MetricValue distanceToSimplex(Matrix p) {
    int k = p.rows();
    double norm = Vectors.norm(p);
    double sum = 0;
    double root = Math.sqrt(k - 1.0);
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        double d = p.get(i, j) / norm - ((i == j ? 1 : 0) - 1.0 / k) / root;
        sum += d * d;
      }
    }
    return Values.finite(Math.sqrt(sum));
  }

  /** A/||A||_F, or null if that norm is zero; safe for numbers whose squares are not. */
  static @org.jspecify.annotations.Nullable Matrix unitNorm(Matrix a, double floor) {
    double largest = Vectors.max(a.data());
    if (largest <= floor / Math.sqrt(Math.max(1, a.columns())) || largest == 0) {
      return null;
    }
    Matrix safe = new Matrix(a.rows(), a.columns());
    for (int i = 0; i < safe.data().length; i++) {
      safe.data()[i] = a.data()[i] / largest;
    }
    return Vectors.scaled(safe, 1 / Vectors.norm(safe));
  }

  static MetricValue oneClass() {
    return MetricValue.undefined("because there is only one class");
  }

  static double mean(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v;
    }
    return sum / x.length;
  }

  /** Population variance. */
  static double variance(double[] x, double mean) {
    double sum = 0;
    for (double v : x) {
      sum += (v - mean) * (v - mean);
    }
    return sum / x.length;
  }
}
