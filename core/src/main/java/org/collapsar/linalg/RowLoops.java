package org.collapsar.linalg;

/**
 * The loops over one row that measuring spends its time in, for rows of float32 and of float64.
 * Both give the same bits for the same numbers. Arrays begin at 0: with an offset the compiler of
 * JDK 17 leaves such loops scalar. {@code Math.fma} is one instruction on every processor with AVX2
 * or NEON.
 */
final class RowLoops {
  private RowLoops() {}

  /** sum += h - r; returns ||h - r||^2. Four sums, so that they do not wait for one another. */
  static double addDifference(double[] h, double[] reference, double[] sum) {
    int n = reference.length;
    double q0 = 0;
    double q1 = 0;
    double q2 = 0;
    double q3 = 0;
    int j = 0;
    for (; j < n - 3; j += 4) {
      double d0 = h[j] - reference[j];
      double d1 = h[j + 1] - reference[j + 1];
      double d2 = h[j + 2] - reference[j + 2];
      double d3 = h[j + 3] - reference[j + 3];
      sum[j] += d0;
      sum[j + 1] += d1;
      sum[j + 2] += d2;
      sum[j + 3] += d3;
      q0 = Math.fma(d0, d0, q0);
      q1 = Math.fma(d1, d1, q1);
      q2 = Math.fma(d2, d2, q2);
      q3 = Math.fma(d3, d3, q3);
    }
    for (; j < n; j++) {
      double d = h[j] - reference[j];
      sum[j] += d;
      q0 = Math.fma(d, d, q0);
    }
    return (q0 + q1) + (q2 + q3);
  }

  static double addDifference(float[] h, double[] reference, double[] sum) {
    int n = reference.length;
    double q0 = 0;
    double q1 = 0;
    double q2 = 0;
    double q3 = 0;
    int j = 0;
    for (; j < n - 3; j += 4) {
      double d0 = h[j] - reference[j];
      double d1 = h[j + 1] - reference[j + 1];
      double d2 = h[j + 2] - reference[j + 2];
      double d3 = h[j + 3] - reference[j + 3];
      sum[j] += d0;
      sum[j + 1] += d1;
      sum[j + 2] += d2;
      sum[j + 3] += d3;
      q0 = Math.fma(d0, d0, q0);
      q1 = Math.fma(d1, d1, q1);
      q2 = Math.fma(d2, d2, q2);
      q3 = Math.fma(d3, d3, q3);
    }
    for (; j < n; j++) {
      double d = h[j] - reference[j];
      sum[j] += d;
      q0 = Math.fma(d, d, q0);
    }
    return (q0 + q1) + (q2 + q3);
  }

  /** target = h - mean; returns its squared norm. */
  static double subtract(double[] h, double[] mean, double[] target) {
    int n = mean.length;
    double q0 = 0;
    double q1 = 0;
    double q2 = 0;
    double q3 = 0;
    int j = 0;
    for (; j < n - 3; j += 4) {
      double d0 = h[j] - mean[j];
      double d1 = h[j + 1] - mean[j + 1];
      double d2 = h[j + 2] - mean[j + 2];
      double d3 = h[j + 3] - mean[j + 3];
      target[j] = d0;
      target[j + 1] = d1;
      target[j + 2] = d2;
      target[j + 3] = d3;
      q0 = Math.fma(d0, d0, q0);
      q1 = Math.fma(d1, d1, q1);
      q2 = Math.fma(d2, d2, q2);
      q3 = Math.fma(d3, d3, q3);
    }
    for (; j < n; j++) {
      double d = h[j] - mean[j];
      target[j] = d;
      q0 = Math.fma(d, d, q0);
    }
    return (q0 + q1) + (q2 + q3);
  }

  static double subtract(float[] h, double[] mean, double[] target) {
    int n = mean.length;
    double q0 = 0;
    double q1 = 0;
    double q2 = 0;
    double q3 = 0;
    int j = 0;
    for (; j < n - 3; j += 4) {
      double d0 = h[j] - mean[j];
      double d1 = h[j + 1] - mean[j + 1];
      double d2 = h[j + 2] - mean[j + 2];
      double d3 = h[j + 3] - mean[j + 3];
      target[j] = d0;
      target[j + 1] = d1;
      target[j + 2] = d2;
      target[j + 3] = d3;
      q0 = Math.fma(d0, d0, q0);
      q1 = Math.fma(d1, d1, q1);
      q2 = Math.fma(d2, d2, q2);
      q3 = Math.fma(d3, d3, q3);
    }
    for (; j < n; j++) {
      double d = h[j] - mean[j];
      target[j] = d;
      q0 = Math.fma(d, d, q0);
    }
    return (q0 + q1) + (q2 + q3);
  }

  /** target = h - centre, rounded to float32 once. */
  static void subtract(double[] h, float[] centre, float[] target) {
    for (int j = 0; j < centre.length; j++) {
      target[j] = (float) (h[j] - centre[j]);
    }
  }

  static void subtract(float[] h, float[] centre, float[] target) {
    for (int j = 0; j < centre.length; j++) {
      target[j] = h[j] - centre[j];
    }
  }

  static void copy(float[] h, double[] target) {
    for (int j = 0; j < target.length; j++) {
      target[j] = h[j];
    }
  }
}
