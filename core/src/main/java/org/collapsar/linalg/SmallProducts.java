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
 * <p>How a product is cut depends on its shape alone. An object belongs to one thread.
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
    this(areFaster());
  }

  /** {@return whether products are cut on this CPU} */
  public static boolean areFaster() {
    return KERNELS.contains(Blas.kernel());
  }

  SmallProducts(boolean cut) {
    this.cut = cut;
  }

  /**
   * Multiplies as {@link Blas#gemm} does: C &lt;- alpha A B + beta C.
   *
   * @param alpha factor of the product
   * @param a [m x k]
   * @param b [k x n]
   * @param beta factor of what C holds; with 0 it is not read
   * @param c [m x n], not transposed
   * @throws DimensionException if their shapes do not fit
   * @throws IllegalArgumentException if their precisions differ, or C is transposed
   */
  public void gemm(double alpha, Operand a, Operand b, double beta, Operand c) {
    int m = a.rows();
    int n = b.columns();
    int k = a.columns();
    if (!cut || (long) m * n * k <= MOST) {
      Blas.gemm(alpha, a, b, beta, c);
      return;
    }
    Blas.checkProduct(a, b, c);
    boolean inner = !a.transposed() && b.transposed();
    int width = inner ? NARROW : SIDE;
    int height = a.transposed() && !b.transposed() ? SIXES : SIDE;
    int depth = even(k, inner ? LONG : DEPTH);
    for (int j = 0; j < n; j += width) {
      int columns = Math.min(width, n - j);
      for (int i = 0; i < m; i += height) {
        int rows = Math.min(height, m - i);
        for (int h = 0; h < k; h += depth) {
          int terms = Math.min(depth, k - h);
          double keep = h == 0 ? beta : 1;
          tile(rows, columns, terms, alpha, a, a.at(i, h), b, b.at(h, j), keep, c, c.at(i, j));
        }
      }
    }
  }

  /** The length of equal parts of {@code k}, none longer than {@code most}. */
  private static int even(int k, int most) {
    int parts = (k + most - 1) / most;
    return (k + parts - 1) / parts;
  }

  /** The part [m x n] of C from {@code fromC} on, by k terms of the parts of A and B. */
  private void tile(
      int m,
      int n,
      int k,
      double alpha,
      Operand a,
      int fromA,
      Operand b,
      int fromB,
      double beta,
      Operand c,
      int fromC) {
    int order = openblas_full.CblasRowMajor;
    int ta = Blas.form(a);
    int tb = Blas.form(b);
    int lda = a.stride();
    int ldb = b.stride();
    int ldc = c.stride();
    if (c.array() instanceof FloatArray target) {
      FloatPointer pa = floats[0].at(((FloatArray) a.array()).pointer(), fromA);
      FloatPointer pb = floats[1].at(((FloatArray) b.array()).pointer(), fromB);
      FloatPointer pc = floats[2].at(target.pointer(), fromC);
      openblas_full.cblas_sgemm(
          order, ta, tb, m, n, k, (float) alpha, pa, lda, pb, ldb, (float) beta, pc, ldc);
    } else {
      DoublePointer pa = doubles[0].at(((DoubleArray) a.array()).pointer(), fromA);
      DoublePointer pb = doubles[1].at(((DoubleArray) b.array()).pointer(), fromB);
      DoublePointer pc = doubles[2].at(((DoubleArray) c.array()).pointer(), fromC);
      openblas_full.cblas_dgemm(order, ta, tb, m, n, k, alpha, pa, lda, pb, ldb, beta, pc, ldc);
    }
  }
}
