package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Table of layers.csv: metrics of single layers, numbered 1 to L as in the papers, over the epochs
 * on which layers were measured. An empty value (undefined) is NaN, and so is what the file does
 * not have.
 */
public final class LayersTable {
  /** Format of the file of a run. */
  public static final RunTable<LayersTable> TABLE = new Format();

  private final Path file;
  private final int[] epochs;
  private final Map<String, Map<Integer, double[]>> values;

  private LayersTable(Path file, int[] epochs, Map<String, Map<Integer, double[]>> values) {
    this.file = file;
    this.epochs = epochs;
    this.values = values;
  }

  private static final class Format extends RunTable<LayersTable> {
    private static final String HEADER = "epoch,layer,metric,value";

    Format() {
      super("layers.csv", HEADER, Keeping.AT_ONCE);
    }

    @Override
    @Nullable String rows(EpochRecord measured, List<String> columns) {
      if (measured.layers() == null) {
        return null;
      }
      StringBuilder rows = new StringBuilder();
      for (Map.Entry<String, List<MetricValue>> metric : measured.layers().values().entrySet()) {
        for (int l = 0; l < metric.getValue().size(); l++) {
          rows.append(measured.epoch()).append(',').append(l + 1);
          rows.append(',').append(metric.getKey()).append(',');
          CsvLines.append(rows, metric.getValue().get(l)).append('\n');
        }
      }
      return rows.toString();
    }

    @Override
    LayersTable joined(LayersTable table, LayersTable later) {
      Map<String, Map<Integer, double[]>> values = new LinkedHashMap<>();
      for (LayersTable part : List.of(table, later)) {
        part.values.forEach(
            (metric, layers) ->
                layers
                    .keySet()
                    .forEach(
                        layer ->
                            values
                                .computeIfAbsent(metric, m -> new TreeMap<>())
                                .computeIfAbsent(
                                    layer,
                                    l ->
                                        Epochs.joined(
                                            table.values(metric, l), later.values(metric, l)))));
      }
      return new LayersTable(table.file, Epochs.joined(table.epochs, later.epochs), values);
    }

    @Override
    LayersTable empty(Path file) {
      return new LayersTable(file, new int[0], Map.of());
    }

    @Override
    LayersTable parse(CsvLines lines) {
      lines.requireHeader(HEADER);
      return LayersTable.of(lines);
    }
  }

  private static LayersTable of(CsvLines lines) {
    int rows = lines.rows();
    String[][] cells = new String[rows][];
    int[] epochOf = new int[rows];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      cells[row] = lines.cells(row, 4);
      epochOf[row] = lines.whole(row, "epoch", cells[row][0], 0);
      if (row > 0 && epochOf[row] < epochOf[row - 1]) {
        throw lines.bad(
            CsvLines.lineOf(row), "epochs in order, from " + epochOf[row - 1], cells[row][0]);
      }
      count += row == 0 || epochOf[row] > epochOf[row - 1] ? 1 : 0;
    }
    int[] ordered = new int[count];
    Map<String, Map<Integer, double[]>> values = new LinkedHashMap<>();
    Map<String, Map<Integer, boolean[]>> seen = new LinkedHashMap<>();
    int at = -1;
    for (int row = 0; row < rows; row++) {
      if (row == 0 || epochOf[row] > epochOf[row - 1]) {
        ordered[++at] = epochOf[row];
      }
      int layer = lines.whole(row, "layer", cells[row][1], 1);
      String metric = cells[row][2];
      if (metric.isBlank()) {
        throw lines.bad(CsvLines.lineOf(row), "a metric", metric);
      }
      double[] curve =
          values
              .computeIfAbsent(metric, m -> new TreeMap<>())
              .computeIfAbsent(layer, l -> nothing(ordered.length));
      boolean[] there =
          seen.computeIfAbsent(metric, m -> new TreeMap<>())
              .computeIfAbsent(layer, l -> new boolean[ordered.length]);
      if (there[at]) {
        throw lines.bad(
            CsvLines.lineOf(row),
            "each metric once for a layer and epoch",
            String.join(",", cells[row]));
      }
      there[at] = true;
      curve[at] = lines.number(row, metric, cells[row][3]);
    }
    return new LayersTable(lines.file(), ordered, values);
  }

  private static double[] nothing(int length) {
    double[] curve = new double[length];
    Arrays.fill(curve, Double.NaN);
    return curve;
  }

  /** {@return the file that was read} */
  public Path file() {
    return file;
  }

  /** {@return the metric ids in the order of the file} */
  public List<String> metrics() {
    return new ArrayList<>(values.keySet());
  }

  /**
   * {@return the layers that have a metric, ascending, from 1; none when the table has no such
   * metric}
   *
   * @param metric its id
   */
  public List<Integer> layers(String metric) {
    return List.copyOf(values.getOrDefault(metric, Map.of()).keySet());
  }

  /** {@return the epochs on which layers were measured, ascending; a copy} */
  public int[] epochs() {
    return epochs.clone();
  }

  /**
   * Reads a metric of a layer over {@link #epochs()}, NaN where it is undefined.
   *
   * @param metric its id
   * @param layer from 1
   * @return a copy, [epochs]; all NaN when the table does not have it
   */
  public double[] values(String metric, int layer) {
    double[] curve = values.getOrDefault(metric, Map.of()).get(layer);
    return curve == null ? nothing(epochs.length) : curve.clone();
  }
}
