package org.collapsar.metrics;

/** What arithmetic gave, as a {@link MetricValue}. */
final class Values {
  private Values() {}

  /** The number; undefined where sums or squares left the range of double numbers. */
  static MetricValue finite(double value) {
    return Double.isFinite(value)
        ? MetricValue.of(value)
        : MetricValue.undefined(
            "because the numbers are too large or too small: their squares or quotients leave the"
                + " range of double precision");
  }

  static MetricValue oneClass() {
    return MetricValue.undefined("because there is only one class");
  }
}
