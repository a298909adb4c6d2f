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

  /** The same with a remark. */
  static MetricValue finite(double value, String remark) {
    return Double.isFinite(value) ? MetricValue.of(value, remark) : finite(value);
  }

  static MetricValue oneClass() {
    return MetricValue.undefined("because there is only one class");
  }
}
