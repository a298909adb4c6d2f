package org.collapsar.linalg;

import org.bytedeco.openblas.global.openblas_full;

/** Eigenvalues, singular values and orthonormal factors, by LAPACK in double. */
public final class Spectral {
  private Spectral() {}

  /**
   * Eigenvalues of a symmetric matrix, ascending.
   *
   * @throws IllegalArgumentException if the matrix is not square
   * @throws ArithmeticException if LAPACK does not converge (a NaN or infinity in the matrix)
   */
  public static double[] symmetricEigenvalues(Matrix a) {
    if (a.rows() != a.columns()) {
      throw new IllegalArgumentException(
          "eigenvalues: expected a square matrix, found " + a.rows() + "x" + a.columns());
    }
    int n = a.rows();
    double[] values = new double[n];
    if (n == 0) {
      return values;
    }
    Blas.load();
    int info =
        openblas_full.LAPACKE_dsyevd(
            openblas_full.LAPACK_ROW_MAJOR, (byte) 'N', (byte) 'U', n, a.data().clone(), n, values);
    if (info != 0) {
      throw new ArithmeticException(
          "symmetric eigenvalues of a " + n + "x" + n + " matrix: LAPACK dsyevd answered " + info);
    }
    return values;
  }

  /** ||A||_op of a symmetric matrix: the largest magnitude of an eigenvalue. */
  public static double symmetricNorm(Matrix a) {
    double[] values = symmetricEigenvalues(a);
    return values.length == 0
        ? 0
        : Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
  }

  /**
   * Orthonormal columns that span those of A [m x n], m &gt;= n: the factor Q of A = Q R with a
   * positive diagonal of R. For Gaussian A it is uniform (Haar) on the orthonormal frames; the sign
   * convention is what makes it so (Mezzadri 2007).
   *
   * @throws ArithmeticException if the columns are linearly dependent to the last bit
   */
  public static Matrix orthonormalColumns(Matrix a) {
    int m = a.rows();
    int n = a.columns();
    if (m < n) {
      throw new IllegalArgumentException(
          "orthonormal columns: expected at least as many rows as columns, found " + m + "x" + n);
    }
    Blas.load();
    double[] q = a.data().clone();
    double[] tau = new double[n];
    double[] diagonal = new double[n];
    int info = openblas_full.LAPACKE_dgeqrf(openblas_full.LAPACK_ROW_MAJOR, m, n, q, n, tau);
    for (int j = 0; j < n; j++) {
      diagonal[j] = q[j * n + j];
    }
    info |= openblas_full.LAPACKE_dorgqr(openblas_full.LAPACK_ROW_MAJOR, m, n, n, q, n, tau);
    if (info != 0) {
      throw new ArithmeticException(
          "orthonormal columns of a " + m + "x" + n + " matrix: LAPACK answered " + info);
    }
    for (int j = 0; j < n; j++) {
      if (diagonal[j] == 0) {
        throw new ArithmeticException(
            "orthonormal columns: column " + j + " depends on those before it");
      }
      if (diagonal[j] < 0) {
        for (int i = 0; i < m; i++) {
          q[i * n + j] = -q[i * n + j];
        }
      }
    }
    return new Matrix(m, n, q);
  }

  /**
   * A thin singular value decomposition A = U diag(s) V^T.
   *
   * @param left U [m x k], k = min(m, n), orthonormal columns
   * @param values s [k], descending
   * @param right V^T [k x n], orthonormal rows
   */
  public record Svd(Matrix left, double[] values, Matrix right) {}

  /**
   * The thin singular value decomposition of A [m x n], by LAPACK dgesdd, which starts with a QR
   * factorisation where one side is much longer. The Gram matrix is never formed: its eigenvalues
   * know singular values below 1e-8 of the largest not at all.
   *
   * @throws ArithmeticException if LAPACK does not converge (a NaN or infinity in the matrix)
   */
  public static Svd thinSvd(Matrix a) {
    int m = a.rows();
    int n = a.columns();
    int k = Math.min(m, n);
    double[] values = new double[k];
    Matrix left = new Matrix(m, k);
    Matrix right = new Matrix(k, n);
    if (k > 0) {
      // Row-major A is column-major A^T = V diag(s) U^T: no transposing copies.
      Blas.load();
      int info =
          openblas_full.LAPACKE_dgesdd(
              openblas_full.LAPACK_COL_MAJOR,
              (byte) 'S',
              n,
              m,
              a.data().clone(),
              n,
              values,
              right.data(),
              n,
              left.data(),
              k);
      require(info, "singular values", m, n);
    }
    return new Svd(left, values, right);
  }

  /**
   * Singular values of A [m x n], descending, min(m, n) of them.
   *
   * @throws ArithmeticException if LAPACK does not converge (a NaN or infinity in the matrix)
   */
  public static double[] singularValues(Matrix a) {
    int m = a.rows();
    int n = a.columns();
    double[] values = new double[Math.min(m, n)];
    if (values.length > 0) {
      Blas.load();
      int info =
          openblas_full.LAPACKE_dgesdd(
              openblas_full.LAPACK_COL_MAJOR,
              (byte) 'N',
              n,
              m,
              a.data().clone(),
              n,
              values,
              new double[1],
              n,
              new double[1],
              m);
      require(info, "singular values", m, n);
    }
    return values;
  }

  /**
   * The triangle R [min(m, n) x n] of A = Q R, A [m x n]: A^T A = R^T R without ever squaring a
   * number's error. Signs of its rows are arbitrary.
   */
  public static Matrix triangle(Matrix a) {
    int m = a.rows();
    int n = a.columns();
    int k = Math.min(m, n);
    double[] packed = a.data().clone();
    if (k > 0) {
      // Column-major, this is the LQ factorisation of A^T, and L^T = R.
      Blas.load();
      int info =
          openblas_full.LAPACKE_dgelqf(
              openblas_full.LAPACK_COL_MAJOR, n, m, packed, n, new double[k]);
      require(info, "triangle", m, n);
    }
    Matrix r = new Matrix(k, n);
    for (int i = 0; i < k; i++) {
      System.arraycopy(packed, i * n + i, r.data(), i * n + i, n - i);
    }
    return r;
  }

  private static void require(int info, String what, int m, int n) {
    if (info != 0) {
      throw new ArithmeticException(
          what + " of a " + m + "x" + n + " matrix: LAPACK answered " + info);
    }
  }

  /**
   * The eigenvalues and eigenvectors of a symmetric matrix A = V diag(values) V^T.
   *
   * @param values [n], ascending
   * @param vectors V [n x n], orthonormal columns, in the order of the values
   */
  public record Eigen(double[] values, Matrix vectors) {}

  /**
   * The eigendecomposition of a symmetric matrix, of which the upper triangle is read.
   *
   * @throws IllegalArgumentException if the matrix is not square
   * @throws ArithmeticException if LAPACK does not converge (a NaN or infinity in the matrix)
   */
  public static Eigen symmetricEigen(Matrix a) {
    int n = a.rows();
    if (n != a.columns()) {
      throw new IllegalArgumentException(
          "eigenvectors: expected a square matrix, found " + n + "x" + a.columns());
    }
    double[] values = new double[n];
    double[] vectors = a.data().clone();
    if (n > 0) {
      Blas.load();
      require(
          openblas_full.LAPACKE_dsyevd(
              openblas_full.LAPACK_ROW_MAJOR, (byte) 'V', (byte) 'U', n, vectors, n, values),
          "symmetric eigenvectors",
          n,
          n);
    }
    return new Eigen(values, new Matrix(n, n, vectors));
  }
}
