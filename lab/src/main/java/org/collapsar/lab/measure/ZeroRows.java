package org.collapsar.lab.measure;

import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Rows of zeros at the end of a table: what stays of {@code numpy.zeros((n, D))} where a loader
 * that drops its last batch gave fewer than n samples.
 */
final class ZeroRows {
  private static final int BLOCK = 1 << 16;

  private ZeroRows() {}

  /** A warning; null where the end is none of two rows or more, or there is nothing else. */
  static @Nullable String atTheEndOf(Rows features) {
    int d = features.columns();
    // The last row alone is all that is read of nearly every table.
    int room = 1;
    double[] block = new double[d];
    long rows = features.rows();
    long zero = 0;
    while (zero < rows) {
      if (zero == 1) {
        room = Math.max(1, BLOCK / d);
        block = new double[room * d];
      }
      int count = (int) Math.min(room, rows - zero);
      features.read(rows - zero - count, count, block);
      int more = zeroRows(block, count, d);
      zero += more;
      if (more < count) {
        break;
      }
    }
    return zero < 2 || zero == rows
        ? null
        : features.describe()
            + ": the last "
            + zero
            + " of "
            + rows
            + " rows are 0 and count as samples: was room made for more samples than the loader"
            + " gave (drop_last)?";
  }

  private static int zeroRows(double[] block, int rows, int columns) {
    for (int i = rows * columns - 1; i >= 0; i--) {
      if (block[i] != 0) {
        return rows - 1 - i / columns;
      }
    }
    return rows;
  }
}
