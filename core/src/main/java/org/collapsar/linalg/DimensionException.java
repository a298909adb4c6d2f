package org.collapsar.linalg;

/** Says that shapes of matrices do not fit each other, or the arrays that hold them. */
public final class DimensionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  DimensionException(String message) {
    super(message);
  }

  /** A matrix [m x k] cannot be multiplied by one of [l x n]. */
  static DimensionException inner(int m, int k, int l, int n) {
    return new DimensionException(
        shape(m, k)
            + " times "
            + shape(l, n)
            + ": the inner dimensions "
            + k
            + " and "
            + l
            + " differ");
  }

  /** A shape for a message, for example 3x4. */
  static String shape(int rows, int columns) {
    return rows + "x" + columns;
  }
}
