package org.collapsar.linalg;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** The float32 form of {@link NativeArray}. */
public final class FloatArray extends NativeArray {
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

  /** Copies numbers to the heap without conversion: the elementwise kernels work there. */
  public void load(int index, float[] target, int count) {
    view.get(index, target, 0, count);
  }

  /** The same, to {@code target[offset]} and on. */
  public void load(int index, float[] target, int offset, int count) {
    view.get(index, target, offset, count);
  }

  /** Copies numbers back from the heap. */
  public void store(int index, float[] source, int count) {
    view.put(index, source, 0, count);
  }

  /** The same, from {@code source[offset]} on. */
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
    for (int i = 0; i < count; i++) {
      target[offset + i] = view.get(index + i);
    }
  }

  @Override
  public void write(int index, double[] source, int offset, int count) {
    for (int i = 0; i < count; i++) {
      view.put(index + i, (float) source[offset + i]);
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
