package org.collapsar.metrics;

/**
 * The value of a metric: a number, or the reason why there is none. A number is always finite or an
 * honest infinity of a ratio; NaN is refused, because undefined is an answer of its own.
 */
public sealed interface MetricValue {

  /**
   * A defined value.
   *
   * @param remark what has to be known to read it, such as samples that it leaves out; as a rule
   *     empty
   */
  record Defined(double value, String remark) implements MetricValue {
    public Defined(double value) {
      this(value, "");
    }

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

  /** A value that is not to be read without a remark. */
  static MetricValue of(double value, String remark) {
    return new Defined(value, remark);
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

  /** What has to be known to read the number; empty if there is nothing, or no number. */
  default String remark() {
    return this instanceof Defined d ? d.remark() : "";
  }
}
