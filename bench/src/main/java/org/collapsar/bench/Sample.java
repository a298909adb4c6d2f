package org.collapsar.bench;

import java.util.Arrays;

/** A sample of timings or ratios, summarised by its median and range. */
record Sample(double median, double min, double max) {

  static Sample of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("expected at least one value, found none");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    return new Sample(median, sorted[0], sorted[n - 1]);
  }

  /**
   * The sample of numerator[i] / denominator[i]: what happened in the same round is divided by each
   * other.
   */
  static Sample ofRatios(double[] numerator, double[] denominator) {
    if (numerator.length != denominator.length) {
      throw new IllegalArgumentException(
          "expected as many denominators as numerators, "
              + numerator.length
              + ", found "
              + denominator.length);
    }
    double[] ratios = new double[numerator.length];
    Arrays.setAll(ratios, i -> numerator[i] / denominator[i]);
    return of(ratios);
  }
}
