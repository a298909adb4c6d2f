package org.collapsar.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.Unreadable;
import org.collapsar.model.IndependentSamples;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelInput;
import org.collapsar.model.ModelRun;
import org.collapsar.model.ModelTensor;
import org.jspecify.annotations.Nullable;

/**
 * A model in a session of ONNX Runtime. Operators that share their work between threads wait for
 * the last of them, each time; so threads are given to batches first, as many as there is memory
 * for.
 */
final class OnnxRun implements ModelRun {
  /** Bytes of the inputs that are computed at a time; what a network makes of one is tenfold. */
  private static final long INPUTS = 80 << 20;

  /** Pixels of a side that a model leaves open. */
  private static final int USUAL_SIDE = 224;

  private static final Set<OnnxJavaType> NUMBERS =
      Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16, OnnxJavaType.DOUBLE);

  private final Request request;
  private final OrtSession session;
  private final List<ModelTensor> tensors;
  private final String description;
  private final int batch;
  private final int lanes;

  /** What no thread computes with, the latest last. */
  private final Deque<Shaped> idle = new ArrayDeque<>();

  /**
   * What is to be run.
   *
   * @param path of the model
   * @param suffix what is to be read behind its bytes
   * @param folder of its files of weights, or null
   * @param wanted names of tensors
   * @param all those that the model has
   * @param half whether any of its constants is of 16 bits
   */
  record Request(
      Path path,
      byte[] suffix,
      @Nullable Path folder,
      ModelInput input,
      List<String> wanted,
      List<ModelTensor> all,
      boolean half) {
    Request {
      wanted = List.copyOf(wanted);
    }
  }

  private OnnxRun(
      Request request,
      OrtSession session,
      List<ModelTensor> tensors,
      String description,
      int lanes) {
    this.request = request;
    this.session = session;
    this.tensors = tensors;
    this.description = description;
    this.lanes = lanes;
    long fixed = request.input().shape().get(0);
    this.batch = fixed > 0 ? Math.toIntExact(fixed) : BATCH;
  }

  /** Makes the session; see {@link org.collapsar.model.TrainedModel#run}. */
  static OnnxRun of(Request request, ModelDevice device, int threads) {
    OrtEnvironment environment = OrtRuntime.environment();
    int lanes = device.kind() == ModelDevice.Kind.CPU ? lanes(request.input(), threads) : 1;
    OrtSession session;
    try (SessionOptions options = OrtRuntime.options(device, threads / lanes, request.folder())) {
      session = environment.createSession(content(request), options);
    } catch (OrtException e) {
      throw new BadInputException(
          request.path()
              + ": expected a model that "
              + OrtRuntime.name()
              + " runs, found: "
              + OrtRuntime.words(e),
          e);
    }
    boolean made = false;
    try {
      String description =
          OrtRuntime.name()
              + ", "
              + device
              + ", "
              + threads
              + (threads == 1 ? " thread" : " threads");
      OnnxRun run = new OnnxRun(request, session, tensors(request, session), description, lanes);
      made = true;
      return run;
    } catch (OrtException e) {
      throw failed(request, e);
    } finally {
      if (!made) {
        close(request, session);
      }
    }
  }

  private static int lanes(ModelInput input, int threads) {
    long numbers = 1;
    for (long side : input.shape().subList(1, input.shape().size())) {
      numbers = Math.multiplyExact(numbers, side == -1 ? USUAL_SIDE : side);
    }
    long fitting = INPUTS / Math.max(1, Math.multiplyExact(numbers, (long) BATCH * Float.BYTES));
    return (int) Math.max(1, Math.min(fitting, threads));
  }

  private static List<ModelTensor> tensors(Request request, OrtSession session)
      throws OrtException {
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    List<ModelTensor> tensors = new ArrayList<>();
    for (String name : request.wanted()) {
      ModelTensor known =
          request.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
      NodeInfo info = outputs.get(name);
      if (info == null) {
        tensors.add(known);
        continue;
      }
      if (!(info.getInfo() instanceof TensorInfo tensor) || !NUMBERS.contains(tensor.type)) {
        throw new BadInputException(
            request.path()
                + ": expected a tensor of floating-point numbers, found "
                + name
                + (info.getInfo() instanceof TensorInfo other
                    ? " of " + other.type.name().toLowerCase(Locale.ROOT)
                    : ", which is no tensor"));
      }
      List<Long> shape = Arrays.stream(tensor.getShape()).boxed().toList();
      tensors.add(new ModelTensor(name, known.operator(), shape));
    }
    return List.copyOf(tensors);
  }

  /** The model with the outputs that are wanted. */
  private static ByteBuffer content(Request request) {
    Path path = request.path();
    try {
      long size = Files.size(path);
      long whole = size + request.suffix().length;
      if (whole > Integer.MAX_VALUE) {
        throw new BadInputException(
            path
                + ": expected a model of at most 2 GB beside its external data, found "
                + size
                + " bytes");
      }
      ByteBuffer content = ByteBuffer.allocateDirect((int) whole);
      try (FileBytes bytes = new FileBytes(path, 0, size)) {
        bytes.read(0, content.limit((int) size));
      }
      content.limit((int) whole);
      return content.put(request.suffix()).flip();
    } catch (EOFException e) {
      throw new BadInputException(path + ": expected a whole model, found one that is cut", e);
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    } catch (OutOfMemoryError e) {
      throw new FailedException(
          path + ": expected memory for the whole model, found less; give Java more (-Xmx)", e);
    }
  }

  @Override
  public List<ModelTensor> tensors() {
    return tensors;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public int lanes() {
    return lanes;
  }

  @Override
  public void forward(float[] samples, List<Integer> sample, int count, Visitor visitor) {
    check(samples, sample, count);
    Shaped ready = take(sample);
    try {
      forward(ready, samples, sample, count, visitor);
    } finally {
      synchronized (idle) {
        idle.addLast(ready);
      }
    }
  }

  private void forward(
      Shaped ready, float[] samples, List<Integer> sample, int count, Visitor visitor) {
    int size = ModelInput.size(sample);
    for (int first = 0; first < count; first += batch) {
      int n = Math.min(batch, count - first);
      FloatBuffer into = ready.input();
      into.put(samples, first * size, n * size);
      for (int i = n; i < batch; i++) {
        into.put(samples, (first + n - 1) * size, size);
      }
      try {
        ready.run(first, n, visitor);
      } catch (OrtException e) {
        throw failed(request, e);
      }
    }
  }

  private void check(float[] samples, List<Integer> sample, int count) {
    if (count < 1 || count > BATCH) {
      throw new IllegalArgumentException("count: expected 1 to " + BATCH + ", found " + count);
    }
    List<Long> shape = request.input().shape();
    boolean fits = sample.size() == shape.size() - 1;
    for (int i = 0; fits && i < sample.size(); i++) {
      fits =
          shape.get(i + 1) == -1 ? sample.get(i) > 0 : shape.get(i + 1).intValue() == sample.get(i);
    }
    if (!fits) {
      throw new BadInputException(
          request.path()
              + ": expected samples of "
              + StoredArray.shapeText(shape.subList(1, shape.size())).replace("-1", "any")
              + " as its input "
              + request.input().name()
              + " has, found "
              + StoredArray.shapeText(sample.stream().map(Integer::longValue).toList()));
    }
    if ((long) count * ModelInput.size(sample) > samples.length) {
      throw new IllegalArgumentException(
          count + " samples of " + sample + ": found " + samples.length + " numbers");
    }
  }

  /** Memory for a batch that no other thread uses; what is for another shape is given up. */
  private Shaped take(List<Integer> sample) {
    synchronized (idle) {
      while (!idle.isEmpty()) {
        Shaped known = idle.removeLast();
        if (known.sample().equals(sample)) {
          return known;
        }
        known.close();
      }
    }
    return shaped(sample, batch);
  }

  private Shaped shaped(List<Integer> sample, int rows) {
    try {
      return new Shaped(request, session, tensors, sample, rows);
    } catch (OrtException e) {
      throw failed(request, e);
    }
  }

  @Override
  public void requireIndependentSamples(float[] samples, List<Integer> sample, int count) {
    new IndependentSamples(request.path(), this, this::alone, request.half())
        .require(samples, sample, count);
  }

  /** Computes one sample by itself; beside copies of it, where the model's batch is fixed. */
  private void alone(float[] samples, List<Integer> sample, int which, Visitor visitor) {
    boolean free = request.input().shape().get(0) == -1;
    int size = ModelInput.size(sample);
    try (Shaped one = shaped(sample, free ? 1 : batch)) {
      FloatBuffer into = one.input();
      while (into.hasRemaining()) {
        into.put(samples, which * size, size);
      }
      one.run(which, 1, visitor);
    } catch (OrtException e) {
      throw failed(request, e);
    }
  }

  private static FailedException failed(Request request, OrtException e) {
    return new FailedException(
        request.path() + ": " + OrtRuntime.name() + " failed: " + OrtRuntime.words(e), e);
  }

  private static void close(Request request, OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw failed(request, e);
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(Shaped::close);
      idle.clear();
    }
    close(request, session);
  }
}
