package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;

/**
 * The table of layers.csv: metrics of single layers, numbered 1 to L as in the papers, over the
 * epochs on which layers were measured. An empty value (undefined) is NaN, and so is what the file
 * does not have.
 */
public final class LayersTable {
  /** The first line of the file. */
  static final String HEADER = "epoch,layer,metric,value";

  private final Path file;
  private final int[] epochs;
  private final Map<String, Map<Integer, double[]>> values;

  private LayersTable(Path file, int[] epochs, Map<String, Map<Integer, double[]>> values) {
    this.file = file;
    this.epochs = epochs;
    this.values = values;
  }

  /** The table of a run that does not measure its layers. */
  public static LayersTable empty(Path file) {
    return new LayersTable(file, new int[0], Map.of());
  }

  /**
   * Reads layers.csv.
   *
   * @throws BadInputException if the table is malformed; the message has the file and the line
   * @throws FailedException if the file cannot be read
   */
  public static LayersTable read(Path file) {
    CsvLines lines = CsvLines.readWithHeader(file, HEADER);
    int rows = lines.rows();
    int[] epochOf = new int[rows];
    TreeSet<Integer> epochs = new TreeSet<>();
    for (int row = 0; row < rows; row++) {
      String cell = lines.cells(row, 4)[0];
      epochOf[row] = lines.whole(row, "epoch", cell, 0);
      if (row > 0 && epochOf[row] < epochOf[row - 1]) {
        throw lines.bad(CsvLines.lineOf(row), "epochs in order, from " + epochOf[row - 1], cell);
      }
      epochs.add(epochOf[row]);
    }
    int[] ordered = epochs.stream().mapToInt(Integer::intValue).toArray();
    Map<String, Map<Integer, double[]>> values = new LinkedHashMap<>();
    Map<String, Map<Integer, boolean[]>> seen = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      String[] cells = lines.cells(row, 4);
      int layer = lines.whole(row, "layer", cells[1], 1);
      String metric = cells[2];
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
      int at = Arrays.binarySearch(ordered, epochOf[row]);
      if (there[at]) {
        throw lines.bad(
            CsvLines.lineOf(row),
            "each metric once for a layer and epoch",
            String.join(",", cells));
      }
      there[at] = true;
      curve[at] = lines.number(row, metric, cells[3]);
    }
    return new LayersTable(file, ordered, values);
  }

  private static double[] nothing(int length) {
    double[] curve = new double[length];
    Arrays.fill(curve, Double.NaN);
    return curve;
  }

  /** The file that was read. */
  public Path file() {
    return file;
  }

  /** Metric ids in the order of the file. */
  public List<String> metrics() {
    return new ArrayList<>(values.keySet());
  }

  /** The layers that have a metric, ascending, from 1; none when the table has no such metric. */
  public List<Integer> layers(String metric) {
    return List.copyOf(values.getOrDefault(metric, Map.of()).keySet());
  }

  /** The epochs on which layers were measured, ascending; a copy. */
  public int[] epochs() {
    return epochs.clone();
  }

  /**
   * A metric of a layer over {@link #epochs()}, NaN where it is undefined.
   *
   * @return a copy, [epochs]; all NaN when the table does not have it
   */
  public double[] values(String metric, int layer) {
    double[] curve = values.getOrDefault(metric, Map.of()).get(layer);
    return curve == null ? nothing(epochs.length) : curve.clone();
  }
}
