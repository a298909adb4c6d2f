package org.collapsar.spark;

import java.util.List;
import java.util.Map;
import org.collapsar.metrics.Measurement;

/**
 * What was measured of one layer of one group of rows.
 *
 * @param features the column of the features, or the first of several columns of a number each
 * @param group the text of each column by which rows are grouped, in order; empty where they are
 *     not
 * @param classes the names of the classes 0 .. K-1, which are numbers where labels are
 * @param measurement the values of the metrics, and the spectrum of the class means
 */
public record SparkMeasurement(
    String features, Map<String, String> group, List<String> classes, Measurement measurement) {

  /**
   * Looks up a metric: the short way for other languages.
   *
   * @param id for example {@code nc1.pinv}
   * @return its value; NaN where it is undefined
   * @throws org.collapsar.BadInputException if it was not measured
   */
  public double value(String id) {
    return measurement.value(id).orNaN();
  }
}
