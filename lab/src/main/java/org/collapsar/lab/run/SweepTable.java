package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepAxis;

/**
 * The final values of a sweep: for each cell and metric the mean and deviation over the seeds whose
 * runs are done. A value that is undefined in a run is not counted.
 */
final class SweepTable {
  private final List<Row> rows = new ArrayList<>();

  /**
   * A metric of a cell.
   *
   * @param layer counted from 1, empty for a column of metrics.csv
   */
  private record Row(List<CellPoint> cell, OptionalInt layer, String metric, Aggregate aggregate) {}

  /** Adds the rows of one cell. */
  void add(List<CellPoint> cell, List<RunRecord> done) {
    for (String metric : union(done, run -> run.metrics().metrics())) {
      double[] ends =
          done.stream().mapToDouble(run -> run.metrics().column(metric)[run.lastEpoch()]).toArray();
      rows.add(new Row(cell, OptionalInt.empty(), metric, Aggregate.of(ends)));
    }
    for (String metric : union(done, run -> run.layers().metrics())) {
      for (int layer : union(done, run -> run.layers().layers(metric))) {
        double[] ends =
            done.stream().mapToDouble(run -> end(run.layers().values(metric, layer))).toArray();
        rows.add(new Row(cell, OptionalInt.of(layer), metric, Aggregate.of(ends)));
      }
    }
  }

  /** What any of the runs has, in the order of the first that does. */
  private static <T> Set<T> union(List<RunRecord> runs, Function<RunRecord, List<T>> of) {
    Set<T> all = new LinkedHashSet<>();
    runs.forEach(run -> all.addAll(of.apply(run)));
    return all;
  }

  /** Layers are measured at the last epoch in any case. */
  private static double end(double[] curve) {
    return curve.length == 0 ? Double.NaN : curve[curve.length - 1];
  }

  /** As sweep.csv: a column per axis, then layer, metric, count, mean and deviation. */
  String csv(Sweep sweep) {
    String header =
        Stream.concat(
                sweep.axes().stream().map(SweepAxis::name),
                Stream.of("layer", "metric", "count", "mean", "deviation"))
            .map(SweepTable::quoted)
            .collect(Collectors.joining(","));
    StringBuilder csv = new StringBuilder(header).append('\n');
    for (Row row : rows) {
      for (CellPoint point : row.cell) {
        csv.append(quoted(point.label())).append(',');
      }
      csv.append(row.layer.isPresent() ? Integer.toString(row.layer.getAsInt()) : "");
      csv.append(',').append(row.metric).append(',').append(row.aggregate.count());
      csv.append(',').append(number(row.aggregate.mean()));
      csv.append(',').append(number(row.aggregate.deviation())).append('\n');
    }
    return csv.toString();
  }

  /** As the {@code final} of a cell in sweep.json. */
  ArrayNode json(List<CellPoint> cell) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows) {
      if (row.cell.equals(cell)) {
        ObjectNode r = json.addObject();
        if (row.layer.isPresent()) {
          r.put("layer", row.layer.getAsInt());
        }
        r.put("metric", row.metric).put("count", row.aggregate.count());
        put(r, "mean", row.aggregate.mean());
        put(r, "deviation", row.aggregate.deviation());
      }
    }
    return json;
  }

  /**
   * JSON has neither NaN, which is null here, nor infinity, which is a text as in run summaries.
   */
  private static void put(ObjectNode json, String key, double number) {
    if (Double.isNaN(number)) {
      json.putNull(key);
    } else if (Double.isInfinite(number)) {
      json.put(key, Double.toString(number));
    } else {
      json.put(key, number);
    }
  }

  private static String number(double number) {
    return Double.isNaN(number) ? "" : Double.toString(number);
  }

  /** RFC 4180. */
  private static String quoted(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
