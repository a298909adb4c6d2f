package org.collapsar.linalg;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a table, outside the heap, in the precision that they are stored in, float32 or
 * float64, with the few operations that measuring applies to a row: the same bits for the same
 * numbers whatever the precision. A block belongs to one thread, which closes it.
 *
 * <p>Unlike {@link Rows#read} a block does not look for NaN and infinity: both remain in the sums
 * that are made of them, where they are found at no cost.
 */
public abstract class RowBlock implements AutoCloseable {

  /**
   * Puts rows {@code firstRow .. firstRow + count - 1} to the start of {@code rows}, one after
   * another.
   *
   * @param <A> FloatArray or DoubleArray
   */
  @FunctionalInterface
  public interface Source<A extends NativeArray> {
    /**
     * Puts rows of a table to the start of an array.
     *
     * @param firstRow number of the first row, from 0
     * @param count number of rows
     * @param rows takes [count x columns]
     */
    void read(long firstRow, int count, A rows);
  }

  /** Of a sum of squares, more than one rounding can take away. */
  private static final double SINGLE_ROUNDING = Math.ulp(1f);

  private static final double DOUBLE_ROUNDING = Math.ulp(1.0);

  /** The square of a float32 number below this may be rounded to 0. */
  private static final double SMALLEST_SQUARE = Float.MIN_NORMAL;

  final int columns;
  final RowOperations operations = new RowOperations();

  private RowBlock(int columns) {
    this.columns = columns;
  }

  /**
   * Creates a block of rows in float32.
   *
   * @param rows the most rows that it holds
   * @param columns numbers of a row
   * @param source from which it reads
   * @return a block that the caller closes
   */
  public static RowBlock ofFloats(int rows, int columns, Source<FloatArray> source) {
    return new OfFloats(
        (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, (long) rows * columns),
        columns,
        source);
  }

  /**
   * Creates a block of rows in float64.
   *
   * @param rows the most rows that it holds
   * @param columns numbers of a row
   * @param source from which it reads
   * @return a block that the caller closes
   */
  public static RowBlock ofDoubles(int rows, int columns, Source<DoubleArray> source) {
    return new OfDoubles(
        doubles((long) rows * columns), doubles(columns), doubles(columns), columns, source);
  }

  private static DoubleArray doubles(long length) {
    return (DoubleArray) NativeArray.allocateUnset(Precision.FLOAT64, length);
  }

  /**
   * Reads rows of the table, which replace those that the block holds.
   *
   * @param firstRow number of the first row in the table, from 0
   * @param count number of rows, at most those of the block
   * @throws org.collapsar.BadInputException if a file turns out shorter than it said
   */
  public abstract void read(long firstRow, int count);

  /**
   * {@return this block, sharing its memory, which tells of every reading}
   *
   * @param told receives the number of rows after each reading
   */
  public abstract RowBlock watched(IntConsumer told);

  private static <A extends NativeArray> Source<A> telling(Source<A> source, IntConsumer told) {
    return (firstRow, count, rows) -> {
      source.read(firstRow, count, rows);
      told.accept(count);
    };
  }

  /**
   * Copies rows one after another: {@code target[at ..] = h}.
   *
   * @param first the first of them, by its place in the block
   * @param count number of rows
   * @param target takes [count x columns]
   * @param at index of the first number in {@code target}
   */
  public abstract void copy(int first, int count, DoubleArray target, int at);

  /**
   * Copies a row to the heap: {@code target = h}.
   *
   * @param row its place in the block
   * @param target takes the numbers of a row
   */
  public abstract void copy(int row, double[] target);

  /**
   * Subtracts from a row, with one rounding per number: {@code target[at ..] = h - centre[from
   * ..]}.
   *
   * @param row its place in the block
   * @param centre what is subtracted
   * @param from index of its first number
   * @param target takes the differences
   * @param at index of the first of them
   */
  public void subtract(int row, DoubleArray centre, int from, DoubleArray target, int at) {
    copy(row, 1, target, at);
    operations.add(-1, centre, from, target, at, columns);
  }

  /**
   * Rounds rows to float32, each number once. Numbers beyond the range of float32 are undefined.
   *
   * @param count number of rows, from the first of the block on
   * @param origin what is subtracted from each row; null for nothing
   * @param target room for [count x columns]
   * @return {@code target}, or the rows themselves where that is the same
   */
  public abstract FloatArray singles(int count, @Nullable FloatArray origin, FloatArray target);

  /**
   * Gives rows in float32 as they are.
   *
   * @param count number of rows, from the first of the block on
   * @return the rows themselves [count x columns], not a copy
   * @throws UnsupportedOperationException unless {@link #isSingle}
   */
  public FloatArray singles(int count) {
    throw new UnsupportedOperationException("expected rows in float32, found float64");
  }

  /**
   * Copies some columns, exactly.
   *
   * @param count number of rows, from the first of the block on
   * @param from the first column
   * @param width number of columns
   * @param target takes [count x width]
   */
  public abstract void columns(int count, int from, int width, DoubleArray target);

  /** {@return whether rows are in float32} */
  public boolean isSingle() {
    return false;
  }

  /**
   * Copies rows in float32 to the heap, one after another: {@code target = h}.
   *
   * @param first the first of them, by its place in the block
   * @param count number of rows
   * @param target takes [count x columns]
   * @throws UnsupportedOperationException unless {@link #isSingle}
   */
  public void load(int first, int count, float[] target) {
    throw new UnsupportedOperationException("expected rows in float32, found float64");
  }

  /**
   * {@return a number that is at least ||h||, and not much more; infinity if its square is beyond
   * the range}
   *
   * @param row its place in the block
   */
  public abstract double length(int row);

  /** Frees its memory. */
  @Override
  public abstract void close();

  private static final class OfFloats extends RowBlock {
    private final FloatArray rows;
    private final Source<FloatArray> source;

    OfFloats(FloatArray rows, int columns, Source<FloatArray> source) {
      super(columns);
      this.rows = rows;
      this.source = source;
    }

    @Override
    public void read(long firstRow, int count) {
      source.read(firstRow, count, rows);
    }

    @Override
    public RowBlock watched(IntConsumer told) {
      return new OfFloats(rows, columns, telling(source, told));
    }

    @Override
    public void copy(int first, int count, DoubleArray target, int at) {
      operations.copy(rows, first * columns, target, at, count * columns);
    }

    @Override
    public void copy(int row, double[] target) {
      rows.read(row * columns, target, 0, columns);
    }

    @Override
    public boolean isSingle() {
      return true;
    }

    @Override
    public void load(int first, int count, float[] target) {
      rows.load(first * columns, target, 0, count * columns);
    }

    @Override
    public FloatArray singles(int count) {
      return rows;
    }

    @Override
    public FloatArray singles(int count, @Nullable FloatArray origin, FloatArray target) {
      if (origin == null) {
        return rows;
      }
      for (int i = 0; i < count; i++) {
        operations.subtract(rows, i * columns, origin, target, i * columns, columns);
      }
      return target;
    }

    @Override
    public void columns(int count, int from, int width, DoubleArray target) {
      operations.copy(rows, from, columns, target, count, width);
    }

    @Override
    public double length(int row) {
      double square = operations.dot(rows, row * columns, rows, row * columns, columns);
      // Squares below the range of float32 are lost, others rounded by a part that D terms add up.
      return Math.sqrt(square * (1 + columns * SINGLE_ROUNDING) + columns * SMALLEST_SQUARE);
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  private static final class OfDoubles extends RowBlock {
    private final DoubleArray rows;
    private final Source<DoubleArray> source;
    private final DoubleArray wideOrigin;
    private final DoubleArray difference;

    OfDoubles(
        DoubleArray rows,
        DoubleArray wideOrigin,
        DoubleArray difference,
        int columns,
        Source<DoubleArray> source) {
      super(columns);
      this.rows = rows;
      this.wideOrigin = wideOrigin;
      this.difference = difference;
      this.source = source;
    }

    @Override
    public void read(long firstRow, int count) {
      source.read(firstRow, count, rows);
    }

    @Override
    public RowBlock watched(IntConsumer told) {
      return new OfDoubles(rows, wideOrigin, difference, columns, telling(source, told));
    }

    @Override
    public void copy(int first, int count, DoubleArray target, int at) {
      operations.copy(rows, first * columns, target, at, count * columns);
    }

    @Override
    public void copy(int row, double[] target) {
      rows.load(row * columns, target, columns);
    }

    @Override
    public FloatArray singles(int count, @Nullable FloatArray origin, FloatArray target) {
      // A row at a time: a number out of range spoils no other row.
      if (origin == null) {
        for (int i = 0; i < count; i++) {
          operations.round(rows, i * columns, target, i * columns, columns);
        }
        return target;
      }
      operations.copy(origin, 0, wideOrigin, 0, columns);
      for (int i = 0; i < count; i++) {
        subtract(i, wideOrigin, 0, difference, 0);
        operations.round(difference, 0, target, i * columns, columns);
      }
      return target;
    }

    @Override
    public void columns(int count, int from, int width, DoubleArray target) {
      for (int i = 0; i < count; i++) {
        operations.copy(rows, i * columns + from, target, i * width, width);
      }
    }

    @Override
    public double length(int row) {
      double square = operations.dot(rows, row * columns, rows, row * columns, columns);
      return Math.sqrt(square * (1 + columns * DOUBLE_ROUNDING) + Double.MIN_NORMAL);
    }

    @Override
    public void close() {
      rows.close();
      wideOrigin.close();
      difference.close();
    }
  }
}
