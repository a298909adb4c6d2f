package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Table of parity.csv: of the last epoch on which the landscape theorems were evaluated, features
 * as they are and as Theorem 4.2 of Wu and Mondelli (ICML 2025) predicts them, for some samples and
 * all features.
 */
public final class ParityTable {
  /** Format of the file of a run. */
  public static final RunTable<ParityTable> TABLE = new Format();

  /** So many entries at most. */
  static final int MOST = 2000;

  private final int epoch;
  private final double[] actual;
  private final double[] predicted;

  private ParityTable(int epoch, double[] actual, double[] predicted) {
    this.epoch = epoch;
    this.actual = actual;
    this.predicted = predicted;
  }

  private static final class Format extends RunTable<ParityTable> {
    private static final String HEADER = "epoch,sample,feature,actual,predicted";

    Format() {
      super("parity.csv", HEADER, Keeping.LAST_EPOCH);
    }

    @Override
    boolean large() {
      return true;
    }

    /**
     * Samples evenly spaced, from the first, as many as keep the entries at or below {@link #MOST},
     * all their features. No draw: the same samples on every epoch and rerun.
     */
    @Override
    @Nullable String rows(EpochRecord measured, List<String> columns) {
      if (measured.parity() == null) {
        return null;
      }
      Matrix actual = measured.parity().actual();
      Matrix predicted = measured.parity().predicted();
      int n = actual.rows();
      int p = actual.columns();
      int count = Math.max(1, Math.min(n, MOST / p));
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < count; i++) {
        int sample = (int) ((long) i * n / count);
        for (int j = 0; j < p && j < MOST; j++) {
          rows.append(measured.epoch()).append(',').append(sample).append(',').append(j);
          rows.append(',').append(actual.get(sample, j));
          rows.append(',').append(predicted.get(sample, j)).append('\n');
        }
      }
      return rows.toString();
    }

    @Override
    ParityTable joined(ParityTable table, ParityTable later) {
      return later;
    }

    @Override
    ParityTable empty(Path file) {
      return new ParityTable(-1, new double[0], new double[0]);
    }

    @Override
    ParityTable parse(CsvLines lines) {
      lines.requireHeader(HEADER);
      return ParityTable.of(lines);
    }
  }

  private static ParityTable of(CsvLines lines) {
    double[] actual = new double[lines.rows()];
    double[] predicted = new double[lines.rows()];
    int epoch = -1;
    int sample = -1;
    int feature = -1;
    for (int row = 0; row < lines.rows(); row++) {
      String[] cells = lines.cells(row, 5);
      int here = lines.whole(row, "epoch", cells[0], 0);
      if (row > 0 && here != epoch) {
        throw lines.bad(CsvLines.lineOf(row), "one epoch, " + epoch, cells[0]);
      }
      epoch = here;
      int s = lines.whole(row, "sample", cells[1], 0);
      int f = lines.whole(row, "feature", cells[2], 0);
      if (s < sample || (s == sample && f <= feature)) {
        throw lines.bad(
            CsvLines.lineOf(row), "samples and their features in order", cells[1] + ',' + cells[2]);
      }
      sample = s;
      feature = f;
      actual[row] = finite(lines, row, "actual", cells[3]);
      predicted[row] = finite(lines, row, "predicted", cells[4]);
    }
    return new ParityTable(epoch, actual, predicted);
  }

  private static double finite(CsvLines lines, int row, String column, String cell) {
    double value = lines.number(row, column, cell);
    if (!Double.isFinite(value)) {
      throw lines.bad(CsvLines.lineOf(row), column + " to be a finite number", cell);
    }
    return value;
  }

  /** {@return the epoch after which they were taken; -1 where there are no entries} */
  public int epoch() {
    return epoch;
  }

  /** {@return the number of entries} */
  public int entries() {
    return actual.length;
  }

  /** {@return the features as they are [entries]; a copy} */
  public double[] actual() {
    return actual.clone();
  }

  /** {@return the features as predicted [entries]; a copy} */
  public double[] predicted() {
    return predicted.clone();
  }
}
