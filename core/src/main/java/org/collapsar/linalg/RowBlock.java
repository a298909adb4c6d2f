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

  /** A block of at most {@code rows} rows in float32. */
  public static RowBlock ofFloats(int rows, int columns, Source<FloatArray> source) {
    return new OfFloats(
        (FloatArray) NativeArray.allocateUnset(Precision.FLOAT32, (long) rows * columns),
        columns,
        source);
  }

  /** A block of at most {@code rows} rows in float64. */
  public static RowBlock ofDoubles(int rows, int columns, Source<DoubleArray> source) {
    return new OfDoubles(
        doubles((long) rows * columns), doubles(columns), doubles(columns), columns, source);
  }

  private static DoubleArray doubles(long length) {
    return (DoubleArray) NativeArray.allocateUnset(Precision.FLOAT64, length);
  }

  /**
   * Reads rows {@code firstRow .. firstRow + count - 1} of the table.
   *
   * @throws org.collapsar.BadInputException if a file turns out shorter than it said
   */
  public abstract void read(long firstRow, int count);

  /** This block, which calls {@code told} with the number of rows after every reading. */
  public abstract RowBlock watched(IntConsumer told);

  private static <A extends NativeArray> Source<A> telling(Source<A> source, IntConsumer told) {
    return (firstRow, count, rows) -> {
      source.read(firstRow, count, rows);
      told.accept(count);
    };
  }

  /**
   * {@code target[at ..] = h}, for {@code count} rows one after another.
   *
   * @param first the first of them, by its place in the block
   */
  public abstract void copy(int first, int count, DoubleArray target, int at);

  /** {@code target = h}. */
  public abstract void copy(int row, double[] target);

  /** {@code target[at ..] = h - centre[from ..]}, each number rounded once. */
  public void subtract(int row, DoubleArray centre, int from, DoubleArray target, int at) {
    copy(row, 1, target, at);
    operations.add(-1, centre, from, target, at, columns);
  }

  /**
   * The first {@code count} rows in float32, [count x columns], each number rounded once; what lies
   * beyond the range of float32 is undefined.
   *
   * @param origin what is subtracted from each row; null for nothing
   * @param target room for them
   * @return {@code target}, or the rows themselves where that is the same
   */
  public abstract FloatArray singles(int count, @Nullable FloatArray origin, FloatArray target);

  /**
   * The first {@code count} rows as they are.
   *
   * @throws UnsupportedOperationException unless {@link #isSingle}
   */
  public FloatArray singles(int count) {
    throw new UnsupportedOperationException("expected rows in float32, found float64");
  }

  /**
   * {@code target = } columns {@code from .. from + width - 1} of the first {@code count} rows,
   * [count x width], exactly.
   */
  public abstract void columns(int count, int from, int width, DoubleArray target);

  /** Whether rows are in float32. */
  public boolean isSingle() {
    return false;
  }

  /**
   * {@code target = h}, for {@code count} rows one after another.
   *
   * @throws UnsupportedOperationException unless {@link #isSingle}
   */
  public void load(int first, int count, float[] target) {
    throw new UnsupportedOperationException("expected rows in float32, found float64");
  }

  /** At least ||h||, and not much more; infinity if its square is beyond the range. */
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
