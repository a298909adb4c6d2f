package org.collapsar.lab.run;

import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;

/**
 * The table of parity.csv: of the last epoch on which the landscape theorems were evaluated,
 * features as they are and as Theorem 4.2 of Wu and Mondelli predicts them, for some samples and
 * all features.
 */
public final class ParityTable {
  /** The first line of the file. */
  static final String HEADER = "epoch,sample,feature,actual,predicted";

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

  /** Of a run: read where the file is there, else without entries. */
  static ParityTable of(Path file) {
    return Files.exists(file) ? read(file) : new ParityTable(-1, new double[0], new double[0]);
  }

  /**
   * Reads parity.csv.
   *
   * @throws BadInputException if the table is malformed; the message has the file and the line
   * @throws org.collapsar.FailedException if the file cannot be read
   */
  public static ParityTable read(Path file) {
    CsvLines lines = CsvLines.readWithHeader(file, HEADER);
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

  /**
   * The file of an epoch: samples evenly spaced, from the first, as many as keep the entries at or
   * below {@value #MOST}, all their features. No draw: the same samples on every epoch and rerun.
   */
  static String text(int epoch, Matrix actual, Matrix predicted) {
    int n = actual.rows();
    int p = actual.columns();
    int count = Math.max(1, Math.min(n, MOST / p));
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (int i = 0; i < count; i++) {
      int sample = (int) ((long) i * n / count);
      for (int j = 0; j < p && j < MOST; j++) {
        text.append(epoch).append(',').append(sample).append(',').append(j).append(',');
        text.append(actual.get(sample, j)).append(',').append(predicted.get(sample, j));
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** After which epoch; -1 where there are no entries. */
  public int epoch() {
    return epoch;
  }

  /** How many entries. */
  public int entries() {
    return actual.length;
  }

  /** The features as they are [entries]; a copy. */
  public double[] actual() {
    return actual.clone();
  }

  /** The features as predicted [entries]; a copy. */
  public double[] predicted() {
    return predicted.clone();
  }
}
