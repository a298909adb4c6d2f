package org.collapsar.lab.experiment;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Comparison of all runs of a sweep that a claim asks for.
 *
 * @param axis the axis whose numbers the metric is held against
 * @param series keeps the runs whose cells have these labels on these axes; empty keeps all
 * @param direction which way the metric is said to go along the axis; null for a fit
 * @param fit what is fitted; null for a trend
 */
public record SweepComparison(
    String axis, Map<String, String> series, @Nullable Direction direction, @Nullable Fit fit) {

  /** Directions in which a metric may go along an axis. */
  public enum Direction {
    /** Smaller, further along the axis. */
    FALLING,
    /** Larger, further along the axis. */
    RISING
  }

  /**
   * Keeps a copy of the labels.
   *
   * @param axis the axis whose numbers the metric is held against
   * @param series keeps the runs whose cells have these labels on these axes; empty keeps all
   * @param direction which way the metric is said to go along the axis; null for a fit
   * @param fit what is fitted; null for a trend
   */
  public SweepComparison {
    series = Map.copyOf(series);
  }
}
