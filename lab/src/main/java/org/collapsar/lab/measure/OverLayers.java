package org.collapsar.lab.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.SeparationLaw;

/**
 * Metrics over all tables of a file together, as the layers of one network in the order of the
 * file.
 *
 * @param source the file
 * @param layers its tables
 * @param values by metric id
 */
public record OverLayers(String source, List<String> layers, Map<String, MetricValue> values) {

  /**
   * Measures each file that has several tables whose {@value SeparationLaw#OF} was measured.
   *
   * @param rows of all files
   * @return one entry per such file
   */
  public static List<OverLayers> of(List<MeasuredRow> rows) {
    Map<String, List<MeasuredRow>> files = new LinkedHashMap<>();
    for (MeasuredRow row : rows) {
      if (row.layer() != null && row.values().containsKey(SeparationLaw.OF)) {
        files.computeIfAbsent(row.source(), file -> new ArrayList<>()).add(row);
      }
    }
    List<OverLayers> all = new ArrayList<>();
    files.forEach(
        (file, layers) -> {
          if (layers.size() > 1) {
            List<String> names = layers.stream().map(row -> String.valueOf(row.layer())).toList();
            List<MetricValue> fuzziness =
                layers.stream().map(row -> row.values().get(SeparationLaw.OF)).toList();
            all.add(new OverLayers(file, names, SeparationLaw.of(names, fuzziness)));
          }
        });
    return all;
  }

  /** The metrics of single tables that these ids take. */
  static List<String> ofTables(List<String> ids) {
    Set<String> over = new LinkedHashSet<>();
    SeparationLaw.METRICS.forEach(each -> over.add(each.id()));
    return ids.stream().map(id -> over.contains(id) ? SeparationLaw.OF : id).distinct().toList();
  }

  /** {@return what is known of these metrics} */
  public static List<MetricInfo> metrics() {
    return SeparationLaw.METRICS;
  }
}
