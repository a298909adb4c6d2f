package org.collapsar.lab.experiment;

import org.jspecify.annotations.Nullable;

/**
 * Line that a metric is drawn beside, over the epochs: a number, or another metric of the same run.
 *
 * @param name in the legend
 * @param number the number; NaN where it is a metric
 * @param metric a {@link MetricReference}; null where it is a number
 * @param from fraction of the epochs at which the other metric is scaled to meet the first one, in
 *     every run; NaN where it is drawn as it is
 */
public record ReferenceLine(String name, double number, @Nullable String metric, double from) {
  /**
   * Checks that it is one of the two.
   *
   * @param name in the legend
   * @param number the number; NaN where it is a metric
   * @param metric a {@link MetricReference}; null where it is a number
   * @param from fraction of the epochs at which the other metric is scaled to meet the first one,
   *     in every run; NaN where it is drawn as it is
   * @throws IllegalArgumentException if it is neither or both
   */
  public ReferenceLine {
    if ((metric == null) == Double.isNaN(number)) {
      throw new IllegalArgumentException("a reference is a number or a metric");
    }
  }

  /** What {@link #of} takes. */
  public static final String EXPECTED = "a number, or a reference to one metric";

  /**
   * Reads a line.
   *
   * @param name in the legend
   * @param text a number or a metric
   * @param from NaN for none
   * @return the line
   * @throws IllegalArgumentException if the text is neither
   */
  public static ReferenceLine of(String name, String text, double from) {
    if (text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      double number = Double.parseDouble(text);
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException(EXPECTED);
      }
      return new ReferenceLine(name, number, null, Double.NaN);
    }
    if (!MetricReference.parse(text).single()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    return new ReferenceLine(name, Double.NaN, text, from);
  }

  /** {@return the number or the metric, as it is written} */
  public String text() {
    return metric == null ? Double.toString(number) : metric;
  }
}
