package org.collapsar.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.model.IndependentSamples;
import org.collapsar.model.ModelDevice;
import org.collapsar.model.ModelInput;
import org.collapsar.model.ModelRun;
import org.collapsar.model.ModelTensor;

/**
 * A TorchScript network in libtorch, in evaluation mode, a batch at a time, which has all threads.
 * The executor's optimisation is off: it rewrites a graph after the first calls, so that batches
 * would be rounded differently.
 */
final class TorchScriptRun implements ModelRun {
  private static final String CAUSE = "RuntimeError: ";

  private final TorchScriptModel model;
  private final List<Integer> places;
  private final List<ModelTensor> tensors;
  private final ModelDevice device;
  private final int threads;
  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private final DataType type;

  TorchScriptRun(TorchScriptModel model, List<String> wanted, ModelDevice device, int threads) {
    this.model = model;
    this.device = device;
    this.threads = threads;
    this.places = wanted.stream().map(model.outputs()::indexOf).toList();
    this.tensors = wanted.stream().map(name -> new ModelTensor(name, "Output", null)).toList();
    PtNDManager made = Libtorch.manager(device);
    PtSymbolBlock loaded = null;
    try {
      loaded = model.load(made);
      this.type = model.type(loaded, made);
      this.block = loaded;
      this.manager = made;
      loaded = null;
      made = null;
    } finally {
      if (loaded != null) {
        loaded.close();
      }
      if (made != null) {
        made.close();
      }
    }
  }

  @Override
  public List<ModelTensor> tensors() {
    return tensors;
  }

  @Override
  public String description() {
    return Libtorch.name()
        + ", "
        + device
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public void forward(float[] samples, List<Integer> sample, int count, Visitor visitor) {
    int size = ModelInput.size(sample);
    float[] batch = new float[Math.multiplyExact(BATCH, size)];
    System.arraycopy(samples, 0, batch, 0, count * size);
    for (int i = count; i < BATCH; i++) {
      System.arraycopy(samples, (count - 1) * size, batch, i * size, size);
    }
    run(batch, sample, BATCH, 0, count, visitor);
  }

  private synchronized void run(
      float[] batch, List<Integer> sample, int rows, int first, int count, Visitor visitor) {
    Libtorch.threads(threads);
    JniUtils.setGradMode(false);
    JniUtils.setGraphExecutorOptimize(false);
    long[] shape = new long[sample.size() + 1];
    shape[0] = rows;
    for (int i = 0; i < sample.size(); i++) {
      shape[i + 1] = sample.get(i);
    }
    try (PtNDManager step = (PtNDManager) manager.newSubManager()) {
      NDArray x = step.create(FloatBuffer.wrap(batch), new Shape(shape));
      NDList made =
          block.forward(new ParameterStore(step, false), new NDList(x.toType(type, false)), false);
      List<NDArray> found = new ArrayList<>();
      for (int place : places) {
        found.add(checked(made, place, rows));
      }
      for (int t = 0; t < found.size(); t++) {
        hand(t, found.get(t), first, count, visitor);
      }
    } catch (EngineException e) {
      throw new BadInputException(
          model.path()
              + ": expected a network that takes "
              + StoredArray.shapeText(java.util.Arrays.stream(shape).boxed().toList())
              + ", found that libtorch refuses it: "
              + words(e),
          e);
    }
  }

  private NDArray checked(NDList made, int place, int rows) {
    if (place >= made.size()) {
      throw new BadInputException(
          model.path() + ": expected " + model.outputs().size() + " outputs, found " + made.size());
    }
    NDArray one = made.get(place);
    if (!one.getDataType().isFloating()) {
      throw new BadInputException(
          model.path()
              + ": expected a tensor of floating-point numbers, found "
              + model.outputs().get(place)
              + " of "
              + one.getDataType());
    }
    Shape shape = one.getShape();
    if (shape.dimension() < 1 || shape.get(0) != rows) {
      throw new BadInputException(
          model.path()
              + ": expected "
              + rows
              + " rows, one per sample, of "
              + model.outputs().get(place)
              + ", found the shape "
              + shape);
    }
    return one;
  }

  private static void hand(int tensor, NDArray one, int first, int count, Visitor visitor) {
    Shape shape = one.getShape();
    List<Integer> sample = new ArrayList<>();
    for (int i = 1; i < shape.dimension(); i++) {
      sample.add(Math.toIntExact(shape.get(i)));
    }
    float[] values = one.toType(DataType.FLOAT32, false).toFloatArray();
    int numbers = Math.multiplyExact(count, ModelInput.size(sample));
    visitor.accept(tensor, first, count, sample, FloatBuffer.wrap(values).limit(numbers));
  }

  @Override
  public void requireIndependentSamples(float[] samples, List<Integer> sample, int count) {
    boolean half = type == DataType.FLOAT16 || type == DataType.BFLOAT16;
    new IndependentSamples(model.path(), this, this::alone, half).require(samples, sample, count);
  }

  private void alone(float[] samples, List<Integer> sample, int which, Visitor visitor) {
    int size = ModelInput.size(sample);
    float[] one = new float[size];
    System.arraycopy(samples, which * size, one, 0, size);
    run(one, sample, 1, which, 1, visitor);
  }

  /** What libtorch says, without the script's own lines. */
  static String words(EngineException e) {
    String all = String.valueOf(e.getMessage());
    int at = all.lastIndexOf(CAUSE);
    return at < 0
        ? Libtorch.words(e)
        : all.substring(at + CAUSE.length()).strip().split("\\R", -1)[0];
  }

  @Override
  public synchronized void close() {
    block.close();
    manager.close();
  }
}
