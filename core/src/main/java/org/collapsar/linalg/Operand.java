package org.collapsar.linalg;

/**
 * A matrix [rows x columns] outside the heap as {@link Blas} takes it: whole rows, or a part of
 * each, {@code stride} numbers apart, or the transpose of what is stored so. An array that starts
 * elsewhere is a {@link NativeArray#slice}.
 *
 * <p>One that exists lies inside its array: native code reads and writes where it is told to.
 *
 * @param array what holds it, shared
 * @param rows of the matrix that is multiplied
 * @param columns of the matrix that is multiplied
 * @param stride distance in numbers between rows as they are stored
 * @param transposed whether the rows that are stored are its columns
 */
public record Operand(NativeArray array, int rows, int columns, int stride, boolean transposed) {

  /** Rows that are a multiple of so many numbers apart fall on few places of a cache. */
  private static final int ALIKE = 128;

  /** Numbers of a line of the cache, in float32. */
  private static final int LINE = 16;

  /**
   * Checks that the matrix lies inside its array.
   *
   * @param array at least as long as the matrix needs
   * @param rows at least 0
   * @param columns at least 0
   * @param stride at least the length of a stored row
   * @param transposed whether the rows that are stored are its columns
   * @throws DimensionException if the matrix does not lie inside the array
   */
  public Operand {
    int height = transposed ? columns : rows;
    int width = transposed ? rows : columns;
    if (height < 0
        || width < 0
        || stride < width
        || needed(height, width, stride) > array.length()) {
      throw misfit(height, width, stride, array.length());
    }
  }

  private static long needed(int height, int width, int stride) {
    return height == 0 || width == 0 ? 0 : (height - 1L) * stride + width;
  }

  private static DimensionException misfit(int height, int width, int stride, int length) {
    String stored = "matrix " + DimensionException.shape(height, width);
    if (height < 0 || width < 0) {
      return new DimensionException(stored + ": expected no side below 0");
    }
    if (stride < width) {
      return new DimensionException(
          stored + ": expected rows at least " + width + " numbers apart, found " + stride);
    }
    return new DimensionException(
        stored
            + ", rows "
            + stride
            + " apart: expected an array of at least "
            + needed(height, width, stride)
            + " numbers, found "
            + length);
  }

  /**
   * {@return the matrix at the start of an array, row after row}
   *
   * @param array in which it lies
   * @param rows of the matrix
   * @param columns of the matrix
   * @throws DimensionException if it does not lie inside the array
   */
  public static Operand of(NativeArray array, int rows, int columns) {
    return new Operand(array, rows, columns, columns, false);
  }

  /**
   * {@return the matrix at the start of an array, its rows some numbers apart}
   *
   * @param array in which it lies
   * @param rows of the matrix
   * @param columns of the matrix
   * @param stride distance of two rows, in numbers
   * @throws DimensionException if it does not lie inside the array
   */
  public static Operand of(NativeArray array, int rows, int columns, int stride) {
    return new Operand(array, rows, columns, stride, false);
  }

  /**
   * {@return how far apart rows should lie, in numbers} Rows that lie a power of two apart fall on
   * the same places of the cache when they are packed for a product.
   *
   * @param columns numbers of a row
   */
  public static int roomyStride(int columns) {
    return columns % ALIKE == 0 ? columns + LINE : columns;
  }

  /** {@return the transpose [columns x rows], of the same numbers} */
  public Operand transpose() {
    return new Operand(array, columns, rows, stride, !transposed);
  }

  /** Where its row {@code row} and column {@code column} is in the array. */
  int at(int row, int column) {
    return transposed ? column * stride + row : row * stride + column;
  }

  /** Its shape, for example 3x4. */
  String shape() {
    return DimensionException.shape(rows, columns);
  }
}
