package org.collapsar.linalg;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** The float32 form of {@link NativeArray}. */
public final class FloatArray extends NativeArray {
  /** Numbers that are rounded before they are stored, or widened after they are loaded. */
  private static final int AT_ONCE = 1024;

  private @Nullable Pointer owned;
  private final ByteBuffer bytes;
  private final FloatBuffer view;
  private final FloatPointer pointer;

  FloatArray(@Nullable Pointer owned, ByteBuffer bytes, int length) {
    super(Precision.FLOAT32, length);
    this.owned = owned;
    this.bytes = bytes;
    this.view = bytes.asFloatBuffer();
    this.pointer = new FloatPointer(view);
  }

  @Override
  ByteBuffer bytes() {
    return bytes;
  }

  /** What BLAS is given. */
  FloatPointer pointer() {
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
  public void load(int index, float[] target, int count) {
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
  public void load(int index, float[] target, int offset, int count) {
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
  public void store(int index, float[] source, int count) {
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
  public void store(int index, float[] source, int offset, int count) {
    view.put(index, source, offset, count);
  }

  @Override
  NativeArray sliced(int offset, int length) {
    return new FloatArray(null, bytes(offset, length), length);
  }

  @Override
  public double get(int index) {
    return view.get(index);
  }

  @Override
  public void set(int index, double value) {
    view.put(index, (float) value);
  }

  @Override
  public void read(int index, double[] target, int offset, int count) {
    // By way of the heap, as in write: the loop is vector code then.
    float[] some = new float[Math.min(count, AT_ONCE)];
    for (int from = 0; from < count; from += some.length) {
      int these = Math.min(some.length, count - from);
      view.get(index + from, some, 0, these);
      for (int i = 0; i < these; i++) {
        target[offset + from + i] = some[i];
      }
    }
  }

  @Override
  public void write(int index, double[] source, int offset, int count) {
    // By way of the heap: a buffer checks its bounds for each number that it is given alone.
    float[] some = new float[Math.min(count, AT_ONCE)];
    for (int from = 0; from < count; from += some.length) {
      int these = Math.min(some.length, count - from);
      for (int i = 0; i < these; i++) {
        some[i] = (float) source[offset + from + i];
      }
      view.put(index + from, some, 0, these);
    }
  }

  @Override
  public void copyFrom(int index, NativeArray source, int sourceIndex, int count) {
    view.put(index, ((FloatArray) source).view, sourceIndex, count);
  }

  @Override
  public void close() {
    if (owned != null) {
      Pointer.free(owned);
      owned = null;
    }
  }
}
