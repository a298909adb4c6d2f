package org.collapsar.linalg;

import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
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
              + "): expected the artifact org.bytedeco:openblas with the classifier of this"
              + " platform on the class path, and a writable ~/.javacpp/cache",
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
   * {@return the library with its version and build options, for example {@code OpenBLAS 0.3.31
   * DYNAMIC_ARCH ..}}
   *
   * @throws FailedException if it cannot be loaded
   */
  public static String library() {
    load();
    return openblas_full.openblas_get_config().getString().strip();
  }

  /**
   * {@return the kernel that OpenBLAS chose for this CPU, for example {@code Haswell}}
   *
   * @throws FailedException if the library cannot be loaded
   */
  public static String kernel() {
    load();
    return openblas_full.openblas_get_corename().getString().strip();
  }

  /**
   * Multiplies: C &lt;- alpha A B + beta C.
   *
   * @param alpha factor of the product
   * @param a [m x k]
   * @param b [k x n]
   * @param beta factor of what C holds; with 0 it is not read
   * @param c [m x n], not transposed
   * @throws DimensionException if their shapes do not fit
   * @throws IllegalArgumentException if their precisions differ, or C is transposed
   */
  public static void gemm(double alpha, Operand a, Operand b, double beta, Operand c) {
    checkProduct(a, b, c);
    int m = c.rows();
    int n = c.columns();
    if (m == 0 || n == 0) {
      return;
    }
    int k = a.columns();
    int order = openblas_full.CblasRowMajor;
    int ta = form(a);
    int tb = form(b);
    int lda = stride(a);
    int ldb = stride(b);
    int ldc = stride(c);
    if (c.array() instanceof FloatArray target) {
      FloatPointer left = ((FloatArray) a.array()).pointer();
      FloatPointer right = ((FloatArray) b.array()).pointer();
      openblas_full.cblas_sgemm(
          order,
          ta,
          tb,
          m,
          n,
          k,
          (float) alpha,
          left,
          lda,
          right,
          ldb,
          (float) beta,
          target.pointer(),
          ldc);
    } else {
      DoublePointer left = ((DoubleArray) a.array()).pointer();
      DoublePointer right = ((DoubleArray) b.array()).pointer();
      DoublePointer target = ((DoubleArray) c.array()).pointer();
      openblas_full.cblas_dgemm(
          order, ta, tb, m, n, k, alpha, left, lda, right, ldb, beta, target, ldc);
    }
  }

  /** What BLAS calls the form in which an operand is stored. */
  static int form(Operand a) {
    return a.transposed() ? openblas_full.CblasTrans : openblas_full.CblasNoTrans;
  }

  /** BLAS wants a stride even of a matrix without numbers. */
  private static int stride(Operand a) {
    return Math.max(1, a.stride());
  }

  /** That C can take A B. */
  static void checkProduct(Operand a, Operand b, Operand c) {
    if (a.columns() != b.rows()) {
      throw DimensionException.inner(a.rows(), a.columns(), b.rows(), b.columns());
    }
    if (c.rows() != a.rows() || c.columns() != b.columns()) {
      throw new DimensionException(
          a.shape()
              + " times "
              + b.shape()
              + ": expected a target of "
              + DimensionException.shape(a.rows(), b.columns())
              + ", found "
              + c.shape());
    }
    if (c.transposed()) {
      throw new IllegalArgumentException(
          "product into " + c.shape() + ": expected a target that is not transposed");
    }
    Precision precision = c.array().precision();
    if (a.array().precision() != precision || b.array().precision() != precision) {
      throw new IllegalArgumentException(
          a.shape()
              + " in "
              + a.array().precision()
              + " times "
              + b.shape()
              + " in "
              + b.array().precision()
              + " into "
              + c.shape()
              + " in "
              + precision
              + ": precisions differ");
    }
  }

  /**
   * Computes the upper triangle of C &lt;- A A^T + beta C, in half the time of {@link #gemm}. The
   * part below the diagonal is left as it is.
   *
   * @param a [n x k]
   * @param beta factor of what C holds; with 0 it is not read
   * @param c [n x n], not transposed
   * @throws DimensionException if their shapes do not fit
   * @throws IllegalArgumentException if their precisions differ, or C is transposed
   */
  public static void syrk(Operand a, double beta, Operand c) {
    checkProduct(a, a.transpose(), c);
    int n = c.rows();
    if (n == 0) {
      return;
    }
    int k = a.columns();
    int order = openblas_full.CblasRowMajor;
    int upper = openblas_full.CblasUpper;
    int t = form(a);
    int lda = stride(a);
    int ldc = stride(c);
    if (c.array() instanceof FloatArray target) {
      FloatPointer factor = ((FloatArray) a.array()).pointer();
      openblas_full.cblas_ssyrk(
          order, upper, t, n, k, 1, factor, lda, (float) beta, target.pointer(), ldc);
    } else {
      DoublePointer factor = ((DoubleArray) a.array()).pointer();
      DoublePointer target = ((DoubleArray) c.array()).pointer();
      openblas_full.cblas_dsyrk(order, upper, t, n, k, 1, factor, lda, beta, target, ldc);
    }
  }

  /**
   * Multiplies matrices on the heap: A B^T.
   *
   * @param a [m x n]
   * @param b [k x n]
   * @return [m x k]
   * @throws DimensionException if the numbers of columns differ
   */
  public static Matrix timesTransposed(Matrix a, Matrix b) {
    int m = a.rows();
    int n = a.columns();
    int k = b.rows();
    if (n != b.columns()) {
      throw DimensionException.inner(m, n, b.columns(), k);
    }
    try (NativeArray left = copy(a);
        NativeArray right = copy(b);
        NativeArray product = product(m, n, k)) {
      if (m > 0 && n > 0 && k > 0) {
        Operand transposed = Operand.of(right, k, n).transpose();
        gemm(1, Operand.of(left, m, n), transposed, 0, Operand.of(product, m, k));
      }
      return new Matrix(m, k, product.toDoubles());
    }
  }

  /** Room for a product [m x k] of matrices with n columns and rows between, zeros if n is 0. */
  static NativeArray product(int m, int n, int k) {
    long numbers = (long) m * k;
    return n == 0
        ? NativeArray.allocate(Precision.FLOAT64, numbers)
        : NativeArray.allocateUnset(Precision.FLOAT64, numbers);
  }

  /** Rows of a product that one thread makes at a time. */
  private static final int TASK_ROWS = 128;

  /**
   * Multiplies matrices on the heap with a team of threads: A B^T. The tasks depend on the sizes
   * alone, and so do the bits of the result.
   *
   * @param a [m x n]
   * @param b [k x n]
   * @param team the threads that compute
   * @return [m x k]
   * @throws DimensionException if the numbers of columns differ
   */
  public static Matrix timesTransposed(Matrix a, Matrix b, ThreadTeam team) {
    int m = a.rows();
    int n = a.columns();
    int k = b.rows();
    if (n != b.columns()) {
      throw DimensionException.inner(m, n, b.columns(), k);
    }
    Matrix product = new Matrix(m, k);
    try (NativeArray right = copy(b)) {
      team.run(
          n == 0 || k == 0 ? 0 : (m + TASK_ROWS - 1) / TASK_ROWS,
          (task, thread) -> {
            int first = task * TASK_ROWS;
            int count = Math.min(TASK_ROWS, m - first);
            try (NativeArray left = NativeArray.allocate(Precision.FLOAT64, (long) count * n);
                NativeArray some = NativeArray.allocate(Precision.FLOAT64, (long) count * k)) {
              left.write(0, a.data(), first * n, count * n);
              Operand transposed = Operand.of(right, k, n).transpose();
              gemm(1, Operand.of(left, count, n), transposed, 0, Operand.of(some, count, k));
              some.read(0, product.data(), first * k, count * k);
            }
          });
    }
    return product;
  }

  /**
   * Copies a matrix out of the heap.
   *
   * @param a [m x n]
   * @return its numbers in float64, row-major; the caller closes it
   */
  public static NativeArray copy(Matrix a) {
    NativeArray copy = NativeArray.allocateUnset(Precision.FLOAT64, a.data().length);
    copy.write(0, a.data(), 0, a.data().length);
    return copy;
  }

  /**
   * Multiplies a matrix and a vector: y &lt;- alpha A x + beta y.
   *
   * @param alpha factor of the product
   * @param a [m x n]
   * @param x at least n numbers, of which the first n are read
   * @param beta factor of what y holds; with 0 it is not read
   * @param y at least m numbers, of which the first m are written
   * @throws DimensionException if a vector is too short
   * @throws IllegalArgumentException if the precisions differ
   */
  public static void gemv(double alpha, Operand a, NativeArray x, double beta, NativeArray y) {
    Operand column = Operand.of(x, a.columns(), 1);
    Operand target = Operand.of(y, a.rows(), 1);
    checkProduct(a, column, target);
    if (a.columns() == 0) {
      // For a sum of no terms the gemv of BLAS leaves y as it is, where its gemm makes it beta y.
      gemm(alpha, a, column, beta, target);
      return;
    }
    int m = a.transposed() ? a.columns() : a.rows();
    int n = a.transposed() ? a.rows() : a.columns();
    int order = openblas_full.CblasRowMajor;
    int t = form(a);
    int lda = stride(a);
    if (y instanceof FloatArray result) {
      FloatPointer matrix = ((FloatArray) a.array()).pointer();
      FloatPointer vector = ((FloatArray) x).pointer();
      openblas_full.cblas_sgemv(
          order, t, m, n, (float) alpha, matrix, lda, vector, 1, (float) beta, result.pointer(), 1);
    } else {
      DoublePointer matrix = ((DoubleArray) a.array()).pointer();
      DoublePointer vector = ((DoubleArray) x).pointer();
      DoublePointer result = ((DoubleArray) y).pointer();
      openblas_full.cblas_dgemv(order, t, m, n, alpha, matrix, lda, vector, 1, beta, result, 1);
    }
  }
}
