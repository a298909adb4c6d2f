package org.collapsar.metrics;

import java.util.List;

/**
 * What a metric is about: the property of neural collapse that it measures, in the numbering of
 * Papyan, Han and Donoho (PNAS 2020) and those who went on from there. Tables, curves and pages are
 * ordered by it. A metric says its own group; unless it does, its id does ({@code nc1.total}).
 */
public enum MetricGroup {
  /** Right decisions. */
  ACCURACY("Accuracy", "how often decisions are right", "accuracy"),
  /** Samples gather at the mean of their class. */
  NC1("NC1", "variability within the classes", "nc1"),
  /** Class means, and rows of W, form a simplex. */
  NC2("NC2", "means and weights as a simplex", "nc2"),
  /** The classifier lies along the class means. */
  NC3("NC3", "weights along the means", "nc3"),
  /** The classifier decides as the nearest class mean does. */
  NC4("NC4", "nearest class mean", "nc4"),
  /** Features of other data. */
  NC5("NC5", "other data", "nc5", "ood"),
  /** Regression: features in few dimensions. */
  NRC1("NRC1", "features in few dimensions", "nrc1"),
  /** Regression: features in the row space of W. */
  NRC2("NRC2", "features in the row space of W", "nrc2"),
  /** Regression: W and the covariance of the targets. */
  NRC3("NRC3", "W along the root of the targets' covariance", "nrc3"),
  /** Ranks of features, means and W. */
  RANKS("Ranks", "in how many dimensions things lie", "rank"),
  /** Anything else. */
  OTHERS("Others", "what belongs to none of these");

  private final String heading;
  private final String about;
  private final List<String> prefixes;

  MetricGroup(String heading, String about, String... prefixes) {
    this.heading = heading;
    this.about = about;
    this.prefixes = List.of(prefixes);
  }

  /** {@return the group in a word: "NC1"} */
  public String heading() {
    return heading;
  }

  /** {@return the group as a heading: "NC1: variability within the classes"} */
  public String title() {
    return heading + ": " + about;
  }

  /** The group that an id names by what stands before its first dot. */
  static MetricGroup of(String id) {
    String first = id.contains(".") ? id.substring(0, id.indexOf('.')) : id;
    for (MetricGroup group : values()) {
      if (group.prefixes.contains(first)) {
        return group;
      }
    }
    return OTHERS;
  }
}
