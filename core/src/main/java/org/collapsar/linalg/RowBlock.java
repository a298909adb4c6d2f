package org.collapsar.linalg;

import java.util.function.IntConsumer;

/**
 * Some rows of a table in the precision that they are stored in, float32 or float64, with the few
 * operations that measuring applies to a row. They are computed in double unless said otherwise,
 * with the same bits for the same numbers whatever the precision. A block belongs to one thread.
 *
 * <p>Unlike {@link Rows#read} a block does not look for NaN and infinity: both remain in the sums
 * that are made of them, where they are found at no cost.
 */
public abstract class RowBlock {

  /**
   * Puts rows {@code firstRow .. firstRow + count - 1} into {@code rows[0 .. count - 1]}.
   *
   * @param <A> float[] or double[]
   */
  @FunctionalInterface
  public interface Source<A> {
    void read(long firstRow, int count, A[] rows);
  }

  private RowBlock() {}

  /** A block of at most {@code rows} rows in float32. */
  public static RowBlock ofFloats(int rows, int columns, Source<float[]> source) {
    return new OfFloats(new float[rows][columns], source);
  }

  /** A block of at most {@code rows} rows in float64. */
  public static RowBlock ofDoubles(int rows, int columns, Source<double[]> source) {
    return new OfDoubles(new double[rows][columns], source);
  }

  /**
   * Reads rows {@code firstRow .. firstRow + count - 1} of the table.
   *
   * @throws org.collapsar.BadInputException if a file turns out shorter than it said
   */
  public abstract void read(long firstRow, int count);

  /** The same block, which calls {@code told} with the number of rows after every reading. */
  public abstract RowBlock watched(IntConsumer told);

  private static <A> Source<A> telling(Source<A> source, IntConsumer told) {
    return (firstRow, count, rows) -> {
      source.read(firstRow, count, rows);
      told.accept(count);
    };
  }

  /**
   * {@code sum += h - reference}.
   *
   * @param row h, by its place in the block
   * @return ||h - reference||^2
   */
  public abstract double addDifference(int row, double[] reference, double[] sum);

  /**
   * {@code target = h - mean}.
   *
   * @return ||h - mean||^2
   */
  public abstract double subtract(int row, double[] mean, double[] target);

  /** {@code target = h - centre} in float32, with one rounding. */
  public abstract void subtract(int row, float[] centre, float[] target);

  /** {@code target = h}. */
  public abstract void copy(int row, double[] target);

  private static final class OfFloats extends RowBlock {
    private final float[][] rows;
    private final Source<float[]> source;

    OfFloats(float[][] rows, Source<float[]> source) {
      this.rows = rows;
      this.source = source;
    }

    @Override
    public void read(long firstRow, int count) {
      source.read(firstRow, count, rows);
    }

    @Override
    public RowBlock watched(IntConsumer told) {
      return new OfFloats(rows, telling(source, told));
    }

    @Override
    public double addDifference(int row, double[] reference, double[] sum) {
      return RowLoops.addDifference(rows[row], reference, sum);
    }

    @Override
    public double subtract(int row, double[] mean, double[] target) {
      return RowLoops.subtract(rows[row], mean, target);
    }

    @Override
    public void subtract(int row, float[] centre, float[] target) {
      RowLoops.subtract(rows[row], centre, target);
    }

    @Override
    public void copy(int row, double[] target) {
      RowLoops.copy(rows[row], target);
    }
  }

  private static final class OfDoubles extends RowBlock {
    private final double[][] rows;
    private final Source<double[]> source;

    OfDoubles(double[][] rows, Source<double[]> source) {
      this.rows = rows;
      this.source = source;
    }

    @Override
    public void read(long firstRow, int count) {
      source.read(firstRow, count, rows);
    }

    @Override
    public RowBlock watched(IntConsumer told) {
      return new OfDoubles(rows, telling(source, told));
    }

    @Override
    public double addDifference(int row, double[] reference, double[] sum) {
      return RowLoops.addDifference(rows[row], reference, sum);
    }

    @Override
    public double subtract(int row, double[] mean, double[] target) {
      return RowLoops.subtract(rows[row], mean, target);
    }

    @Override
    public void subtract(int row, float[] centre, float[] target) {
      RowLoops.subtract(rows[row], centre, target);
    }

    @Override
    public void copy(int row, double[] target) {
      System.arraycopy(rows[row], 0, target, 0, target.length);
    }
  }
}
