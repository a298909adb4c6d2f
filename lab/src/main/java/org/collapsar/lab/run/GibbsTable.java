package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.collapsar.lab.gibbs.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Table of gibbs.csv: histograms over the bins of {@link Histogram}, by variable, on the epochs on
 * which the law of the particles was measured. Bins without a count have no row.
 */
public final class GibbsTable {
  /** Format of the file of a run. */
  public static final RunTable<GibbsTable> TABLE = new Format();

  private final TreeMap<Integer, Map<String, long[]>> epochs;

  private GibbsTable(TreeMap<Integer, Map<String, long[]>> epochs) {
    this.epochs = epochs;
  }

  private static final class Format extends RunTable<GibbsTable> {
    private static final String HEADER = "epoch,variable,bin,count";

    Format() {
      super("gibbs.csv", HEADER, Keeping.AT_ONCE);
    }

    @Override
    boolean large() {
      return true;
    }

    @Override
    @Nullable String rows(EpochRecord measured, List<String> columns) {
      if (measured.gibbs() == null) {
        return null;
      }
      StringBuilder rows = new StringBuilder();
      measured
          .gibbs()
          .forEach(
              (variable, counts) -> {
                for (int bin = 0; bin < counts.length; bin++) {
                  if (counts[bin] > 0) {
                    rows.append(measured.epoch()).append(',').append(variable).append(',');
                    rows.append(bin).append(',').append(counts[bin]).append('\n');
                  }
                }
              });
      return rows.toString();
    }

    @Override
    GibbsTable joined(GibbsTable table, GibbsTable later) {
      TreeMap<Integer, Map<String, long[]>> all = new TreeMap<>(table.epochs);
      all.putAll(later.epochs);
      return new GibbsTable(all);
    }

    @Override
    GibbsTable empty(Path file) {
      return new GibbsTable(new TreeMap<>());
    }

    @Override
    GibbsTable parse(CsvLines lines) {
      lines.requireHeader(HEADER);
      return GibbsTable.of(lines);
    }
  }

  private static GibbsTable of(CsvLines lines) {
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

  /** {@return the epochs, ascending} */
  public List<Integer> epochs() {
    return List.copyOf(epochs.keySet());
  }

  /**
   * {@return the variables of an epoch in the order of the file; none where it was not measured}
   *
   * @param epoch number of epochs done
   */
  public List<String> variables(int epoch) {
    return List.copyOf(epochs.getOrDefault(epoch, Map.of()).keySet());
  }

  /**
   * {@return the counts [bins] of a variable on an epoch, a copy; zeros where there are none}
   *
   * @param epoch number of epochs done
   * @param variable one of {@link #variables}
   */
  public long[] counts(int epoch, String variable) {
    long[] counts = epochs.getOrDefault(epoch, Map.of()).get(variable);
    return counts == null ? new long[Histogram.BINS] : counts.clone();
  }
}
