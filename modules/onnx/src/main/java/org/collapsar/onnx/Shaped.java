package org.collapsar.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;
import org.collapsar.model.ModelInput;
import org.collapsar.model.ModelRun.Visitor;
import org.collapsar.model.ModelTensor;
import org.jspecify.annotations.Nullable;

/**
 * A session with the memory for batches of one shape. Outputs of float32 are written by the runtime
 * where Java reads them, from the second batch on, when their shapes are known.
 */
final class Shaped implements AutoCloseable {
  private final OnnxRun.Request request;
  private final OrtSession session;
  private final List<ModelTensor> tensors;
  private final List<Integer> sample;
  private final int rows;

  /** What the caller fills; what the runtime takes, where its numbers are others. */
  private final FloatBuffer numbers;

  private final OnnxTensor input;
  private final Runnable convert;
  private final Map<String, OnnxTensor> pinned = new HashMap<>();
  private final Map<String, FloatBuffer> buffers = new HashMap<>();
  private boolean first = true;

  /**
   * Memory for the input.
   *
   * @param sample shape of a sample
   * @param rows samples per batch
   */
  Shaped(
      OnnxRun.Request request,
      OrtSession session,
      List<ModelTensor> tensors,
      List<Integer> sample,
      int rows)
      throws OrtException {
    this.request = request;
    this.session = session;
    this.tensors = tensors;
    this.sample = List.copyOf(sample);
    this.rows = rows;
    int size = Math.multiplyExact(rows, ModelInput.size(sample));
    long[] shape = new long[sample.size() + 1];
    shape[0] = rows;
    for (int i = 0; i < sample.size(); i++) {
      shape[i + 1] = sample.get(i);
    }
    var environment = OrtRuntime.environment();
    TensorType type = request.input().type();
    if (type == TensorType.F32) {
      numbers = direct(size, Float.BYTES).asFloatBuffer();
      input = OnnxTensor.createTensor(environment, numbers, shape);
      convert = () -> {};
    } else {
      numbers = FloatBuffer.allocate(size);
      ByteBuffer bytes = direct(size, type.bytes());
      if (type == TensorType.F64) {
        DoubleBuffer doubles = bytes.asDoubleBuffer();
        input = OnnxTensor.createTensor(environment, doubles, shape);
        convert =
            () -> {
              for (int i = 0; i < size; i++) {
                doubles.put(i, numbers.get(i));
              }
            };
      } else {
        boolean half = type == TensorType.F16;
        ShortBuffer shorts = bytes.asShortBuffer();
        input =
            OnnxTensor.createTensor(
                environment, bytes, shape, half ? OnnxJavaType.FLOAT16 : OnnxJavaType.BFLOAT16);
        convert =
            () -> {
              for (int i = 0; i < size; i++) {
                float x = numbers.get(i);
                shorts.put(
                    i, half ? Fp16Conversions.floatToFp16(x) : Fp16Conversions.floatToBf16(x));
              }
            };
      }
    }
  }

  /** The runtime reads memory in the order of this machine; Java's own is another one. */
  private static ByteBuffer direct(int count, int bytes) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, bytes))
        .order(ByteOrder.nativeOrder());
  }

  /** Shape of a sample. */
  List<Integer> sample() {
    return sample;
  }

  /** Where a batch is put, empty. */
  FloatBuffer input() {
    return numbers.clear();
  }

  /**
   * Computes the batch that was put in.
   *
   * @param from number of its first sample, for the visitor
   * @param count how many of its samples are wanted
   */
  void run(int from, int count, Visitor visitor) throws OrtException {
    convert.run();
    Set<String> free = new LinkedHashSet<>();
    for (ModelTensor tensor : tensors) {
      if (!pinned.containsKey(tensor.name()) && !isInput(tensor)) {
        free.add(tensor.name());
      }
    }
    if (free.isEmpty() && pinned.isEmpty()) {
      visit(from, count, visitor, null);
      return;
    }
    try (OrtSession.Result result =
        session.run(Map.of(request.input().name(), input), free, pinned)) {
      visit(from, count, visitor, result);
      if (first) {
        first = false;
        pin(result);
      }
    }
  }

  private boolean isInput(ModelTensor tensor) {
    return tensor.name().equals(request.input().name());
  }

  private void visit(int from, int count, Visitor visitor, OrtSession.@Nullable Result result)
      throws OrtException {
    for (int i = 0; i < tensors.size(); i++) {
      String name = tensors.get(i).name();
      if (isInput(tensors.get(i)) || result == null) {
        visitor.accept(
            i, from, count, sample, numbers.duplicate().clear().limit(count * size(sample)));
        continue;
      }
      OnnxTensor tensor = tensor(result, name);
      List<Integer> shape = shape(name, tensor.getInfo().getShape());
      FloatBuffer known = buffers.get(name);
      FloatBuffer values = known == null ? floats(tensor) : known.duplicate().clear();
      visitor.accept(i, from, count, shape, values.limit(count * size(shape)));
    }
  }

  private static int size(List<Integer> shape) {
    return ModelInput.size(shape);
  }

  private static OnnxTensor tensor(OrtSession.Result result, String name) {
    return (OnnxTensor) result.get(name).orElseThrow();
  }

  private static FloatBuffer floats(OnnxTensor tensor) {
    if (tensor.getInfo().type != OnnxJavaType.DOUBLE) {
      // Half precision arrives as float here.
      return tensor.getFloatBuffer();
    }
    DoubleBuffer doubles = tensor.getDoubleBuffer();
    FloatBuffer floats = FloatBuffer.allocate(doubles.remaining());
    while (doubles.hasRemaining()) {
      floats.put((float) doubles.get());
    }
    return floats.flip();
  }

  private List<Integer> shape(String name, long[] found) {
    List<Integer> shape = new ArrayList<>();
    for (int i = 1; i < found.length; i++) {
      shape.add(Math.toIntExact(found[i]));
    }
    if (found.length < 1 || found[0] != rows || shape.contains(0)) {
      List<Long> whole = new ArrayList<>();
      for (long side : found) {
        whole.add(side);
      }
      throw new BadInputException(
          request.path()
              + ": expected a tensor with a row per sample, found "
              + name
              + " of "
              + StoredArray.shapeText(whole)
              + " for "
              + rows
              + (rows == 1 ? " sample" : " samples"));
    }
    return shape;
  }

  private void pin(OrtSession.Result result) throws OrtException {
    for (ModelTensor each : tensors) {
      if (isInput(each)) {
        continue;
      }
      OnnxTensor tensor = tensor(result, each.name());
      if (tensor.getInfo().type != OnnxJavaType.FLOAT) {
        continue;
      }
      FloatBuffer buffer;
      try {
        buffer =
            direct(Math.toIntExact(tensor.getInfo().getNumElements()), Float.BYTES).asFloatBuffer();
      } catch (ArithmeticException | OutOfMemoryError e) {
        // Copied out of the runtime then, one tensor after the other.
        continue;
      }
      buffers.put(each.name(), buffer);
      pinned.put(
          each.name(),
          OnnxTensor.createTensor(OrtRuntime.environment(), buffer, tensor.getInfo().getShape()));
    }
  }

  @Override
  public void close() {
    input.close();
    pinned.values().forEach(OnnxTensor::close);
    pinned.clear();
    buffers.clear();
  }
}
