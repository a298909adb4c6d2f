package org.collapsar.linalg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Numbers outside the Java heap, float32 or float64, where BLAS reads them without a copy. The
 * start is aligned to 64 bytes (a cache line). Whoever allocates closes; a {@link #slice} shares
 * the memory of its parent and is never closed by itself.
 *
 * <p>Not bounds-checked by BLAS: the classes of the hot path build their slices once, checked, and
 * reuse them.
 */
public abstract sealed class NativeArray implements AutoCloseable permits FloatArray, DoubleArray {
  private static final int ALIGNMENT = 64;

  /** Numbers that are copied to the heap at a time. */
  private static final int PIECE = 2048;

  private final Precision precision;
  private final int length;

  NativeArray(Precision precision, int length) {
    this.precision = precision;
    this.length = length;
  }

  /**
   * Allocates zeros.
   *
   * @param precision of each number
   * @param length number of numbers
   * @return an array that the caller closes
   * @throws IllegalArgumentException if the array would pass 2^31 - 1 bytes
   * @throws org.collapsar.FailedException if OpenBLAS cannot be loaded
   * @throws OutOfMemoryError if there is no native memory for it
   */
  public static NativeArray allocate(Precision precision, long length) {
    return allocate(precision, length, true);
  }

  /**
   * Allocates numbers of any value, for what is written before it is read: clearing large arrays
   * that live for a moment takes as long as some of the arithmetic on them.
   *
   * @param precision of each number
   * @param length number of numbers
   * @return an array that the caller closes
   * @throws IllegalArgumentException if the array would pass 2^31 - 1 bytes
   * @throws org.collapsar.FailedException if OpenBLAS cannot be loaded
   * @throws OutOfMemoryError if there is no native memory for it
   */
  public static NativeArray allocateUnset(Precision precision, long length) {
    return allocate(precision, length, false);
  }

  private static NativeArray allocate(Precision precision, long length, boolean zeros) {
    long bytes = Math.multiplyExact(length, precision.bytes());
    if (length < 0 || bytes > Integer.MAX_VALUE - ALIGNMENT) {
      throw new IllegalArgumentException(
          "array of "
              + length
              + " numbers: expected at most "
              + longest(precision)
              + " in "
              + precision);
    }
    Blas.load();
    Pointer block =
        zeros ? Pointer.calloc(1, bytes + ALIGNMENT) : Pointer.malloc(bytes + ALIGNMENT);
    if (block == null || block.isNull()) {
      throw new OutOfMemoryError("no native memory for " + bytes + " bytes");
    }
    long shift = (ALIGNMENT - block.address() % ALIGNMENT) % ALIGNMENT;
    BytePointer start = new BytePointer(block).position(shift);
    ByteBuffer view =
        start.capacity(shift + bytes).asByteBuffer().slice().order(ByteOrder.nativeOrder());
    return precision == Precision.FLOAT32
        ? new FloatArray(block, view, (int) length)
        : new DoubleArray(block, view, (int) length);
  }

  /** {@return the format of its numbers} */
  public final Precision precision() {
    return precision;
  }

  /** {@return the number of numbers} */
  public final int length() {
    return length;
  }

  /**
   * {@return how many numbers an array has at most}
   *
   * @param precision of the numbers
   */
  public static long longest(Precision precision) {
    return ((long) Integer.MAX_VALUE - ALIGNMENT) / precision.bytes();
  }

  /**
   * {@return a part of this array, which shares its memory and is not closed by itself}
   *
   * @param offset index of the first number
   * @param length number of numbers
   * @throws IndexOutOfBoundsException if the part is not inside this array
   */
  public final NativeArray slice(int offset, int length) {
    if (offset < 0 || length < 0 || offset > this.length - length) {
      throw new IndexOutOfBoundsException(
          "slice of " + length + " from " + offset + " of an array of " + this.length);
    }
    return sliced(offset, length);
  }

  abstract NativeArray sliced(int offset, int length);

  /**
   * {@return numbers as bytes of this machine's order, sharing memory: what a file is read into}
   *
   * @param index of the first number
   * @param count number of numbers
   * @throws IndexOutOfBoundsException if they are not inside this array
   */
  public final ByteBuffer bytes(int index, int count) {
    int size = precision.bytes();
    return bytes().slice(index * size, count * size).order(ByteOrder.nativeOrder());
  }

  abstract ByteBuffer bytes();

  /**
   * {@return a number, widened to double}
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if there is no such number
   */
  public abstract double get(int index);

  /**
   * Stores a number, rounded to this array's precision.
   *
   * @param index from 0
   * @param value to be stored
   * @throws IndexOutOfBoundsException if there is no such number
   */
  public abstract void set(int index, double value);

  /**
   * Copies numbers to the heap, widened to double.
   *
   * @param index of the first number here
   * @param target takes the numbers
   * @param offset index of the first of them in {@code target}
   * @param count number of numbers
   * @throws IndexOutOfBoundsException if either has fewer numbers
   */
  public abstract void read(int index, double[] target, int offset, int count);

  /**
   * Copies numbers from the heap, rounded to this array's precision.
   *
   * @param index of the first number here
   * @param source holds the numbers
   * @param offset index of the first of them in {@code source}
   * @param count number of numbers
   * @throws IndexOutOfBoundsException if either has fewer numbers
   */
  public abstract void write(int index, double[] source, int offset, int count);

  /**
   * Copies numbers of another array of the same precision, bit by bit.
   *
   * @param index of the first number here
   * @param source another array, or another slice of the same one
   * @param sourceIndex index of the first number in {@code source}
   * @param count number of numbers
   * @throws IndexOutOfBoundsException if either has fewer numbers
   * @throws ClassCastException if the precisions differ
   */
  public abstract void copyFrom(int index, NativeArray source, int sourceIndex, int count);

  /** {@return a copy in double, on the heap} */
  public final double[] toDoubles() {
    double[] copy = new double[length];
    read(0, copy, 0, length);
    return copy;
  }

  /** {@return the sum of the squares, in double and in their order} */
  public final double squaredNorm() {
    double[] piece = new double[Math.min(length, PIECE)];
    double sum = 0;
    for (int first = 0; first < length; first += piece.length) {
      int count = Math.min(piece.length, length - first);
      read(first, piece, 0, count);
      for (int i = 0; i < count; i++) {
        sum += piece[i] * piece[i];
      }
    }
    return sum;
  }

  /** Frees the memory of an allocated array; nothing on a slice, nothing the second time. */
  @Override
  public abstract void close();
}
