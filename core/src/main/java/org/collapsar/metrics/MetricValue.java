package org.collapsar.metrics;

/**
 * The value of a metric: a number, or the reason why there is none. A number is always finite or an
 * honest infinity of a ratio; NaN is refused, because undefined is an answer of its own.
 */
public sealed interface MetricValue {

  /** A defined value. */
  record Defined(double value) implements MetricValue {
    public Defined {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException(
            "a defined metric cannot be NaN: use MetricValue.undefined(reason)");
      }
    }
  }

  /** No value, "because ..". */
  record Undefined(String reason) implements MetricValue {}

  static MetricValue of(double value) {
    return new Defined(value);
  }

  /**
   * @param reason the rest of the sentence "undefined, ..", starting with "because"
   */
  static MetricValue undefined(String reason) {
    return new Undefined(reason);
  }

  /** The number, or NaN where there is none (for curves, where a gap is drawn). */
  default double orNaN() {
    return this instanceof Defined d ? d.value() : Double.NaN;
  }
}
