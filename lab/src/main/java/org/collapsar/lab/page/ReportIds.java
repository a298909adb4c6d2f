package org.collapsar.lab.page;

/** The HTML ids of a report page; those that experiments give repeat between them. */
final class ReportIds {
  private ReportIds() {}

  /**
   * Of an experiment's section.
   *
   * @param index its position on the page, from 0
   */
  static String experiment(int index) {
    return "experiment-" + (index + 1);
  }

  /**
   * Of a figure.
   *
   * @param experiment position of the experiment on the page, from 0
   * @param index its position in the experiment, from 0
   */
  static String figure(int experiment, int index) {
    return experiment(experiment) + "-figure-" + (index + 1);
  }
}
