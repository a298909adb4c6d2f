package org.collapsar.bench;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.nio.file.Path;
import java.util.Arrays;
import org.collapsar.linalg.Precision;

/**
 * The step in libtorch, as one writes it for speed in PyTorch's eager mode:
 *
 * <pre>
 * loss = eta * N * (tanh(X @ Ut) @ At / N @ W - Y).square().sum() / (2 * B)
 * loss.backward()                                    # Ut.grad and At.grad were None: no accumulation, no zeroing
 * with torch.no_grad():
 *     for V in (Ut, At):
 *         V.mul_(1 - eta * decay).sub_(V.grad)       # in place; the constant eta * N is already in the gradient
 *         V.add_(torch.normal(0, sqrt(2 * eta / beta), V.shape))          # Langevin only
 * </pre>
 *
 * Everything that a step allocates is freed before it ends. U and A are stored transposed, [d x N]
 * and [N x p]: of the four combinations this is the fastest, ahead of the [out x in] of
 * torch.nn.Linear by about a tenth.
 */
final class LibtorchStep implements StepEngine {
  private final Workload workload;
  private final Engine engine;
  private final NDManager manager;

  /** U^T [d x N]. */
  private final NDArray particles;

  /** A^T [N x p]. */
  private final NDArray secondLayer;

  /** W [p x q]. */
  private final NDArray head;

  private final NDArray[] inputs;
  private final NDArray[] targets;

  /**
   * Loads libtorch. It takes its settings once, so this comes before anything else that touches
   * DJL.
   *
   * @param threads of each operation (intra-op)
   * @param cache directory where DJL unpacks the native libraries
   */
  static Engine load(int threads, Path cache) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("DJL_CACHE_DIR", cache.toAbsolutePath().toString());
    System.setProperty("ENGINE_CACHE_DIR", cache.toAbsolutePath().toString());
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Engine engine = Engine.getEngine("PyTorch");
    if (JniUtils.getNumThreads() != threads) {
      throw new IllegalStateException(
          "libtorch: expected " + threads + " threads, found " + JniUtils.getNumThreads());
    }
    return engine;
  }

  LibtorchStep(Engine engine, Problem problem) {
    this.engine = engine;
    workload = problem.workload();
    manager = engine.newBaseManager(Device.cpu());
    int n = workload.particles();
    int p = workload.features();
    int q = workload.classes();
    int d = workload.inputs();
    particles = create(transposed(problem.particles(), n, d), d, n);
    secondLayer = create(transposed(problem.secondLayer(), p, n), n, p);
    head = create(transposed(problem.head(), q, p), p, q);
    inputs = new NDArray[workload.batches()];
    targets = new NDArray[workload.batches()];
    for (int b = 0; b < workload.batches(); b++) {
      inputs[b] = create(problem.inputs(b), workload.batch(), d);
      targets[b] = create(problem.targets(b), workload.batch(), q);
    }
    if (workload.noise() > 0) {
      engine.setRandomSeed(1);
    }
  }

  @Override
  public String name() {
    return "libtorch " + engine.getVersion();
  }

  @Override
  public void step(int batch) {
    try (NDManager scratch = manager.newSubManager()) {
      // Detached views share the storage. As new leaves they have no gradient yet, so that
      // backward() stores instead of adding.
      NDArray u = leaf(particles, scratch);
      NDArray a = leaf(secondLayer, scratch);
      NDArray x = view(inputs[batch], scratch);
      try (GradientCollector collector = engine.newGradientCollector()) {
        NDArray s = x.matMul(u).tanh();
        NDArray h = s.matMul(a).div(workload.particles());
        NDArray residual = h.matMul(head).sub(targets[batch]);
        double factor = workload.eta() * workload.particles() / (2.0 * workload.batch());
        collector.backward(residual.square().sum().mul(factor));
      }
      update(particles, u.getGradient(), scratch);
      update(secondLayer, a.getGradient(), scratch);
    }
  }

  private void update(NDArray weights, NDArray scaledGradient, NDManager scratch) {
    weights.muli(1 - workload.eta() * workload.decay());
    weights.subi(scaledGradient);
    if (workload.noise() > 0) {
      weights.addi(
          scratch.randomNormal(
              0, (float) workload.noiseDeviation(), weights.getShape(), weights.getDataType()));
    }
  }

  private static NDArray leaf(NDArray array, NDManager scratch) {
    NDArray leaf = view(array, scratch);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /**
   * The same numbers under a manager that is closed with the step; results of operations belong to
   * the manager of their first operand.
   */
  private static NDArray view(NDArray array, NDManager scratch) {
    NDArray view = array.stopGradient();
    view.attach(scratch);
    return view;
  }

  @Override
  public double[] particles() {
    return transposed(toDouble(particles), workload.inputs(), workload.particles());
  }

  @Override
  public double[] secondLayer() {
    return transposed(toDouble(secondLayer), workload.particles(), workload.features());
  }

  @Override
  public void close() {
    manager.close();
  }

  /**
   * An array in libtorch's own memory. What DJL creates from Java numbers wraps a Java buffer,
   * whose alignment slows every kernel down.
   */
  private NDArray create(double[] values, int rows, int columns) {
    try (NDArray wrapped = wrap(values, new Shape(rows, columns))) {
      return wrapped.duplicate();
    }
  }

  private NDArray wrap(double[] values, Shape shape) {
    if (workload.precision() == Precision.FLOAT64) {
      return manager.create(values, shape);
    }
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return manager.create(rounded, shape);
  }

  private static double[] toDouble(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    float[] values = array.toFloatArray();
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[i]);
    return result;
  }

  private static double[] transposed(double[] values, int rows, int columns) {
    double[] result = new double[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = values[i * columns + j];
      }
    }
    return result;
  }
}
