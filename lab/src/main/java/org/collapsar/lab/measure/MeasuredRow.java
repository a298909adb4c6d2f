package org.collapsar.lab.measure;

import org.collapsar.metrics.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * One table of features, measured.
 *
 * @param source the file
 * @param layer member of the file, null for files that have one table only
 * @param measurement the values
 * @param geometry what is drawn of it, null where nothing is to be drawn
 */
public record MeasuredRow(
    String source, @Nullable String layer, Measurement measurement, @Nullable Geometry geometry) {

  /** The file, and its member where it has several. */
  public String name() {
    return layer == null ? source : source + ":" + layer;
  }
}
