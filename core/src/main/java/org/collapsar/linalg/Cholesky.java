package org.collapsar.linalg;

import org.bytedeco.openblas.global.openblas_full;

/** Cholesky's factorisation of symmetric positive definite matrices outside the heap, by LAPACK. */
public final class Cholesky {
  private Cholesky() {}

  /**
   * A = L L^T, in place. The upper triangle of the rows of A is read and becomes L^T; what is below
   * the diagonal stays.
   *
   * @param a [n x n] in float64, row-major
   * @throws DimensionException if the array is too short
   * @throws IllegalArgumentException if it is in float32
   * @throws ArithmeticException if A is not positive definite to working precision
   */
  public static void factor(NativeArray a, int n) {
    DoubleArray matrix = checked(a, n, n);
    if (n == 0) {
      return;
    }
    // The upper triangle of the rows is the lower one of the columns that LAPACK sees.
    int info =
        openblas_full.LAPACKE_dpotrf(
            openblas_full.LAPACK_COL_MAJOR, (byte) 'L', n, matrix.pointer(), n);
    if (info != 0) {
      throw new ArithmeticException(
          info > 0
              ? "Cholesky of a "
                  + n
                  + "x"
                  + n
                  + " matrix: not positive definite, the leading minor of order "
                  + info
                  + " is not positive"
              : "Cholesky: LAPACK dpotrf answered " + info);
    }
  }

  /**
   * Solves A x = b for every row of {@code b}, which becomes x.
   *
   * @param factor what {@link #factor} left
   * @param b [count x n] in float64, row-major
   * @throws DimensionException if an array is too short
   * @throws IllegalArgumentException if one is in float32
   */
  public static void solve(NativeArray factor, int n, NativeArray b, int count) {
    DoubleArray matrix = checked(factor, n, n);
    DoubleArray rows = checked(b, count, n);
    if (n == 0 || count == 0) {
      return;
    }
    int info =
        openblas_full.LAPACKE_dpotrs(
            openblas_full.LAPACK_COL_MAJOR,
            (byte) 'L',
            n,
            count,
            matrix.pointer(),
            n,
            rows.pointer(),
            n);
    if (info != 0) {
      throw new ArithmeticException("Cholesky: LAPACK dpotrs answered " + info);
    }
  }

  /** The array, which holds a matrix of that shape. */
  private static DoubleArray checked(NativeArray array, int rows, int columns) {
    Operand matrix = Operand.of(array, rows, columns);
    if (array instanceof DoubleArray doubles) {
      return doubles;
    }
    throw new IllegalArgumentException(
        "Cholesky: expected " + matrix.shape() + " in FLOAT64, found " + array.precision());
  }
}
