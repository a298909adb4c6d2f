package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.metrics.MetricValue;

/**
 * Table of metrics.csv: one row per epoch, row 0 before training, one column per metric. An empty
 * cell (undefined, or not measured in that epoch) is NaN.
 */
public final class MetricsTable {
  /** Format of the file of a run. */
  public static final RunTable<MetricsTable> TABLE = new Format();

  private final Path file;
  private final int rows;
  private final Map<String, double[]> columns;

  private MetricsTable(Path file, int rows, Map<String, double[]> columns) {
    this.file = file;
    this.rows = rows;
    this.columns = columns;
  }

  private static final class Format extends RunTable<MetricsTable> {
    Format() {
      super("metrics.csv", "epoch,..", Keeping.BY_CHECKPOINT);
    }

    @Override
    String header(List<String> columns) {
      return columns.isEmpty() ? "epoch" : "epoch," + String.join(",", columns);
    }

    @Override
    String rows(EpochRecord measured, List<String> columns) {
      StringBuilder row = new StringBuilder().append(measured.epoch());
      for (String name : columns) {
        row.append(',');
        MetricValue value = measured.values().get(name);
        if (value != null) {
          CsvLines.append(row, value);
        }
      }
      return row.append('\n').toString();
    }

    @Override
    MetricsTable joined(MetricsTable table, MetricsTable later) {
      Map<String, double[]> columns = new LinkedHashMap<>();
      for (MetricsTable part : List.of(table, later)) {
        part.columns.keySet().stream()
            .filter(metric -> !columns.containsKey(metric))
            .forEach(
                metric ->
                    columns.put(metric, Epochs.joined(table.column(metric), later.column(metric))));
      }
      return new MetricsTable(table.file, table.rows + later.rows, columns);
    }

    /** The columns of the file, and what this epoch is the first to measure. */
    @Override
    MetricsTable with(MetricsTable table, Path file, EpochRecord measured) {
      Map<String, double[]> row = new LinkedHashMap<>();
      measured.values().forEach((metric, value) -> row.put(metric, new double[] {value.orNaN()}));
      if (table.rows > 0) {
        // What is not a column of the file, which is made once, is no column here.
        row.keySet().retainAll(table.columns.keySet());
      }
      return joined(table, new MetricsTable(file, 1, row));
    }

    @Override
    MetricsTable empty(Path file) {
      return new MetricsTable(file, 0, Map.of());
    }

    @Override
    MetricsTable parse(CsvLines lines) {
      return MetricsTable.of(lines);
    }
  }

  private static MetricsTable of(CsvLines lines) {
    Path file = lines.file();
    List<String> header = header(file, lines.header());
    int rows = lines.rows();
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (String name : header.subList(1, header.size())) {
      columns.put(name, new double[rows]);
    }
    for (int row = 0; row < rows; row++) {
      String[] cells = lines.cells(row, header.size());
      if (!cells[0].equals(Integer.toString(row))) {
        throw lines.bad(lineOf(row), "epoch " + row, cells[0]);
      }
      for (int i = 1; i < cells.length; i++) {
        double value = lines.number(row, header.get(i), cells[i]);
        double[] column = columns.get(header.get(i));
        if (column != null) {
          column[row] = value;
        }
      }
    }
    return new MetricsTable(file, rows, columns);
  }

  private static List<String> header(Path file, String line) {
    List<String> header = List.of(line.split(",", -1));
    if (!header.get(0).equals("epoch")) {
      throw new BadInputException(
          file + ":1: expected \"epoch\" as the first column, found \"" + header.get(0) + '"');
    }
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (name.isBlank() || !seen.add(name)) {
        throw new BadInputException(
            file
                + ":1: expected column names that differ, found \""
                + name
                + "\" "
                + (name.isBlank() ? "without a name" : "twice"));
      }
    }
    return header;
  }

  /** {@return the file that was read} */
  public Path file() {
    return file;
  }

  /** {@return the number of rows: epochs 0 to rows - 1} */
  public int rows() {
    return rows;
  }

  /** {@return the metric ids in the order of the header} */
  public List<String> metrics() {
    return new ArrayList<>(columns.keySet());
  }

  /**
   * Tells whether the table has a column.
   *
   * @param metric its id
   * @return true where it has
   */
  public boolean has(String metric) {
    return columns.containsKey(metric);
  }

  /**
   * Reads a metric over the epochs, NaN where the cell is empty.
   *
   * @param metric its id
   * @return a copy, [rows]; all NaN when the table has no such column
   */
  public double[] column(String metric) {
    double[] column = columns.get(metric);
    if (column != null) {
      return column.clone();
    }
    double[] none = new double[rows];
    Arrays.fill(none, Double.NaN);
    return none;
  }

  /**
   * {@return the line of metrics.csv, counted from 1, on which the row of an epoch stands}
   *
   * @param epoch number of epochs done
   */
  public static int lineOf(int epoch) {
    return CsvLines.lineOf(epoch);
  }
}
