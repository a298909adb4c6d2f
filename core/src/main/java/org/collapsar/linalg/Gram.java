package org.collapsar.linalg;

/** Gram matrices, all inner products of the columns or the rows of a matrix, by {@link Blas}. */
public final class Gram {
  /**
   * Rows of A that {@link #ofColumns} multiplies at once. OpenBLAS packs them with a distance of
   * their number, up to 384; where that is a multiple of 128 columns fall on the same places of the
   * cache, which costs a fifth.
   */
  private static final int ROWS = 176;

  /**
   * Computes the upper triangle of C &lt;- A^T A + beta C. The part below the diagonal is left as
   * it is.
   *
   * @param k rows of A
   * @param n columns of A
   * @param a [k x n] in float64, row-major
   * @param beta factor of what C holds; with 0 it is not read
   * @param c [n x n] in float64, row-major
   * @throws DimensionException if an array is too short
   */
  public static void ofColumns(int k, int n, NativeArray a, double beta, NativeArray c) {
    Operand whole = Operand.of(a, k, n);
    Operand target = Operand.of(c, n, n);
    for (int row = 0; row < k; row += ROWS) {
      int count = Math.min(ROWS, k - row);
      NativeArray rows = a.slice(whole.at(row, 0), count * n);
      Blas.syrk(Operand.of(rows, count, n).transpose(), row == 0 ? beta : 1, target);
    }
  }

  /**
   * Multiplies the rows of a matrix on the heap with each other.
   *
   * @param a A [m x n]
   * @return A A^T [m x m], exactly symmetric
   */
  public static Matrix ofRows(Matrix a) {
    return of(a, false);
  }

  /**
   * Multiplies the columns of a matrix on the heap with each other.
   *
   * @param a A [m x n]
   * @return A^T A [n x n], exactly symmetric
   */
  public static Matrix ofColumns(Matrix a) {
    return of(a, true);
  }

  /** Rows of a matrix that nobody holds as a whole. */
  @FunctionalInterface
  public interface RowSource {
    /**
     * Writes rows one after another to the start of an array.
     *
     * @param first number of the first row
     * @param count number of rows
     * @param target takes {@code count} rows
     */
    void write(int first, int count, double[] target);
  }

  /**
   * Computes the Gram matrix of columns whose rows are made as they are needed.
   *
   * @param k rows of A
   * @param n columns of A
   * @param a makes the rows of A, in ascending order
   * @return A^T A [n x n], exactly symmetric, to the bits of {@link #ofColumns(Matrix)}
   */
  public static Matrix ofColumns(int k, int n, RowSource a) {
    int most = Math.max(1, Math.min(k, ROWS));
    double[] some = new double[most * n];
    try (NativeArray rows = NativeArray.allocate(Precision.FLOAT64, some.length);
        NativeArray product = NativeArray.allocate(Precision.FLOAT64, (long) n * n)) {
      Operand target = Operand.of(product, n, n);
      for (int row = 0; row < k; row += most) {
        int count = Math.min(most, k - row);
        a.write(row, count, some);
        rows.write(0, some, 0, count * n);
        Blas.syrk(
            Operand.of(rows.slice(0, count * n), count, n).transpose(), row == 0 ? 0 : 1, target);
      }
      Matrix gram = new Matrix(n, n, product.toDoubles());
      gram.copyUpperTriangle();
      return gram;
    }
  }

  private static Matrix of(Matrix a, boolean transpose) {
    int n = transpose ? a.columns() : a.rows();
    int k = transpose ? a.rows() : a.columns();
    try (NativeArray copy = Blas.copy(a);
        NativeArray product = Blas.product(n, k, n)) {
      if (transpose) {
        ofColumns(k, n, copy, 0, product);
      } else if (n > 0 && k > 0) {
        Blas.syrk(Operand.of(copy, n, k), 0, Operand.of(product, n, n));
      }
      Matrix gram = new Matrix(n, n, product.toDoubles());
      gram.copyUpperTriangle();
      return gram;
    }
  }

  private Gram() {}
}
