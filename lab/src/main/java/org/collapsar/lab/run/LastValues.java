package org.collapsar.lab.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.lab.document.Section;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/** Reader of the values of the last row of metrics.csv, with reasons where they are known. */
public final class LastValues {
  private LastValues() {}

  /**
   * Those of a summary where it is about the last row, else what the row has.
   *
   * @param summary summary.json; may be missing
   * @return by metric, in the order of the columns; empty for a table without rows
   */
  static Map<String, MetricValue> read(Path summary, MetricsTable metrics) {
    int last = metrics.rows() - 1;
    Map<String, Double> row = new LinkedHashMap<>();
    if (last >= 0) {
      metrics.metrics().forEach(metric -> row.put(metric, metrics.column(metric)[last]));
    }
    return read(summary, last, row);
  }

  /**
   * Reads the reasons for a row that was read before, where a summary is about its epoch.
   *
   * @param summary summary.json; may be missing
   * @param epoch of the row
   * @param row by metric; an empty cell is NaN
   * @return by metric, in the order of the row
   */
  public static Map<String, MetricValue> read(Path summary, int epoch, Map<String, Double> row) {
    Map<String, MetricValue> values = new LinkedHashMap<>();
    Section known = row.isEmpty() ? null : ofEpoch(summary, epoch);
    row.forEach(
        (metric, cell) ->
            values.put(
                metric,
                known != null && known.has(metric)
                    ? MetricJson.read(known.section(metric))
                    : value(cell)));
    return values;
  }

  private static MetricValue value(double cell) {
    return Double.isNaN(cell)
        ? MetricValue.undefined("because its cell of metrics.csv is empty")
        : MetricValue.of(cell);
  }

  /** The final values of a summary, or null if it is about another epoch or cannot be read. */
  private static @Nullable Section ofEpoch(Path summary, int epoch) {
    if (!Files.isRegularFile(summary)) {
      return null;
    }
    try {
      Section read = JsonDocument.read(summary, DocumentType.RUN_SUMMARY);
      return read.wholeWithin("epoch", -1, Integer.MAX_VALUE) == epoch
          ? read.section("final")
          : null;
    } catch (BadInputException unreadable) {
      return null;
    }
  }
}
