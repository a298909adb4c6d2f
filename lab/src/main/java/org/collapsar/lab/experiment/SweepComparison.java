package org.collapsar.lab.experiment;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of all runs of a sweep that a claim asks for.
 *
 * @param axis the axis whose numbers the metric is held against
 * @param series keeps the runs whose cells have these labels on these axes; empty keeps all
 * @param direction which way the metric is said to go along the axis; null for a fit
 * @param fit what is fitted; null for a trend
 */
public record SweepComparison(
    String axis, Map<String, String> series, @Nullable Direction direction, @Nullable Fit fit) {

  /** Which way a metric goes along an axis. */
  public enum Direction {
    FALLING,
    RISING
  }

  public SweepComparison {
    series = Map.copyOf(series);
  }
}
