package org.collapsar.linalg;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** The float64 form of {@link NativeArray}. */
public final class DoubleArray extends NativeArray {
  private @Nullable Pointer owned;
  private final ByteBuffer bytes;
  private final DoubleBuffer view;
  private final DoublePointer pointer;

  DoubleArray(@Nullable Pointer owned, ByteBuffer bytes, int length) {
    super(Precision.FLOAT64, length);
    this.owned = owned;
    this.bytes = bytes;
    this.view = bytes.asDoubleBuffer();
    this.pointer = new DoublePointer(view);
  }

  @Override
  ByteBuffer bytes() {
    return bytes;
  }

  /** What BLAS is given. */
  DoublePointer pointer() {
    return pointer;
  }

  /**
   * Copies numbers to the start of an array on the heap, where the elementwise kernels work,
   * without conversion.
   *
   * @param index of the first number here, from 0
   * @param target takes the numbers
   * @param count number of numbers
   * @throws IndexOutOfBoundsException if either has fewer numbers
   */
  public void load(int index, double[] target, int count) {
    view.get(index, target, 0, count);
  }

  /**
   * Copies numbers to the heap without conversion.
   *
   * @param index of the first number here, from 0
   * @param target takes the numbers
   * @param offset index of the first of them in {@code target}
   * @param count number of numbers
   * @throws IndexOutOfBoundsException if either has fewer numbers
   */
  public void load(int index, double[] target, int offset, int count) {
    view.get(index, target, offset, count);
  }

  /**
   * Copies numbers from the start of an array on the heap, without conversion.
   *
   * @param index of the first number here, from 0
   * @param source holds the numbers
   * @param count number of numbers
   * @throws IndexOutOfBoundsException if either has fewer numbers
   */
  public void store(int index, double[] source, int count) {
    view.put(index, source, 0, count);
  }

  /**
   * Copies numbers from the heap without conversion.
   *
   * @param index of the first number here, from 0
   * @param source holds the numbers
   * @param offset index of the first of them in {@code source}
   * @param count number of numbers
   * @throws IndexOutOfBoundsException if either has fewer numbers
   */
  public void store(int index, double[] source, int offset, int count) {
    view.put(index, source, offset, count);
  }

  @Override
  NativeArray sliced(int offset, int length) {
    return new DoubleArray(null, bytes(offset, length), length);
  }

  @Override
  public double get(int index) {
    return view.get(index);
  }

  @Override
  public void set(int index, double value) {
    view.put(index, (double) value);
  }

  @Override
  public void read(int index, double[] target, int offset, int count) {
    view.get(index, target, offset, count);
  }

  @Override
  public void write(int index, double[] source, int offset, int count) {
    view.put(index, source, offset, count);
  }

  @Override
  public void copyFrom(int index, NativeArray source, int sourceIndex, int count) {
    view.put(index, ((DoubleArray) source).view, sourceIndex, count);
  }

  @Override
  public void close() {
    if (owned != null) {
      Pointer.free(owned);
      owned = null;
    }
  }
}
