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
    /**
     * Makes a value without a remark.
     *
     * @param value a number or an infinity
     */
    public Defined(double value) {
      this(value, "");
    }

    /**
     * Checks the value.
     *
     * @param value a number or an infinity
     * @param remark about the value; empty for none
     * @throws IllegalArgumentException if the value is NaN
     */
    public Defined {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException(
            "a defined metric cannot be NaN: use MetricValue.undefined(reason)");
      }
    }
  }

  /** No value, "because ..". */
  record Undefined(String reason) implements MetricValue {}

  /**
   * Makes a defined value without a remark.
   *
   * @param value a number or an infinity
   * @return the value
   * @throws IllegalArgumentException if it is NaN
   */
  static MetricValue of(double value) {
    return new Defined(value);
  }

  /**
   * Makes a value that should be read with a remark.
   *
   * @param value a number or an infinity
   * @param remark a sentence
   * @return both
   * @throws IllegalArgumentException if the value is NaN
   */
  static MetricValue of(double value, String remark) {
    return new Defined(value, remark);
  }

  /**
   * Makes an undefined value.
   *
   * @param reason the rest of the sentence "undefined, ..", starting with "because"
   * @return no number, with its reason
   */
  static MetricValue undefined(String reason) {
    return new Undefined(reason);
  }

  /** {@return the number, or NaN for an undefined value (in curves, where a gap is drawn)} */
  default double orNaN() {
    return this instanceof Defined d ? d.value() : Double.NaN;
  }

  /**
   * {@return the remark that is needed to read the number; empty if there is none, or no number}
   */
  default String remark() {
    return this instanceof Defined d ? d.remark() : "";
  }
}
