package org.collapsar.linalg;

import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_full;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products by OpenBLAS, always on the thread that calls: parallelism is ours, over fixed
 * blocks, so that results do not depend on the number of threads.
 *
 * <p>There is one backend. If it cannot load, every entry fails with what to install; there is no
 * slower path behind it.
 */
public final class Blas {
  private static final AtomicBoolean LOADING = new AtomicBoolean();

  private Blas() {}

  /** The native library, loaded once, on first use. */
  private static final class Library {
    static final @Nullable LinkageError FAILURE = failure();

    private static @Nullable LinkageError failure() {
      try {
        Loader.load(openblas_full.class);
        openblas_full.openblas_set_num_threads(1);
        return null;
      } catch (LinkageError e) {
        return e;
      }
    }

    /** Makes sure of the initialisation of this class. */
    static void touch() {}

    private Library() {}
  }

  /**
   * Loads the library.
   *
   * @throws FailedException if it cannot be loaded: says what was expected
   */
  public static void load() {
    LinkageError e = Library.FAILURE;
    if (e != null) {
      throw new FailedException(
          "OpenBLAS cannot be loaded for "
              + Loader.getPlatform()
              + " ("
              + e.getMessage()
              + "): expected the artifact org.bytedeco:openblas with the classifier of this platform on the class path, and a writable ~/.javacpp/cache",
          e);
    }
  }

  /** Starts to load the library beside what the caller does next: it takes a third of a second. */
  public static void loadAhead() {
    if (!LOADING.compareAndSet(false, true)) {
      return;
    }
    Thread loader = new Thread(Library::touch, "collapsar-blas");
    loader.setDaemon(true);
    loader.start();
  }

  /**
   * The library with its version and build options, for example {@code OpenBLAS 0.3.31 DYNAMIC_ARCH
   * ..}.
   */
  public static String library() {
    load();
    return openblas_full.openblas_get_config().getString().strip();
  }

  /** The kernel that OpenBLAS chose for this CPU, for example {@code Haswell}. */
  public static String kernel() {
    load();
    return openblas_full.openblas_get_corename().getString().strip();
  }

  /**
   * C &lt;- alpha op(A) op(B) + beta C, all row-major, op(A) [m x k], op(B) [k x n], C [m x n].
   *
   * @param transposeA whether op(A) = A^T
   * @param transposeB whether op(B) = B^T
   * @param lda distance in numbers between rows of A as stored; so for ldb, ldc
   */
  public static void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      double alpha,
      NativeArray a,
      int lda,
      NativeArray b,
      int ldb,
      double beta,
      NativeArray c,
      int ldc) {
    int ta = transposeA ? openblas_full.CblasTrans : openblas_full.CblasNoTrans;
    int tb = transposeB ? openblas_full.CblasTrans : openblas_full.CblasNoTrans;
    if (c instanceof FloatArray cf) {
      openblas_full.cblas_sgemm(
          openblas_full.CblasRowMajor,
          ta,
          tb,
          m,
          n,
          k,
          (float) alpha,
          ((FloatArray) a).pointer(),
          lda,
          ((FloatArray) b).pointer(),
          ldb,
          (float) beta,
          cf.pointer(),
          ldc);
    } else {
      openblas_full.cblas_dgemm(
          openblas_full.CblasRowMajor,
          ta,
          tb,
          m,
          n,
          k,
          alpha,
          ((DoubleArray) a).pointer(),
          lda,
          ((DoubleArray) b).pointer(),
          ldb,
          beta,
          ((DoubleArray) c).pointer(),
          ldc);
    }
  }

  /**
   * The upper triangle of C &lt;- op(A) op(A)^T + beta C [n x n], row-major, op(A) [n x k]; what is
   * below the diagonal stays. Half the work of {@link #gemm}.
   *
   * @param transpose whether op(A) = A^T
   * @param lda distance in numbers between rows of A as stored; so for ldc
   */
  public static void syrk(
      boolean transpose,
      int n,
      int k,
      NativeArray a,
      int lda,
      double beta,
      NativeArray c,
      int ldc) {
    int t = transpose ? openblas_full.CblasTrans : openblas_full.CblasNoTrans;
    if (c instanceof FloatArray cf) {
      openblas_full.cblas_ssyrk(
          openblas_full.CblasRowMajor,
          openblas_full.CblasUpper,
          t,
          n,
          k,
          1,
          ((FloatArray) a).pointer(),
          lda,
          (float) beta,
          cf.pointer(),
          ldc);
    } else {
      openblas_full.cblas_dsyrk(
          openblas_full.CblasRowMajor,
          openblas_full.CblasUpper,
          t,
          n,
          k,
          1,
          ((DoubleArray) a).pointer(),
          lda,
          beta,
          ((DoubleArray) c).pointer(),
          ldc);
    }
  }

  /** {@link #syrk} with beta = 0. */
  public static void syrk(
      boolean transpose, int n, int k, NativeArray a, int lda, NativeArray c, int ldc) {
    syrk(transpose, n, k, a, lda, 0, c, ldc);
  }

  /**
   * Rows of A that {@link #gramOfColumns} multiplies at once. OpenBLAS packs them with a distance
   * of their number, up to 384; where that is a multiple of 128 columns fall on the same places of
   * the cache, which costs a fifth.
   */
  private static final int GRAM_ROWS = 176;

  /**
   * The upper triangle of C &lt;- A^T A + beta C [n x n] in float64, A [k x n], row-major; what is
   * below the diagonal stays.
   */
  public static void gramOfColumns(int k, int n, NativeArray a, double beta, NativeArray c) {
    if (n == 0) {
      return;
    }
    for (int row = 0; row < k; row += GRAM_ROWS) {
      int count = Math.min(GRAM_ROWS, k - row);
      NativeArray rows = a.slice(row * n, count * n);
      syrk(true, n, count, rows, n, row == 0 ? beta : 1, c, n);
    }
  }

  /** A A^T [m x m] of a matrix on the heap, exactly symmetric. */
  public static Matrix gramOfRows(Matrix a) {
    return gram(a, false);
  }

  /** A^T A [n x n] of a matrix on the heap, exactly symmetric. */
  public static Matrix gramOfColumns(Matrix a) {
    return gram(a, true);
  }

  private static Matrix gram(Matrix a, boolean transpose) {
    int n = transpose ? a.columns() : a.rows();
    int k = transpose ? a.rows() : a.columns();
    try (NativeArray copy = copy(a);
        NativeArray product = NativeArray.allocate(Precision.FLOAT64, (long) n * n)) {
      if (transpose) {
        gramOfColumns(k, n, copy, 0, product);
      } else if (n > 0 && k > 0) {
        syrk(false, n, k, copy, k, 0, product, n);
      }
      Matrix gram = new Matrix(n, n, product.toDoubles());
      gram.copyUpperTriangle();
      return gram;
    }
  }

  /** A B^T [m x k] of matrices on the heap, A [m x n], B [k x n]. */
  public static Matrix timesTransposed(Matrix a, Matrix b) {
    if (a.columns() != b.columns()) {
      throw new IllegalArgumentException(
          a + " times the transpose of " + b + ": numbers of columns differ");
    }
    int m = a.rows();
    int n = a.columns();
    int k = b.rows();
    try (NativeArray left = copy(a);
        NativeArray right = copy(b);
        NativeArray product = NativeArray.allocate(Precision.FLOAT64, (long) m * k)) {
      if (m > 0 && n > 0 && k > 0) {
        gemm(false, true, m, k, n, 1, left, n, right, n, 0, product, k);
      }
      return new Matrix(m, k, product.toDoubles());
    }
  }

  /** A copy of {@code a} outside the heap, row-major; the caller closes it. */
  public static NativeArray copy(Matrix a) {
    NativeArray copy = NativeArray.allocate(Precision.FLOAT64, a.data().length);
    copy.write(0, a.data(), 0, a.data().length);
    return copy;
  }

  /**
   * y &lt;- alpha op(A) x + beta y, A [m x n] as stored, row-major.
   *
   * @param transpose whether op(A) = A^T
   * @param lda distance in numbers between rows of A
   */
  public static void gemv(
      boolean transpose,
      int m,
      int n,
      double alpha,
      NativeArray a,
      int lda,
      NativeArray x,
      double beta,
      NativeArray y) {
    int ta = transpose ? openblas_full.CblasTrans : openblas_full.CblasNoTrans;
    if (y instanceof FloatArray yf) {
      openblas_full.cblas_sgemv(
          openblas_full.CblasRowMajor,
          ta,
          m,
          n,
          (float) alpha,
          ((FloatArray) a).pointer(),
          lda,
          ((FloatArray) x).pointer(),
          1,
          (float) beta,
          yf.pointer(),
          1);
    } else {
      openblas_full.cblas_dgemv(
          openblas_full.CblasRowMajor,
          ta,
          m,
          n,
          alpha,
          ((DoubleArray) a).pointer(),
          lda,
          ((DoubleArray) x).pointer(),
          1,
          beta,
          ((DoubleArray) y).pointer(),
          1);
    }
  }
}
