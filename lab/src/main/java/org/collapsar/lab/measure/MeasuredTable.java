package org.collapsar.lab.measure;

import java.util.Map;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/** Metrics of one table of features, as text, documents and curves need them. */
public interface MeasuredTable {
  /** {@return the file} */
  String source();

  /** {@return the member of the file; null for files that have one table only} */
  @Nullable String layer();

  /**
   * {@return the file of W that acts on the table; null for none, and in a regression, where all
   * have it}
   */
  default @Nullable String weights() {
    return null;
  }

  /** {@return the values by metric id, in the order in which they are shown} */
  Map<String, MetricValue> values();

  /** {@return the numbers of samples, dimensions and classes or targets, in words} */
  String sizes();

  /** {@return the file, and its member where it has several} */
  default String name() {
    return layer() == null ? source() : source() + ":" + layer();
  }
}
