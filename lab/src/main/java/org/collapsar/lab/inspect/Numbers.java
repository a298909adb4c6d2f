package org.collapsar.lab.inspect;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Rows;

/**
 * Numbers that an array is recognised by.
 *
 * @param first at most three, the last dimension the fastest, whatever their order in the file
 * @param sum of all, in double
 */
public record Numbers(List<Double> first, double sum) {
  private static final int FIRST = 3;

  /** Numbers that are read at a time, at least one row. */
  private static final int BLOCK = 1 << 16;

  /**
   * Reads all numbers of an array, a block of rows at a time.
   *
   * @throws org.collapsar.BadInputException when it cannot be read, or a number is not finite:
   *     names its row and column
   */
  static Numbers of(StoredArray array) {
    List<Double> first = new ArrayList<>();
    if (array.refusal() == null && array.shape().contains(0L)) {
      return new Numbers(first, 0);
    }
    Sum sum = new Sum();
    try (Rows rows = array.flattened()) {
      int columns = rows.columns();
      int most = (int) Math.min(rows.rows(), Math.max(1, BLOCK / columns));
      double[] block = new double[Math.multiplyExact(most, columns)];
      for (long row = 0; row < rows.rows(); row += most) {
        int count = (int) Math.min(most, rows.rows() - row);
        rows.read(row, count, block);
        for (int i = 0; i < count * columns; i++) {
          if (first.size() < FIRST) {
            first.add(block[i]);
          }
          sum.add(block[i]);
        }
      }
    }
    return new Numbers(List.copyOf(first), sum.value());
  }

  /** Neumaier's sum: what rounding takes of each step is added at the end. */
  private static final class Sum {
    private double sum;
    private double lost;

    void add(double x) {
      double next = sum + x;
      lost += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
      sum = next;
    }

    /** Beyond the largest double, what was lost means nothing. */
    double value() {
      return Double.isFinite(sum) ? sum + lost : sum;
    }
  }
}
