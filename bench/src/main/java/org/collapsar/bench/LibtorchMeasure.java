package org.collapsar.bench;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.collapsar.linalg.Matrix;

/** Class means, pseudo-inverse NC1 and NC4 as the Python package does, in libtorch. */
final class LibtorchMeasure implements Timed {
  /** That of libtorch's own allocator. */
  private static final int ALIGNMENT = 64;

  private final Engine engine;
  private final NDManager manager;
  private final PtSymbolBlock module;
  private final NDArray[] inputs;

  /**
   * @param features [n x D] in a buffer of {@link #buffer}, used as it is
   * @param batch rows that are worked on at a time
   */
  LibtorchMeasure(Engine engine, ByteBuffer features, int[] labels, Matrix weights, int batch) {
    this.engine = engine;
    manager = engine.newBaseManager(Device.cpu());
    int n = labels.length;
    int d = weights.columns();
    ByteBuffer w = buffer((long) weights.rows() * d);
    for (double x : weights.data()) {
      w.putFloat((float) x);
    }
    inputs =
        new NDArray[] {
          manager.create(features.rewind(), new Shape(n, d), DataType.FLOAT32),
          manager.create(Arrays.stream(labels).asLongStream().toArray(), new Shape(n)),
          manager.create(w.rewind(), new Shape(weights.rows(), d), DataType.FLOAT32),
          manager.create((long) batch)
        };
    try {
      module =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(PeerModule.archive()), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Room for so many float32 numbers, aligned as libtorch likes it. */
  static ByteBuffer buffer(long numbers) {
    int bytes = Math.toIntExact(numbers * Float.BYTES);
    // An aligned slice begins and ends at a multiple of the alignment.
    return ByteBuffer.allocateDirect(bytes + 2 * ALIGNMENT)
        .alignedSlice(ALIGNMENT)
        .limit(bytes)
        .slice()
        .order(ByteOrder.nativeOrder());
  }

  Collapse measure() {
    IValue[] arguments = new IValue[inputs.length];
    try {
      Arrays.setAll(arguments, i -> IValue.from((PtNDArray) inputs[i]));
      try (IValue answer = module.forward(arguments);
          NDArray array = answer.toTensor((PtNDManager) manager)) {
        float[] numbers = array.toFloatArray();
        return new Collapse(numbers[0], (long) numbers[1]);
      }
    } finally {
      for (IValue argument : arguments) {
        if (argument != null) {
          argument.close();
        }
      }
    }
  }

  @Override
  public String name() {
    return "libtorch " + engine.getVersion();
  }

  @Override
  public void step(int batch) {
    measure();
  }

  @Override
  public void close() {
    module.close();
    manager.close();
  }
}
