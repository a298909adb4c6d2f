package org.collapsar.linalg;

import java.util.Set;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_full;

/**
 * Matrix products as sums of small ones, for matrices of some hundred rows and columns.
 *
 * <p>OpenBLAS copies its operands into an order of its own before it multiplies. For mini-batches
 * that costs a quarter to a third of the product, since every copied number is used only some
 * hundred times. For products of at most 10^6 multiplications it has kernels on CPUs with AVX-512
 * that read the operands where they are. So a product is cut into such tiles. On a CPU for which
 * OpenBLAS has no such kernels the whole product is one call.
 *
 * <p>How a product is cut depends on its shape alone. An object belongs to one thread. Allocates
 * nothing.
 */
public final class SmallProducts {
  /** Multiplications up to which OpenBLAS does not copy (its sgemm_small_kernel_permit). */
  private static final long MOST = 1_000_000;

  /** Measured: sides from 32 to 128 are much the same. */
  private static final int SIDE = 64;

  private static final int DEPTH = 128;

  // The kernel of the form A^T B takes six rows at a time, and what is left over is slower.
  private static final int SIXES = 96;

  // The form A B^T is a matter of inner products, and long ones are the best.
  private static final int NARROW = 16;
  private static final int LONG = 976;

  /** Names of the kernels of OpenBLAS that have small ones beside them. */
  private static final Set<String> KERNELS = Set.of("SkylakeX", "Cooperlake", "SapphireRapids");

  private final boolean cut;
  private final FloatCursor[] floats = {new FloatCursor(), new FloatCursor(), new FloatCursor()};
  private final DoubleCursor[] doubles = {
    new DoubleCursor(), new DoubleCursor(), new DoubleCursor()
  };

  /** Cuts products where that is faster on this CPU. */
  public SmallProducts() {
    this(KERNELS.contains(Blas.kernel()));
  }

  SmallProducts(boolean cut) {
    this.cut = cut;
  }

  /**
   * C &lt;- alpha op(A) op(B) + beta C, all row-major, as {@link Blas#gemm}.
   *
   * @throws IndexOutOfBoundsException if an operand does not fit its array
   */
  public void gemm(
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
    if (!cut || (long) m * n * k <= MOST) {
      Blas.gemm(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
      return;
    }
    check(a, transposeA ? k : m, transposeA ? m : k, lda);
    check(b, transposeB ? n : k, transposeB ? k : n, ldb);
    check(c, m, n, ldc);
    boolean inner = !transposeA && transposeB;
    int width = inner ? NARROW : SIDE;
    int height = transposeA && !transposeB ? SIXES : SIDE;
    int depth = even(k, inner ? LONG : DEPTH);
    for (int j = 0; j < n; j += width) {
      int columns = Math.min(width, n - j);
      for (int i = 0; i < m; i += height) {
        int rows = Math.min(height, m - i);
        for (int h = 0; h < k; h += depth) {
          int terms = Math.min(depth, k - h);
          int fromA = transposeA ? h * lda + i : i * lda + h;
          int fromB = transposeB ? j * ldb + h : h * ldb + j;
          int fromC = i * ldc + j;
          double keep = h == 0 ? beta : 1;
          tile(
              transposeA,
              transposeB,
              rows,
              columns,
              terms,
              alpha,
              a,
              fromA,
              lda,
              b,
              fromB,
              ldb,
              keep,
              c,
              fromC,
              ldc);
        }
      }
    }
  }

  /** The length of equal parts of {@code k}, none longer than {@code most}. */
  private static int even(int k, int most) {
    int parts = (k + most - 1) / most;
    return (k + parts - 1) / parts;
  }

  private static void check(NativeArray array, int rows, int columns, int stride) {
    if (columns > stride || (rows - 1L) * stride + columns > array.length()) {
      throw new IndexOutOfBoundsException(
          "matrix [%d x %d], rows %d apart, in an array of %d"
              .formatted(rows, columns, stride, array.length()));
    }
  }

  private void tile(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      double alpha,
      NativeArray a,
      int fromA,
      int lda,
      NativeArray b,
      int fromB,
      int ldb,
      double beta,
      NativeArray c,
      int fromC,
      int ldc) {
    int ta = transposeA ? openblas_full.CblasTrans : openblas_full.CblasNoTrans;
    int tb = transposeB ? openblas_full.CblasTrans : openblas_full.CblasNoTrans;
    int order = openblas_full.CblasRowMajor;
    if (c instanceof FloatArray cf) {
      FloatPointer pa = floats[0].at(((FloatArray) a).pointer(), fromA);
      FloatPointer pb = floats[1].at(((FloatArray) b).pointer(), fromB);
      FloatPointer pc = floats[2].at(cf.pointer(), fromC);
      openblas_full.cblas_sgemm(
          order, ta, tb, m, n, k, (float) alpha, pa, lda, pb, ldb, (float) beta, pc, ldc);
    } else {
      DoublePointer pa = doubles[0].at(((DoubleArray) a).pointer(), fromA);
      DoublePointer pb = doubles[1].at(((DoubleArray) b).pointer(), fromB);
      DoublePointer pc = doubles[2].at(((DoubleArray) c).pointer(), fromC);
      openblas_full.cblas_dgemm(order, ta, tb, m, n, k, alpha, pa, lda, pb, ldb, beta, pc, ldc);
    }
  }
}
