package org.collapsar.lab.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Comparison of a table of a run with that of the same run trained again.
 *
 * @param file its name
 * @param rows rows that were compared
 * @param different those that are not the same bytes
 * @param differences the columns in which they differ, in the order of their first epoch
 * @param problem what hinders a comparison row by row, null for nothing
 */
public record TableComparison(
    String file, int rows, int different, List<Difference> differences, @Nullable String problem) {

  /**
   * Difference in the cells of one column, or of one metric in a table that has a row per value.
   *
   * @param what the column or the metric
   * @param rows how many rows
   * @param firstEpoch the first of their epochs
   * @param largest the largest difference relative to the larger of two numbers; NaN where a cell
   *     is no number on one side
   */
  public record Difference(String what, int rows, int firstEpoch, double largest) {
    Difference and(double other) {
      return new Difference(what, rows + 1, firstEpoch, Math.max(largest, other));
    }
  }

  /**
   * Keeps a copy of the list.
   *
   * @param file its name
   * @param rows rows that were compared
   * @param different those that are not the same bytes
   * @param differences the columns in which they differ, in the order of their first epoch
   * @param problem what hinders a comparison row by row, null for nothing
   */
  public TableComparison {
    differences = List.copyOf(differences);
  }

  /** {@return whether the two have the same bytes as far as they were compared} */
  public boolean same() {
    return different == 0 && problem == null;
  }

  /**
   * Compares the tables of two run directories, but for times, up to an epoch.
   *
   * @param recorded directory of the first run
   * @param again directory of the run that was trained again
   * @param upTo the last epoch that is compared; what is kept of the last epoch alone is compared
   *     where that is the last one of both
   * @return one entry per table
   */
  public static List<TableComparison> of(Path recorded, Path again, int upTo) {
    List<TableComparison> all = new ArrayList<>();
    for (RunTable<?> table : RunTables.ALL) {
      Path first = recorded.resolve(table.file());
      Path second = again.resolve(table.file());
      boolean lastOnly = table.keeping() == RunTable.Keeping.LAST_EPOCH;
      if (table == TimingTable.TABLE || (!Files.exists(first) && !Files.exists(second))) {
        continue;
      }
      if (lastOnly && (lastEpoch(recorded) != upTo || lastEpoch(again) != upTo)) {
        continue;
      }
      all.add(of(table.file(), first, second, lastOnly ? Integer.MAX_VALUE : upTo));
    }
    return all;
  }

  private static int lastEpoch(Path run) {
    return RunRecord.read(run).lastEpoch();
  }

  private static TableComparison of(String file, Path recorded, Path again, int upTo) {
    if (!Files.exists(recorded) || !Files.exists(again)) {
      String where = Files.exists(recorded) ? "it was not written again" : "it was not recorded";
      return new TableComparison(file, 0, 0, List.of(), where);
    }
    CsvLines first = CsvLines.read(recorded, file).withoutTornLine().upTo(upTo);
    CsvLines second = CsvLines.read(again, file).withoutTornLine().upTo(upTo);
    if (!first.header().equals(second.header())) {
      return new TableComparison(
          file,
          0,
          0,
          List.of(),
          "its header is \"%s\", was \"%s\"".formatted(second.header(), first.header()));
    }
    List<String> before = rows(first);
    List<String> now = rows(second);
    int rows = Math.min(before.size(), now.size());
    Differences differences = new Differences(first.header());
    int different = 0;
    for (int row = 0; row < rows; row++) {
      if (!before.get(row).equals(now.get(row))) {
        different++;
        differences.accept(before.get(row), now.get(row));
      }
    }
    return new TableComparison(
        file,
        rows,
        different,
        List.copyOf(differences.all.values()),
        before.size() == now.size()
            ? null
            : "it has %d rows, had %d".formatted(now.size(), before.size()));
  }

  private static List<String> rows(CsvLines lines) {
    List<String> rows = new ArrayList<>();
    lines.forEachRow(rows::add);
    return rows;
  }

  /** By column, or by the cell that says what a row is about. */
  private static final class Differences {
    private final String[] header;
    private final Map<String, Difference> all = new LinkedHashMap<>();

    Differences(String header) {
      this.header = header.split(",", -1);
    }

    void accept(String before, String now) {
      String[] first = before.split(",", -1);
      String[] second = now.split(",", -1);
      for (int j = 0; j < Math.min(first.length, second.length); j++) {
        if (first[j].equals(second[j])) {
          continue;
        }
        double relative = relative(first[j], second[j]);
        int epoch = Integer.parseInt(first[0]);
        all.merge(
            name(first, j),
            new Difference(name(first, j), 1, epoch, relative),
            (found, one) -> found.and(relative));
      }
    }

    /** "nc1.quotient@3" of layers.csv, "gram@3" of matrices.csv, the column of metrics.csv. */
    private String name(String[] cells, int column) {
      if (header.length > 2 && header[1].equals("layer")) {
        return cells[2] + "@" + cells[1];
      }
      boolean wide = !header[header.length - 1].matches("value|bound|count|predicted|coordinates");
      return wide || column < 2 ? header[Math.min(column, header.length - 1)] : cells[1];
    }

    /** NaN where one is no number; several numbers in a cell are compared one by one. */
    private static double relative(String before, String now) {
      String[] first = before.split(" ", -1);
      String[] second = now.split(" ", -1);
      if (first.length != second.length) {
        return Double.NaN;
      }
      double largest = 0;
      for (int i = 0; i < first.length; i++) {
        try {
          double a = Double.parseDouble(first[i]);
          double b = Double.parseDouble(second[i]);
          largest =
              Math.max(largest, a == b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)));
        } catch (NumberFormatException e) {
          return Double.NaN;
        }
      }
      return largest;
    }
  }
}
