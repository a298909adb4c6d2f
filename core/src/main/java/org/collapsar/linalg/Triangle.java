package org.collapsar.linalg;

import org.bytedeco.openblas.global.openblas_full;

/** Upper triangular matrices R [n x n], by BLAS and LAPACK in double. */
public final class Triangle {
  private Triangle() {}

  /**
   * Solves X R = B: rows of X are R^-T b of the rows b of B. Backward stable for each row; scaling
   * a column of R costs no digits.
   *
   * @param r [n x n], of which the upper triangle is read; no zero on the diagonal
   * @param b [k x n]
   * @return X [k x n]
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static Matrix solveTransposed(Matrix r, Matrix b) {
    int n = r.rows();
    if (r.columns() != n || b.columns() != n) {
      throw new IllegalArgumentException("triangle " + r + ": does not fit " + b);
    }
    double[] x = b.data().clone();
    if (x.length > 0) {
      Blas.load();
      openblas_full.cblas_dtrsm(
          openblas_full.CblasRowMajor,
          openblas_full.CblasRight,
          openblas_full.CblasUpper,
          openblas_full.CblasNoTrans,
          openblas_full.CblasNonUnit,
          b.rows(),
          n,
          1,
          r.data(),
          n,
          x,
          n);
    }
    return new Matrix(b.rows(), n, x);
  }

  /**
   * Estimates the reciprocal condition number 1/(||R||_1 ||R^-1||_1), at a cost of a few products
   * with a vector.
   *
   * @param r R [n x n], of which the upper triangle is read
   * @return at most a few times too large; 0 if R is singular
   * @throws IllegalArgumentException if R is not square
   * @throws ArithmeticException if there is a NaN or an infinity in R
   */
  public static double reciprocalCondition(Matrix r) {
    int n = r.rows();
    if (r.columns() != n) {
      throw new IllegalArgumentException("triangle: expected a square matrix, found " + r);
    }
    if (n == 0) {
      return 1;
    }
    Blas.load();
    double[] reciprocal = new double[1];
    int info =
        openblas_full.LAPACKE_dtrcon(
            openblas_full.LAPACK_ROW_MAJOR,
            (byte) '1',
            (byte) 'U',
            (byte) 'N',
            n,
            r.data(),
            n,
            reciprocal);
    if (info != 0) {
      throw new ArithmeticException("condition of a triangle: LAPACK dtrcon answered " + info);
    }
    return reciprocal[0];
  }
}
