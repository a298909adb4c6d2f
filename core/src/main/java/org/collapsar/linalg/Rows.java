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

  /** {@return the number of rows} */
  long rows();

  /** {@return the number of columns} */
  int columns();

  /**
   * Reads rows into the start of an array, row by row.
   *
   * @param firstRow number of the first row, from 0
   * @param count number of rows
   * @param target takes [count x columns]
   * @throws BadInputException if there is a NaN or an infinity: names the table, the row and the
   *     column, both from 0; also if a file turns out shorter than it said
   * @throws org.collapsar.FailedException if reading fails
   * @throws IndexOutOfBoundsException if there are no such rows or {@code target} is too short
   */
  void read(long firstRow, int count, double[] target);

  /**
   * {@return room for rows of this table, for one thread: the fast way to read, which does not look
   * for NaN and infinity} The caller closes it.
   *
   * @param rows the most rows that it holds
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

  /** {@return the name of this table in error messages, for example {@code features.npy}} */
  String describe();

  /**
   * {@return the size of one number as stored, in bytes: what a pass over the table costs to read}
   */
  default int bytesPerValue() {
    return Double.BYTES;
  }

  /** Frees what the table holds open; nothing the second time. In-memory tables hold nothing. */
  @Override
  default void close() {}

  /**
   * Checks that a table has some rows and that they fit into an array: for implementations.
   *
   * @param table [rows x columns]
   * @param firstRow number of the first row
   * @param count number of rows
   * @param target has to take [count x columns]
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
   * @param describe the name of the table in messages
   * @param firstRow number of the first row
   * @param count number of rows
   * @param columns numbers of a row
   * @param values [count x columns]
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
   * @param rows [rows x columns], not copied
   * @return a table of them
   * @throws BadInputException if there is no row, or rows differ in length or are empty
   */
  static Rows of(double[][] rows) {
    return new ArrayRows.OfDoubles(rows);
  }

  /**
   * Wraps rows of equal length.
   *
   * @param rows [rows x columns], not copied
   * @return a table of them
   * @throws BadInputException if there is no row, or rows differ in length or are empty
   */
  static Rows of(float[][] rows) {
    return new ArrayRows.OfFloats(rows);
  }

  /**
   * Wraps numbers that stand row by row in one array.
   *
   * @param rowMajor [rows x columns], not copied
   * @param columns at least 1
   * @return a table of them
   * @throws BadInputException if the length is not a multiple of {@code columns}, or that is below
   *     1
   */
  static Rows of(double[] rowMajor, int columns) {
    return new ArrayRows.OfRowMajor(rowMajor, columns);
  }

  /**
   * Selects rows of this table.
   *
   * @param rows ascending, at least one; not a copy
   * @return a table of these rows; closing it closes this
   * @throws IllegalArgumentException if there is none, or a row is not of this table
   */
  default Rows select(int[] rows) {
    return new SelectedRows(this, rows);
  }

  /**
   * Leaves out one column.
   *
   * @param column from 0; the table has two at least
   * @return a table without it; closing it closes this
   * @throws IllegalArgumentException if there is no such column, or no other
   */
  default Rows withoutColumn(int column) {
    return new WithoutColumn(this, column);
  }

  /**
   * Joins tables one below the other.
   *
   * @param parts at least one
   * @return the rows of all, one table after the other; closing it closes all
   * @throws BadInputException if they differ in width
   */
  static Rows join(List<Rows> parts) {
    return parts.size() == 1 ? parts.get(0) : new JoinedRows(parts);
  }
}
