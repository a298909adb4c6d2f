package org.collapsar.lab.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.collapsar.BadInputException;
import org.collapsar.lab.gibbs.Histogram;

/**
 * The table of gibbs.csv: histograms over the bins of {@link Histogram}, by variable, on the epochs
 * on which the law of the particles was measured. Bins without a count have no row.
 */
public final class GibbsTable {
  /** The first line of the file. */
  static final String HEADER = "epoch,variable,bin,count";

  private final TreeMap<Integer, Map<String, long[]>> epochs;

  private GibbsTable(TreeMap<Integer, Map<String, long[]>> epochs) {
    this.epochs = epochs;
  }

  /** Of a run: read where the file is there, else without rows. */
  static GibbsTable of(Path file) {
    return Files.exists(file) ? read(file) : new GibbsTable(new TreeMap<>());
  }

  /**
   * Reads gibbs.csv.
   *
   * @throws BadInputException if the table is malformed; the message has the file and the line
   * @throws org.collapsar.FailedException if the file cannot be read
   */
  public static GibbsTable read(Path file) {
    CsvLines lines = CsvLines.readWithHeader(file, HEADER);
    TreeMap<Integer, Map<String, long[]>> epochs = new TreeMap<>();
    for (int row = 0; row < lines.rows(); row++) {
      String[] cells = lines.cells(row, 4);
      int epoch = lines.whole(row, "epoch", cells[0], 0);
      if (!epochs.isEmpty() && epoch < epochs.lastKey()) {
        throw lines.bad(
            CsvLines.lineOf(row), "epochs in order, from " + epochs.lastKey(), cells[0]);
      }
      if (cells[1].isBlank()) {
        throw lines.bad(CsvLines.lineOf(row), "a variable", cells[1]);
      }
      int bin = lines.whole(row, "bin", cells[2], 0);
      if (bin >= Histogram.BINS) {
        throw lines.bad(CsvLines.lineOf(row), "a bin below " + Histogram.BINS, cells[2]);
      }
      long[] counts =
          epochs
              .computeIfAbsent(epoch, e -> new LinkedHashMap<>())
              .computeIfAbsent(cells[1], name -> new long[Histogram.BINS]);
      if (counts[bin] != 0) {
        throw lines.bad(CsvLines.lineOf(row), "each bin once", cells[2]);
      }
      counts[bin] = lines.whole(row, "count", cells[3], 1);
    }
    return new GibbsTable(epochs);
  }

  /** The rows of one epoch as they stand in the file. */
  static String rows(int epoch, Map<String, long[]> counts) {
    StringBuilder rows = new StringBuilder();
    counts.forEach(
        (variable, bins) -> {
          for (int i = 0; i < bins.length; i++) {
            if (bins[i] > 0) {
              rows.append(epoch).append(',').append(variable).append(',').append(i);
              rows.append(',').append(bins[i]).append('\n');
            }
          }
        });
    return rows.toString();
  }

  /** The epochs, ascending. */
  public List<Integer> epochs() {
    return List.copyOf(epochs.keySet());
  }

  /** The variables of an epoch in the order of the file; none where it was not measured. */
  public List<String> variables(int epoch) {
    return List.copyOf(epochs.getOrDefault(epoch, Map.of()).keySet());
  }

  /** Counts [bins] of a variable on an epoch, a copy; zeros where there are none. */
  public long[] counts(int epoch, String variable) {
    long[] counts = epochs.getOrDefault(epoch, Map.of()).get(variable);
    return counts == null ? new long[Histogram.BINS] : counts.clone();
  }
}
