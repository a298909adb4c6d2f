package org.collapsar.lab.measure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Measured table of features.
 *
 * @param source the file
 * @param layer member of the file, null for files that have one table only
 * @param weights the file of W that was applied, null where none was
 * @param measurement the values
 * @param geometry what is drawn of it, null where nothing is to be drawn
 * @param classNames what the classes are called; empty where that is 0 .. K-1
 */
public record MeasuredRow(
    String source,
    @Nullable String layer,
    @Nullable String weights,
    Measurement measurement,
    @Nullable Geometry geometry,
    List<String> classNames)
    implements MeasuredTable {

  /**
   * Makes a row with classes called 0 .. K-1.
   *
   * @param source the file
   * @param layer member of the file, null for files that have one table only
   * @param weights the file of W that was applied, null where none was
   * @param measurement the values
   * @param geometry what is drawn of it, null where nothing is to be drawn
   */
  public MeasuredRow(
      String source,
      @Nullable String layer,
      @Nullable String weights,
      Measurement measurement,
      @Nullable Geometry geometry) {
    this(source, layer, weights, measurement, geometry, List.of());
  }

  /**
   * {@return the name of a class}
   *
   * @param c 0 .. K-1
   */
  public String className(int c) {
    return classNames.isEmpty() ? Integer.toString(c) : classNames.get(c);
  }

  @Override
  public Map<String, MetricValue> values() {
    return measurement.values();
  }

  @Override
  public String sizes() {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (long count : measurement.counts()) {
      least = Math.min(least, count);
      most = Math.max(most, count);
    }
    return measurement.samples()
        + " samples, dimension "
        + measurement.dimension()
        + ", "
        + measurement.classes()
        + (measurement.classes() == 1 ? " class of " : " classes of ")
        + (least == most ? least : least + " to " + most)
        + "; rank of the centred class means "
        + (measurement.isRankKnown()
            ? measurement.rank()
                + String.format(Locale.ROOT, " (tolerance %.2g)", measurement.rankTolerance())
            : "not known");
  }
}
