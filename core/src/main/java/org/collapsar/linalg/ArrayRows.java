package org.collapsar.linalg;

import java.util.function.IntUnaryOperator;
import org.collapsar.BadInputException;

/**
 * The in-memory forms of {@link Rows}.
 *
 * <p>Their blocks are copies: a copy runs through memory as fast as it goes, and the loops then
 * work in the cache. Run over the table itself they wait at every page.
 */
abstract class ArrayRows implements Rows {
  private final long rows;
  private final int columns;

  ArrayRows(long rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public String describe() {
    return "features";
  }

  @Override
  public void read(long firstRow, int count, double[] target) {
    Rows.checkRange(this, firstRow, count, target);
    for (int i = 0; i < count; i++) {
      copyRow((int) firstRow + i, target, i * columns);
    }
    Rows.checkFinite(describe(), firstRow, count, columns, target);
  }

  abstract void copyRow(int row, double[] target, int offset);

  /** The common length of {@code rows} rows. */
  private static int columnsOf(int rows, IntUnaryOperator lengthOf) {
    if (rows == 0) {
      throw new BadInputException("features: expected at least one row, found none");
    }
    int columns = lengthOf.applyAsInt(0);
    for (int i = 0; i < rows; i++) {
      if (lengthOf.applyAsInt(i) != columns || columns == 0) {
        throw new BadInputException(
            "features: expected rows of "
                + (columns == 0 ? "at least one number" : "one length, " + columns + " as in row 0")
                + ", found "
                + lengthOf.applyAsInt(i)
                + " numbers in row "
                + i);
      }
    }
    return columns;
  }

  static final class OfDoubles extends ArrayRows {
    private final double[][] values;

    OfDoubles(double[][] values) {
      super(values.length, columnsOf(values.length, i -> values[i].length));
      this.values = values;
    }

    @Override
    public RowBlock block(int rows) {
      int d = columns();
      return RowBlock.ofDoubles(
          rows,
          d,
          (first, count, target) -> {
            for (int i = 0; i < count; i++) {
              target.store(i * d, values[(int) first + i], d);
            }
          });
    }

    @Override
    void copyRow(int row, double[] target, int offset) {
      System.arraycopy(values[row], 0, target, offset, columns());
    }
  }

  static final class OfFloats extends ArrayRows {
    private final float[][] values;

    OfFloats(float[][] values) {
      super(values.length, columnsOf(values.length, i -> values[i].length));
      this.values = values;
    }

    @Override
    public int bytesPerValue() {
      return Float.BYTES;
    }

    @Override
    public RowBlock block(int rows) {
      int d = columns();
      return RowBlock.ofFloats(
          rows,
          d,
          (first, count, target) -> {
            for (int i = 0; i < count; i++) {
              target.store(i * d, values[(int) first + i], d);
            }
          });
    }

    @Override
    void copyRow(int row, double[] target, int offset) {
      float[] source = values[row];
      for (int j = 0; j < source.length; j++) {
        target[offset + j] = source[j];
      }
    }
  }

  static final class OfRowMajor extends ArrayRows {
    private final double[] values;

    OfRowMajor(double[] values, int columns) {
      super(rowsOf(values.length, columns), columns);
      this.values = values;
    }

    private static long rowsOf(int length, int columns) {
      if (columns < 1 || length == 0 || length % columns != 0) {
        throw new BadInputException(
            "features: expected rows of "
                + Math.max(1, columns)
                + " numbers, found "
                + length
                + " numbers for "
                + columns
                + " columns");
      }
      return length / columns;
    }

    @Override
    public RowBlock block(int rows) {
      int d = columns();
      return RowBlock.ofDoubles(
          rows, d, (first, count, target) -> target.store(0, values, (int) first * d, count * d));
    }

    @Override
    void copyRow(int row, double[] target, int offset) {
      System.arraycopy(values, row * columns(), target, offset, columns());
    }
  }
}
