package org.collapsar.linalg;

import org.bytedeco.openblas.global.openblas_full;
import org.jspecify.annotations.Nullable;

/**
 * The inverse of A^T A and the singular values of a tall matrix A: what a trace tr(S (A^T A)^-1)
 * needs, without singular vectors, in half of their time.
 *
 * @param singularValues [n], descending
 * @param inverse (A^T A)^-1 [n x n], exactly symmetric
 */
public record GramInverse(double[] singularValues, Matrix inverse) {

  /**
   * Computes singular values and inverse of a tall matrix.
   *
   * <p>Cholesky's factor L and its inverse T give (A^T A)^-1 = T^T T. L L^T is off by about 2^-53
   * s_1^2, and the rows t_i of T each solve an equation with a triangle that is off by as little as
   * L. So a trace tr(S T^T T) = sum_i t_i S t_i^T of a positive S, in which nothing cancels, is
   * moved by a part of some 2^-53 kappa^2, kappa = s_1/s_n.
   *
   * @param a A [m x n], m &gt;= n
   * @return null where kappa is too large for that, or squares leave the range of double
   * @throws ArithmeticException if LAPACK does not converge
   */
  public static @Nullable GramInverse of(Matrix a) {
    return ofGram(Gram.ofColumns(a));
  }

  /**
   * Computes the same of rows that are made as they are needed, to the same bits.
   *
   * @param m rows
   * @param n columns
   * @param a makes the rows of A [m x n], m &gt;= n
   * @return null where kappa is too large, or squares leave the range of double
   * @throws ArithmeticException if LAPACK does not converge
   */
  public static @Nullable GramInverse of(int m, int n, Gram.RowSource a) {
    return ofGram(Gram.ofColumns(m, n, a));
  }

  /**
   * @param gram A^T A, written over
   */
  private static @Nullable GramInverse ofGram(Matrix gram) {
    int n = gram.columns();
    if (n == 0 || !gram.isFinite()) {
      return null;
    }
    double[] values = Spectral.symmetricEigenvalues(gram);
    if (!Spectral.wellConditioned(values[0], values[n - 1])) {
      return null;
    }
    double[] singular = new double[n];
    for (int j = 0; j < n; j++) {
      singular[j] = Math.sqrt(values[n - 1 - j]);
    }
    // The upper triangle of the rows is the lower one of the columns that LAPACK sees.
    int column = openblas_full.LAPACK_COL_MAJOR;
    int info = openblas_full.LAPACKE_dpotrf(column, (byte) 'L', n, gram.data(), n);
    if (info == 0) {
      info = openblas_full.LAPACKE_dpotri(column, (byte) 'L', n, gram.data(), n);
    }
    if (info != 0) {
      throw new ArithmeticException(
          "inverse of a " + n + "x" + n + " Gram matrix: LAPACK answered " + info);
    }
    gram.copyUpperTriangle();
    return new GramInverse(singular, gram);
  }
}
