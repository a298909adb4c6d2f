package org.collapsar.linalg;

import org.bytedeco.openblas.global.openblas_full;

/**
 * Eigenvalues, singular values and orthonormal factors, by LAPACK in double. Longer than other
 * files because each of LAPACK's routines has its checks here, in one place.
 *
 * <p>[1] F. Mezzadri, <i>How to Generate Random Matrices from the Classical Compact Groups</i>,
 * Notices of the AMS 54(5), 2007.
 */
public final class Spectral {
  private Spectral() {}

  /**
   * Computes the eigenvalues of a symmetric matrix.
   *
   * @param a [n x n], of which the upper triangle is read
   * @return [n], ascending
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
    // The upper triangle of the rows is the lower one of the columns: no transposing copies.
    int info =
        openblas_full.LAPACKE_dsyevd(
            openblas_full.LAPACK_COL_MAJOR, (byte) 'N', (byte) 'L', n, a.data().clone(), n, values);
    if (info != 0) {
      throw new ArithmeticException(
          "symmetric eigenvalues of a " + n + "x" + n + " matrix: LAPACK dsyevd answered " + info);
    }
    return values;
  }

  /** Below it LAPACK finds all eigenvalues before Lanczos has found one. */
  private static final int LANCZOS_FROM = 64;

  /**
   * Computes the operator norm of a symmetric matrix: the largest magnitude of an eigenvalue. Large
   * matrices cost a few dozen products with a vector, not all eigenvalues.
   *
   * @param a A [n x n], both triangles filled
   * @return ||A||_op
   * @throws IllegalArgumentException if the matrix is not square
   * @throws ArithmeticException if there is a NaN or an infinity in the matrix
   */
  public static double symmetricNorm(Matrix a) {
    if (a.rows() >= LANCZOS_FROM && a.rows() == a.columns()) {
      double norm = Lanczos.norm(a, a.rows() / 2);
      if (Double.isFinite(norm)) {
        return norm;
      }
    }
    double[] values = symmetricEigenvalues(a);
    return values.length == 0
        ? 0
        : Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
  }

  /** So many numbers of a tall matrix are multiplied at once: 8 megabytes. */
  private static final int BLOCK = 1 << 20;

  /**
   * Computes the operator norm of any matrix: the square root of the largest eigenvalue of the
   * smaller of A A^T and A^T A. Unlike small singular values, the largest one loses nothing by the
   * product.
   *
   * @param a A [m x n]
   * @return ||A||_op; infinity where the squares leave the range of double
   * @throws ArithmeticException if LAPACK does not converge
   */
  public static double operatorNorm(Matrix a) {
    if (a.rows() < a.columns()) {
      return rootOfLargest(Blas.timesTransposed(a, a));
    }
    int n = a.columns();
    if (n == 0) {
      return 0;
    }
    int block = Math.max(1, Math.min(a.rows(), BLOCK / n));
    try (NativeArray rows = NativeArray.allocate(Precision.FLOAT64, (long) block * n);
        NativeArray gram = NativeArray.allocate(Precision.FLOAT64, (long) n * n)) {
      for (int first = 0; first < a.rows(); first += block) {
        int count = Math.min(block, a.rows() - first);
        rows.write(0, a.data(), first * n, count * n);
        Operand part = Operand.of(rows, count, n);
        Blas.gemm(1, part.transpose(), part, first == 0 ? 0 : 1, Operand.of(gram, n, n));
      }
      return rootOfLargest(new Matrix(n, n, gram.toDoubles()));
    }
  }

  private static double rootOfLargest(Matrix gram) {
    if (!gram.isFinite()) {
      return Double.POSITIVE_INFINITY;
    }
    double[] values = symmetricEigenvalues(gram);
    return values.length == 0 ? 0 : Math.sqrt(Math.max(0, values[values.length - 1]));
  }

  /**
   * Computes orthonormal columns that span those of A: the factor Q of A = Q R with a positive
   * diagonal of R. For Gaussian A it is uniform (Haar) on the orthonormal frames; the sign
   * convention is what makes it so [1].
   *
   * @param a A [m x n], m &gt;= n
   * @return Q [m x n]
   * @throws ArithmeticException if the columns are linearly dependent to the last bit
   * @throws IllegalArgumentException if m &lt; n
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
   * What a thin singular value decomposition A = U diag(s) V^T says of the row space of A.
   *
   * @param values s [k], k = min(m, n), descending
   * @param right V^T [k x n], orthonormal rows
   */
  public record Svd(double[] values, Matrix right) {}

  /**
   * Computes the thin singular value decomposition, by LAPACK dgesdd. A tall matrix is reduced to
   * the triangle of its QR factorisation first, and a wide one by dgesdd itself. The Gram matrix is
   * never formed: its eigenvalues know singular values below 1e-8 of the largest not at all.
   *
   * @param a A [m x n]
   * @return singular values and right vectors
   * @throws ArithmeticException if LAPACK does not converge (a NaN or infinity in the matrix)
   */
  public static Svd thinSvd(Matrix a) {
    if (a.rows() > a.columns() + a.columns() / 4) {
      return thinSvd(triangle(a));
    }
    BothSides svd = svd(a);
    return new Svd(svd.values(), svd.right());
  }

  /** Up to this kappa^2 the Gram matrix loses no digits that count. */
  private static final double WELL_CONDITIONED = 1e3;

  /**
   * Computes {@link #thinSvd} of a matrix that is likely well conditioned, by the eigenvectors of
   * A^T A where they show that it is: half the time. Rounding in the m terms of a sum moves s_j^2
   * by at most some m 2^-53 s_1^2, so with kappa = s_1/s_n the smallest by a part of m 2^-53
   * kappa^2, which for m = 10^4 is below 2e-9 at the very worst and some 1e-12 for roundings that
   * do not conspire.
   *
   * @param a A [m x n], m &gt;= n
   * @return singular values and right vectors
   * @throws ArithmeticException if LAPACK does not converge (a NaN or infinity in the matrix)
   */
  public static Svd thinSvdOfTall(Matrix a) {
    int n = a.columns();
    Matrix gram = Gram.ofColumns(a);
    if (!gram.isFinite()) {
      return thinSvd(a);
    }
    Eigen eigen = symmetricEigen(gram);
    if (!wellConditioned(eigen.values()[0], eigen.values()[n - 1])) {
      return thinSvd(a);
    }
    double[] values = new double[n];
    Matrix right = new Matrix(n, n);
    for (int j = 0; j < n; j++) {
      values[j] = Math.sqrt(eigen.values()[n - 1 - j]);
      for (int i = 0; i < n; i++) {
        right.data()[j * n + i] = eigen.vectors().get(i, n - 1 - j);
      }
    }
    return new Svd(values, right);
  }

  /**
   * Computes {@link #thinSvd} of a wide matrix whose rows sum to 0, by the eigenvectors v_j of A
   * A^T where they show that all singular values but the last, which is rounding, are well
   * conditioned: a quarter of the time. The values are ||A^T v_j||: what v_j is off by moves them
   * in second order. Rows u_j of V^T, A^T v_j over that, are orthogonal to some 2^-53 kappa^2,
   * kappa = s_1/s_(m-1).
   *
   * @param a A [m x n], m &lt;= n
   * @return as {@link #thinSvd}, but for the right vector of the last value, which may be left out
   * @throws ArithmeticException if LAPACK does not converge (a NaN or infinity in the matrix)
   */
  public static Svd thinSvdOfCentred(Matrix a) {
    int m = a.rows();
    int n = a.columns();
    Matrix gram = Gram.ofRows(a);
    if (m < 2 || !gram.isFinite()) {
      return thinSvd(a);
    }
    Eigen eigen = symmetricEigen(gram);
    if (!wellConditioned(eigen.values()[1], eigen.values()[m - 1])) {
      return thinSvd(a);
    }
    double[] values = new double[m];
    double[] right = new double[m * n];
    try (NativeArray left = Blas.copy(eigen.vectors());
        NativeArray rows = Blas.copy(a);
        NativeArray products = NativeArray.allocate(Precision.FLOAT64, (long) m * n)) {
      Blas.gemm(
          1,
          Operand.of(left, m, m).transpose(),
          Operand.of(rows, m, n),
          0,
          Operand.of(products, m, n));
      for (int j = 0; j < m; j++) {
        // Eigenvalues ascend.
        products.read((m - 1 - j) * n, right, j * n, n);
        double square = 0;
        for (int i = j * n; i < (j + 1) * n; i++) {
          square += right[i] * right[i];
        }
        // Equal ones come in any order.
        values[j] = Math.min(Math.sqrt(square), j == 0 ? Double.MAX_VALUE : values[j - 1]);
        for (int i = j * n; i < (j + 1) * n && j < m - 1; i++) {
          right[i] /= values[j];
        }
      }
    }
    return new Svd(values, new Matrix(m - 1, n, java.util.Arrays.copyOf(right, (m - 1) * n)));
  }

  /** Squares below it have lost digits. */
  private static final double SMALLEST = 1e-280;

  /** Whether a Gram matrix with these extreme eigenvalues loses no digits that count. */
  static boolean wellConditioned(double least, double largest) {
    return least * WELL_CONDITIONED >= largest && least >= SMALLEST;
  }

  /**
   * A = U diag(s) V^T.
   *
   * @param left U [m x k], orthonormal columns
   * @param values s [k], k = min(m, n), descending
   * @param right V^T [k x n], orthonormal rows
   */
  public record BothSides(Matrix left, double[] values, Matrix right) {}

  /**
   * Computes the thin singular value decomposition with the vectors of both sides, by LAPACK
   * dgesdd.
   *
   * @param a A [m x n]
   * @return singular values, left and right vectors
   * @throws ArithmeticException if LAPACK does not converge (a NaN or infinity in the matrix)
   */
  public static BothSides svd(Matrix a) {
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
    return new BothSides(left, values, right);
  }

  /**
   * Computes the singular values, by LAPACK dgesdd.
   *
   * @param a [m x n]
   * @return [min(m, n)], descending
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
   * Computes the triangle R of A = Q R: A^T A = R^T R without ever squaring a number's error. Signs
   * of its rows are arbitrary.
   *
   * @param a A [m x n]
   * @return R [min(m, n) x n]
   */
  public static Matrix triangle(Matrix a) {
    int m = a.rows();
    int n = a.columns();
    int k = Math.min(m, n);
    // Column by column, as LAPACK likes it: twice as fast as the LQ factorisation of A^T.
    double[] packed = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        packed[j * m + i] = a.data()[i * n + j];
      }
    }
    if (k > 0) {
      Blas.load();
      int info =
          openblas_full.LAPACKE_dgeqrf(
              openblas_full.LAPACK_COL_MAJOR, m, n, packed, m, new double[k]);
      require(info, "triangle", m, n);
    }
    Matrix r = new Matrix(k, n);
    for (int i = 0; i < k; i++) {
      for (int j = i; j < n; j++) {
        r.data()[i * n + j] = packed[j * m + i];
      }
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
   * Computes the eigendecomposition of a symmetric matrix.
   *
   * @param a A [n x n], of which the upper triangle is read
   * @return values and vectors
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
