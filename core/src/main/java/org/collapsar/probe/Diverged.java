package org.collapsar.probe;

import org.collapsar.metrics.MetricValue;

/** What is said of numbers that are not finite. */
final class Diverged {
  static final MetricValue VALUE =
      MetricValue.undefined("because it is not finite: the weights have diverged");

  private Diverged() {}

  static MetricValue unlessFinite(double value) {
    return Double.isFinite(value) ? MetricValue.of(value) : VALUE;
  }
}
