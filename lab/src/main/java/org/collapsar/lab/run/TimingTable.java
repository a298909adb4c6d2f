package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Table of timing.csv: seconds of each epoch, kept apart so that metrics.csv depends on nothing but
 * the seed.
 */
public final class TimingTable {
  /** Format of the file of a run. */
  public static final RunTable<TimingTable> TABLE = new Format();

  private final int[] epochs;
  private final double[] train;
  private final double[] measure;

  private TimingTable(int rows) {
    this.epochs = new int[rows];
    this.train = new double[rows];
    this.measure = new double[rows];
  }

  private static final class Format extends RunTable<TimingTable> {
    private static final String HEADER = "epoch,train_seconds,measure_seconds";

    Format() {
      super("timing.csv", HEADER, Keeping.BY_CHECKPOINT);
    }

    @Override
    String rows(EpochRecord measured, List<String> columns) {
      return String.format(
          Locale.ROOT,
          "%d,%.6f,%.6f\n",
          measured.epoch(),
          measured.trainSeconds(),
          measured.measureSeconds());
    }

    @Override
    TimingTable joined(TimingTable table, TimingTable later) {
      throw new UnsupportedOperationException("timing.csv is read when it is asked for");
    }

    @Override
    TimingTable empty(Path file) {
      return new TimingTable(0);
    }

    @Override
    TimingTable parse(CsvLines lines) {
      lines.requireHeader(HEADER);
      TimingTable table = new TimingTable(lines.rows());
      for (int row = 0; row < lines.rows(); row++) {
        String[] cells = lines.cells(row, 3);
        table.epochs[row] = lines.whole(row, "epoch", cells[0], 0);
        if (row > 0 && table.epochs[row] <= table.epochs[row - 1]) {
          throw lines.bad(
              CsvLines.lineOf(row), "an epoch after " + table.epochs[row - 1], cells[0]);
        }
        table.train[row] = lines.number(row, "train_seconds", cells[1]);
        table.measure[row] = lines.number(row, "measure_seconds", cells[2]);
      }
      return table;
    }
  }

  /** {@return the epochs, ascending; a copy} */
  public int[] epochs() {
    return epochs.clone();
  }

  /**
   * {@return the wall time in seconds of the training steps of each of {@link #epochs()}; a copy}
   */
  public double[] trainSeconds() {
    return train.clone();
  }

  /** {@return the wall time in seconds of measuring after each of {@link #epochs()}; a copy} */
  public double[] measureSeconds() {
    return measure.clone();
  }
}
