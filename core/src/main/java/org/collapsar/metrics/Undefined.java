package org.collapsar.metrics;

/**
 * Ends the computation of one metric: it has no value, and this is why. Never leaves the package.
 */
final class Undefined extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason the rest of the sentence "undefined, ..", starting with "because"
   */
  Undefined(String reason) {
    super(reason, null, false, false);
  }

  MetricValue value() {
    return MetricValue.undefined(String.valueOf(getMessage()));
  }
}
