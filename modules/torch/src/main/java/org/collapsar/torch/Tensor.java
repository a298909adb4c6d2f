package org.collapsar.torch;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.List;
import org.collapsar.linalg.NativeArray;

/**
 * An array of ours that libtorch works on: on the processor in the same memory, on a card in a
 * copy, so that {@link #pull} and {@link #push} say when one side has changed.
 */
final class Tensor implements AutoCloseable {
  private final NativeArray host;
  private final PtNDArray array;
  private final List<Long> shape;
  private final boolean shared;

  /**
   * @param host belongs to this from now on
   */
  Tensor(PtNDManager manager, NativeArray host, List<Long> shape) {
    this.host = host;
    this.shape = List.copyOf(shape);
    this.array = of(manager, host, shape.stream().mapToLong(Long::longValue).toArray());
    this.shared = array.getDevice().equals(Device.cpu());
  }

  /** Numbers of ours as libtorch's: on the processor without a copy. */
  static PtNDArray of(PtNDManager manager, NativeArray numbers, long... shape) {
    int count = Math.toIntExact(new Shape(shape).size());
    return JniUtils.createNdFromByteBuffer(
        manager,
        numbers.bytes(0, count),
        new Shape(shape),
        Libtorch.type(numbers.precision()),
        SparseFormat.DENSE,
        manager.getDevice());
  }

  /** Copies numbers of libtorch to the beginning of ours. */
  static void copy(PtNDArray from, NativeArray to, int index) {
    ByteBuffer bytes = from.toByteBuffer(true);
    int size = to.precision().bytes();
    to.bytes(index, bytes.remaining() / size).put(bytes);
  }

  PtNDArray array() {
    return array;
  }

  /** The numbers as they are now. */
  NativeArray pull() {
    if (!shared) {
      copy(array, host, 0);
    }
    return host;
  }

  /** Tells that the numbers of {@link #host} have changed. */
  void push() {
    if (!shared) {
      array.set(host.bytes(0, host.length()));
    }
  }

  NativeArray host() {
    return host;
  }

  List<Long> shape() {
    return shape;
  }

  /** Whether both sides are one memory. */
  boolean shared() {
    return shared;
  }

  @Override
  public void close() {
    array.close();
    host.close();
  }
}
