package org.collapsar.lab.claim;

import java.util.Map;
import org.collapsar.metrics.MetricValue;

/**
 * The number that one run has to show for a claim, and what belongs to it.
 *
 * @param falls false where the claim says that something falls and it does not, whatever the number
 *     is
 * @param numbers further numbers by name
 */
record RunNumber(MetricValue value, boolean falls, Map<String, Double> numbers) {

  static RunNumber of(MetricValue value) {
    return new RunNumber(value, true, Map.of());
  }

  static RunNumber undefined(String reason) {
    return of(MetricValue.undefined(reason));
  }

  /** A quotient; undefined where the divisor is not positive and finite. */
  static MetricValue quotient(MetricValue value, double by, String what) {
    return by > 0 && Double.isFinite(by)
        ? MetricValue.of(value.orNaN() / by)
        : MetricValue.undefined(
            "because " + what + " is " + by + ", and nothing can be divided by it");
  }
}
