package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a matrix where native loops can take them, one at a time: all of them copied once, or, of
 * a matrix that is a good part of the memory, each when it is asked for.
 */
final class NativeRows implements AutoCloseable {
  /** Numbers that are copied, 256 MB of them. */
  private static final int COPIED = 1 << 25;

  private final Matrix matrix;
  private final @Nullable DoubleArray all;

  NativeRows(Matrix matrix) {
    this(matrix, COPIED);
  }

  /**
   * @param copied up to how many numbers all rows are copied
   */
  NativeRows(Matrix matrix, int copied) {
    this.matrix = matrix;
    this.all = matrix.data().length <= copied ? (DoubleArray) Blas.copy(matrix) : null;
  }

  /** What one thread reads with. */
  Reader reader() {
    return all == null ? new Reader(room(), false) : new Reader(all, true);
  }

  private DoubleArray room() {
    return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, matrix.columns());
  }

  @Override
  public void close() {
    if (all != null) {
      all.close();
    }
  }

  /** Where the row that was asked for last is. */
  final class Reader implements AutoCloseable {
    private final DoubleArray array;
    private final boolean whole;
    private int at;

    private Reader(DoubleArray array, boolean whole) {
      this.array = array;
      this.whole = whole;
    }

    /** Asks for row {@code i}. */
    void find(int i) {
      if (whole) {
        at = i * matrix.columns();
      } else {
        array.write(0, matrix.data(), i * matrix.columns(), matrix.columns());
      }
    }

    /** The array in which it is. */
    DoubleArray array() {
      return array;
    }

    /** Where in that array it begins. */
    int at() {
      return at;
    }

    @Override
    public void close() {
      if (!whole) {
        array.close();
      }
    }
  }
}
