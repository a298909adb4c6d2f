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
   * @throws ArithmeticException if A is not positive definite to working precision
   */
  public static void factor(NativeArray a, int n) {
    if (n == 0) {
      return;
    }
    // The upper triangle of the rows is the lower one of the columns that LAPACK sees.
    int info =
        openblas_full.LAPACKE_dpotrf(
            openblas_full.LAPACK_COL_MAJOR, (byte) 'L', n, ((DoubleArray) a).pointer(), n);
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
   * @param b [count x n], row-major
   */
  public static void solve(NativeArray factor, int n, NativeArray b, int count) {
    if (n == 0 || count == 0) {
      return;
    }
    int info =
        openblas_full.LAPACKE_dpotrs(
            openblas_full.LAPACK_COL_MAJOR,
            (byte) 'L',
            n,
            count,
            ((DoubleArray) factor).pointer(),
            n,
            ((DoubleArray) b).pointer(),
            n);
    if (info != 0) {
      throw new ArithmeticException("Cholesky: LAPACK dpotrs answered " + info);
    }
  }
}
