package org.collapsar.spark;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.unsafe.Platform;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.Rows;

/**
 * Features of some rows of a partition, in the precision of their column, as the table that core
 * reads: filled, taken in, filled again. Rows that are next to each other here may be apart in the
 * partition, so each keeps its place for messages.
 */
final class FeatureChunk implements Rows {
  /** Rows that it begins with: many groups have few rows in a partition. */
  private static final int FIRST = 64;

  private final int columns;
  private final boolean single;
  private final int most;
  private final String column;
  private final int partition;

  /** Of each row its class [most]; never replaced, since core keeps it. */
  private final int[] labels;

  private long[] places;
  private float[] singles;
  private double[] doubles;
  private int count;

  /**
   * @param columns D
   * @param single whether numbers are float32
   * @param most rows
   * @param column of the features, as messages call it
   * @param partition the same
   */
  FeatureChunk(int columns, boolean single, int most, String column, int partition) {
    this.columns = columns;
    this.single = single;
    this.most = most;
    this.column = column;
    this.partition = partition;
    this.labels = new int[most];
    int first = Math.min(FIRST, most);
    this.places = new long[first];
    this.singles = new float[single ? first * columns : 0];
    this.doubles = new double[single ? 0 : first * columns];
  }

  int[] labels() {
    return labels;
  }

  int most() {
    return most;
  }

  int count() {
    return count;
  }

  boolean isFull() {
    return count == most;
  }

  void clear() {
    count = 0;
  }

  /** Makes room for a row. */
  void reserve() {
    if (count == places.length) {
      int rows = (int) Math.min(most, 2L * count);
      places = Arrays.copyOf(places, rows);
      singles = single ? Arrays.copyOf(singles, rows * columns) : singles;
      doubles = single ? doubles : Arrays.copyOf(doubles, rows * columns);
    }
  }

  /** Ends a row whose numbers have been put. */
  void end(int label, long place) {
    labels[count] = label;
    places[count] = place;
    count++;
  }

  /** Puts all numbers of a row, which are as many as columns, without looking at them. */
  void put(UnsafeArrayData array) {
    long header = UnsafeArrayData.calculateHeaderPortionInBytes((long) columns);
    Platform.copyMemory(
        array.getBaseObject(),
        array.getBaseOffset() + header,
        single ? singles : doubles,
        single
            ? Platform.FLOAT_ARRAY_OFFSET + 4L * count * columns
            : Platform.DOUBLE_ARRAY_OFFSET + 8L * count * columns,
        (single ? 4L : 8L) * columns);
  }

  /** Puts all numbers of a row, in float32. */
  void put(float[] row) {
    System.arraycopy(row, 0, singles, count * columns, columns);
  }

  /** Puts all numbers of a row, in float64. */
  void put(double[] row) {
    System.arraycopy(row, 0, doubles, count * columns, columns);
  }

  /** Puts one number. */
  void put(int j, double x) {
    if (single) {
      singles[count * columns + j] = (float) x;
    } else {
      doubles[count * columns + j] = x;
    }
  }

  /** Puts zeros. */
  void putZeros() {
    for (int j = 0; j < columns; j++) {
      put(j, 0);
    }
  }

  @Override
  public long rows() {
    return count;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int bytesPerValue() {
    return single ? Float.BYTES : Double.BYTES;
  }

  @Override
  public String describe() {
    return column + ", partition " + partition;
  }

  @Override
  public void read(long firstRow, int rows, double[] target) {
    Rows.checkRange(this, firstRow, rows, target);
    int at = (int) firstRow * columns;
    for (int i = 0; i < rows * columns; i++) {
      double x = single ? singles[at + i] : doubles[at + i];
      if (!Double.isFinite(x)) {
        String found = Double.isNaN(x) ? "NaN" : x > 0 ? "infinity" : "-infinity";
        throw BadRow.at(
            column,
            "expected finite numbers, found " + found + " at index " + i % columns,
            partition,
            places[(int) firstRow + i / columns]);
      }
      target[i] = x;
    }
  }

  @Override
  public RowBlock block(int rows) {
    return single
        ? RowBlock.ofFloats(
            rows,
            columns,
            (first, size, target) ->
                target.store(0, singles, (int) first * columns, size * columns))
        : RowBlock.ofDoubles(
            rows,
            columns,
            (first, size, target) ->
                target.store(0, doubles, (int) first * columns, size * columns));
  }
}
