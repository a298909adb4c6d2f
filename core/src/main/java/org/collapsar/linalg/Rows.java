package org.collapsar.linalg;

import java.util.List;
import org.collapsar.BadInputException;

/**
 * A table of numbers [rows x columns] that is read by position, a block of rows at a time, into a
 * buffer of the caller: a file, an array, anything that need not fit into memory.
 *
 * <p>Reads are positional and thread-safe: several threads may read different blocks at once. What
 * is read is finite: a NaN or an infinity is bad input, reported with the table, the row and the
 * column. In-memory forms wrap the array that they are given; it must not be changed while
 * measured.
 */
public interface Rows extends AutoCloseable {

  /** How many rows. */
  long rows();

  /** How many numbers a row has. */
  int columns();

  /**
   * Reads rows {@code firstRow .. firstRow + count - 1} into {@code target[0 .. count * columns -
   * 1]}, row by row.
   *
   * @throws BadInputException if there is a NaN or an infinity: names the table, the row and the
   *     column, both from 0; also if a file turns out shorter than it said
   * @throws org.collapsar.FailedException if reading fails
   * @throws IndexOutOfBoundsException if there are no such rows or {@code target} is too short
   */
  void read(long firstRow, int count, double[] target);

  /**
   * Room for at most {@code rows} rows of this table, for one thread: the fast way to read, which
   * does not look for NaN and infinity.
   */
  default RowBlock block(int rows) {
    double[] buffer = new double[Math.multiplyExact(rows, columns())];
    return RowBlock.ofDoubles(
        rows,
        columns(),
        (firstRow, count, target) -> {
          read(firstRow, count, buffer);
          target.store(0, buffer, count * columns());
        });
  }

  /** What an error message calls this table, for example {@code features.npy}. */
  String describe();

  /** Size of one number as stored, in bytes: what a pass over the table costs to read. */
  default int bytesPerValue() {
    return Double.BYTES;
  }

  /** Frees what the table holds open; nothing the second time. In-memory tables hold nothing. */
  @Override
  default void close() {}

  /**
   * Checks that {@code firstRow .. firstRow + count - 1} are rows of a table and fit into {@code
   * target}: for implementations.
   *
   * @throws IndexOutOfBoundsException if not
   */
  static void checkRange(Rows table, long firstRow, int count, double[] target) {
    if (firstRow < 0
        || count < 0
        || firstRow > table.rows() - count
        || (long) count * table.columns() > target.length) {
      throw new IndexOutOfBoundsException(
          "rows "
              + firstRow
              + " to "
              + (firstRow + count - 1)
              + " of "
              + table.describe()
              + " with "
              + table.rows()
              + " rows of "
              + table.columns()
              + " into a buffer of "
              + target.length);
    }
  }

  /**
   * Checks that a block just read is finite: for implementations.
   *
   * @param values [count x columns], of rows {@code firstRow} and on
   * @throws BadInputException if not: names the table and the first such row and column
   */
  static void checkFinite(String describe, long firstRow, int count, int columns, double[] values) {
    int n = count * columns;
    // 0 * x is NaN exactly for what is not finite; four sums, so that they do not wait for one
    // another.
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      a += 0 * values[i];
      b += 0 * values[i + 1];
      c += 0 * values[i + 2];
      d += 0 * values[i + 3];
    }
    for (; i < n; i++) {
      a += 0 * values[i];
    }
    if (a + b + c + d == 0) {
      return;
    }
    for (int j = 0; j < n; j++) {
      if (!Double.isFinite(values[j])) {
        throw new BadInputException(
            describe
                + ": expected finite numbers, found "
                + (Double.isNaN(values[j]) ? "NaN" : values[j] > 0 ? "infinity" : "-infinity")
                + " in row "
                + (firstRow + j / columns)
                + ", column "
                + j % columns
                + " (counted from 0)");
      }
    }
  }

  /**
   * Wraps rows of equal length.
   *
   * @throws BadInputException if there is no row, or rows differ in length or are empty
   */
  static Rows of(double[][] rows) {
    return new ArrayRows.OfDoubles(rows);
  }

  /**
   * Wraps rows of equal length.
   *
   * @throws BadInputException if there is no row, or rows differ in length or are empty
   */
  static Rows of(float[][] rows) {
    return new ArrayRows.OfFloats(rows);
  }

  /**
   * Wraps numbers that stand row by row in one array.
   *
   * @throws BadInputException if the length is not a multiple of {@code columns}, or that is below
   *     1
   */
  static Rows of(double[] rowMajor, int columns) {
    return new ArrayRows.OfRowMajor(rowMajor, columns);
  }

  /**
   * Some rows of this table, which closes it.
   *
   * @param rows ascending, at least one; not a copy
   */
  default Rows select(int[] rows) {
    return new SelectedRows(this, rows);
  }

  /**
   * This table without one of its columns, of which it has two at least; closing it closes this.
   */
  default Rows withoutColumn(int column) {
    return new WithoutColumn(this, column);
  }

  /**
   * Tables below each other, read one after the other; closing the whole closes all.
   *
   * @param parts at least one
   * @throws BadInputException if they differ in width
   */
  static Rows join(List<Rows> parts) {
    return parts.size() == 1 ? parts.get(0) : new JoinedRows(parts);
  }
}
