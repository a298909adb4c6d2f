package org.collapsar.linalg;

import java.util.Objects;
import org.bytedeco.openblas.global.openblas_full;

/**
 * Operations on single rows outside the heap, by OpenBLAS: at full speed from the first call on,
 * where loops in Java would first have to be compiled, and with vectors for turning float32 into
 * float64, which the compiler of JDK 17 lacks. Everything but {@link #dot} works number by number
 * with one rounding each, so its bits are defined by IEEE 754 alone.
 *
 * <p>An object belongs to one thread and allocates nothing.
 */
public final class RowOperations {
  private final FloatCursor single = new FloatCursor();
  private final FloatCursor otherSingle = new FloatCursor();
  private final DoubleCursor first = new DoubleCursor();
  private final DoubleCursor second = new DoubleCursor();

  /**
   * Loads OpenBLAS.
   *
   * @throws org.collapsar.FailedException if it cannot be loaded
   */
  public RowOperations() {
    Blas.load();
  }

  private static void check(NativeArray array, int at, int count) {
    Objects.checkFromIndexSize(at, count, array.length());
  }

  /**
   * {@return the inner product of numbers of two arrays}
   *
   * @param a one array
   * @param fromA index of its first number
   * @param b the other array
   * @param fromB index of its first number
   * @param count how many numbers of each
   * @throws IndexOutOfBoundsException if an array has fewer numbers
   */
  public double dot(DoubleArray a, int fromA, DoubleArray b, int fromB, int count) {
    check(a, fromA, count);
    check(b, fromB, count);
    return openblas_full.cblas_ddot(
        count, first.at(a.pointer(), fromA), 1, second.at(b.pointer(), fromB), 1);
  }

  /** Inner product of {@code count} numbers of each, summed in float32. */
  double dot(FloatArray a, int fromA, FloatArray b, int fromB, int count) {
    check(a, fromA, count);
    check(b, fromB, count);
    return openblas_full.cblas_sdot(
        count, single.at(a.pointer(), fromA), 1, otherSingle.at(b.pointer(), fromB), 1);
  }

  /**
   * Adds a multiple, each number by a fused multiply-add: {@code target += factor a}.
   *
   * @param factor of each number of {@code a}
   * @param a what is added
   * @param from index of its first number
   * @param target is added to
   * @param at index of its first number
   * @param count how many numbers
   * @throws IndexOutOfBoundsException if an array has fewer numbers
   */
  public void add(double factor, DoubleArray a, int from, DoubleArray target, int at, int count) {
    check(a, from, count);
    check(target, at, count);
    openblas_full.cblas_daxpy(
        count, factor, first.at(a.pointer(), from), 1, second.at(target.pointer(), at), 1);
  }

  /**
   * Copies numbers: {@code target = a}.
   *
   * @param a what is copied
   * @param from index of its first number
   * @param target takes the numbers
   * @param at index of the first of them
   * @param count how many numbers
   * @throws IndexOutOfBoundsException if an array has fewer numbers
   */
  public void copy(DoubleArray a, int from, DoubleArray target, int at, int count) {
    check(a, from, count);
    check(target, at, count);
    openblas_full.cblas_dcopy(
        count, first.at(a.pointer(), from), 1, second.at(target.pointer(), at), 1);
  }

  /**
   * Widens numbers, exactly: {@code target = a}.
   *
   * @param a what is copied
   * @param from index of its first number
   * @param target takes the numbers
   * @param at index of the first of them
   * @param count how many numbers
   * @throws IndexOutOfBoundsException if an array has fewer numbers
   */
  public void copy(FloatArray a, int from, DoubleArray target, int at, int count) {
    check(a, from, count);
    check(target, at, count);
    int even = count & ~1;
    pairs(a, from, even, target, at, even, 1, even);
    if (even < count) {
      target.set(at + even, a.get(from + even));
    }
  }

  /**
   * {@code target = a}, exactly, for {@code rows} rows of {@code count} numbers.
   *
   * @param stride distance of two rows of {@code a}; those of the target follow one another
   */
  void copy(FloatArray a, int from, int stride, DoubleArray target, int rows, int count) {
    check(a, from, (rows - 1) * stride + count);
    check(target, 0, rows * count);
    if (stride % 2 == 0 && count % 2 == 0) {
      pairs(a, from, stride, target, 0, count, rows, count);
      return;
    }
    for (int i = 0; i < rows; i++) {
      copy(a, from + i * stride, target, i * count, count);
    }
  }

  /**
   * Numbers are taken two at a time, as if they were complex: LAPACK's loop over real ones takes
   * half as long again.
   */
  private void pairs(
      FloatArray a, int from, int stride, DoubleArray target, int at, int step, int rows, int n) {
    openblas_full.LAPACKE_clag2z_work(
        openblas_full.LAPACK_COL_MAJOR,
        n / 2,
        rows,
        single.at(a.pointer(), from),
        Math.max(1, stride / 2),
        first.at(target.pointer(), at),
        Math.max(1, step / 2));
  }

  /**
   * Copies numbers: {@code target = a}.
   *
   * @param a what is copied
   * @param from index of its first number
   * @param target takes the numbers
   * @param at index of the first of them
   * @param count how many numbers
   * @throws IndexOutOfBoundsException if an array has fewer numbers
   */
  public void copy(FloatArray a, int from, FloatArray target, int at, int count) {
    check(a, from, count);
    check(target, at, count);
    openblas_full.cblas_scopy(
        count, single.at(a.pointer(), from), 1, otherSingle.at(target.pointer(), at), 1);
  }

  /**
   * {@return where the smallest of some numbers is, counted from the first of them}
   *
   * @param a holds them, no NaN among them
   * @param from index of the first one
   * @param count how many, at least 1
   * @throws IndexOutOfBoundsException if the array has fewer numbers
   */
  public int smallest(FloatArray a, int from, int count) {
    check(a, from, count);
    return Math.toIntExact(openblas_full.cblas_ismin(count, single.at(a.pointer(), from), 1));
  }

  /**
   * Rounds numbers to float32: {@code target = a}. A number beyond the range of float32 leaves the
   * target undefined.
   *
   * @param a what is rounded
   * @param from index of its first number
   * @param target takes the numbers
   * @param at index of the first of them
   * @param count how many numbers
   * @throws IndexOutOfBoundsException if an array has fewer numbers
   */
  public void round(DoubleArray a, int from, FloatArray target, int at, int count) {
    check(a, from, count);
    check(target, at, count);
    openblas_full.LAPACKE_dlag2s_work(
        openblas_full.LAPACK_COL_MAJOR,
        count,
        1,
        first.at(a.pointer(), from),
        count,
        single.at(target.pointer(), at),
        count);
  }

  /** {@code target = a - b} in float32. */
  void subtract(FloatArray a, int from, FloatArray b, FloatArray target, int at, int count) {
    check(b, 0, count);
    copy(a, from, target, at, count);
    openblas_full.cblas_saxpy(
        count, -1, single.at(b.pointer(), 0), 1, otherSingle.at(target.pointer(), at), 1);
  }
}
