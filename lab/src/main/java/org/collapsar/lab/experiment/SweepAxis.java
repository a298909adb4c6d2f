package org.collapsar.lab.experiment;

import java.util.List;

/**
 * Axis of a sweep: keys that vary together.
 *
 * @param name as figures and tables call it
 * @param keys dotted keys of the configuration that are set, one or several
 * @param labels the values as they are shown, in order, each once
 */
public record SweepAxis(String name, List<String> keys, List<String> labels) {
  /**
   * Keeps copies of the lists.
   *
   * @param name as figures and tables call it
   * @param keys dotted keys of the configuration that are set, one or several
   * @param labels the values as they are shown, in order, each once
   */
  public SweepAxis {
    keys = List.copyOf(keys);
    labels = List.copyOf(labels);
  }
}
