package org.collapsar.lab.experiment;

import java.util.List;

/**
 * A figure over the epochs of the runs of an experiment.
 *
 * @param id file name of the figure, for example {@code figure-1a}
 * @param title what it shows
 * @param kind mean with a one-standard-deviation band over the runs, or one line a run
 * @param metrics columns of metrics.csv, one panel each
 * @param logarithmic whether the vertical axis is logarithmic
 * @param caption what to see in it, whole sentences
 */
public record FigureSpec(
    String id, String title, Kind kind, List<String> metrics, boolean logarithmic, String caption) {

  /** How the runs of several seeds are drawn. */
  public enum Kind {
    BAND,
    LINES
  }

  public FigureSpec {
    metrics = List.copyOf(metrics);
  }
}
