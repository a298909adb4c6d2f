package org.collapsar.linalg;

import org.bytedeco.openblas.global.openblas_full;

/** Cholesky's factorisation of symmetric positive definite matrices outside the heap, by LAPACK. */
public final class Cholesky {
  private Cholesky() {}

  /**
   * Factors A = L L^T in place. The upper triangle of the rows of A is read and becomes L^T; the
   * part below the diagonal is left as it is.
   *
   * @param a [n x n], row-major
   * @param n rows and columns of A
   * @throws DimensionException if the array is too short
   * @throws ArithmeticException if A is not positive definite to working precision
   */
  public static void factor(NativeArray a, int n) {
    Operand.of(a, n, n);
    if (n == 0) {
      return;
    }
    // The upper triangle of the rows is the lower one of the columns that LAPACK sees.
    int order = openblas_full.LAPACK_COL_MAJOR;
    int info =
        a instanceof DoubleArray doubles
            ? openblas_full.LAPACKE_dpotrf(order, (byte) 'L', n, doubles.pointer(), n)
            : openblas_full.LAPACKE_spotrf(order, (byte) 'L', n, ((FloatArray) a).pointer(), n);
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
              : "Cholesky: LAPACK potrf answered " + info);
    }
  }

  /**
   * Solves A x = b for every row of {@code b}, which becomes x.
   *
   * @param factor what {@link #factor} left
   * @param n rows and columns of A
   * @param b [count x n] in the factor's precision, row-major; replaced by the solutions
   * @param count number of systems
   * @throws DimensionException if an array is too short
   * @throws IllegalArgumentException if the precisions differ
   */
  public static void solve(NativeArray factor, int n, NativeArray b, int count) {
    Operand.of(factor, n, n);
    Operand right = Operand.of(b, count, n);
    if (factor.precision() != b.precision()) {
      throw new IllegalArgumentException(
          "Cholesky: expected "
              + right.shape()
              + " in "
              + factor.precision()
              + " as the factor is, found "
              + b.precision());
    }
    if (n == 0 || count == 0) {
      return;
    }
    int order = openblas_full.LAPACK_COL_MAJOR;
    int info;
    if (factor instanceof DoubleArray matrix) {
      DoubleArray rows = (DoubleArray) b;
      info =
          openblas_full.LAPACKE_dpotrs(
              order, (byte) 'L', n, count, matrix.pointer(), n, rows.pointer(), n);
    } else {
      FloatArray matrix = (FloatArray) factor;
      FloatArray rows = (FloatArray) b;
      info =
          openblas_full.LAPACKE_spotrs(
              order, (byte) 'L', n, count, matrix.pointer(), n, rows.pointer(), n);
    }
    if (info != 0) {
      throw new ArithmeticException("Cholesky: LAPACK potrs answered " + info);
    }
  }
}
