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
import org.collapsar.net.Activation;
import org.collapsar.net.NetworkSpec;

/**
 * The step in libtorch, as one writes it for speed in PyTorch's eager mode, here for W1, with f the
 * step factor:
 *
 * <pre>
 * loss = eta * f * (tanh(X @ Ut) @ At / N @ W - Y).square().sum() / (2 * B)
 * loss.backward()                                    # Ut.grad and At.grad were None: no accumulation, no zeroing
 * with torch.no_grad():
 *     for V in (Ut, At):
 *         V.mul_(1 - eta * decay).sub_(V.grad)       # in place; the constant eta * f is already in the gradient
 *         V.add_(torch.normal(0, sqrt(2 * eta / beta), V.shape))          # Langevin only
 * </pre>
 *
 * With momentum the velocities, too, contain eta: M.mul_(mu).add_(V.grad).add_(V * (eta * decay))
 * and V.sub_(M).
 *
 * <p>Everything that a step allocates is freed before it ends. Weights are stored transposed,
 * [inputs x width]: on W1 this is the fastest of the four combinations, ahead of the [out x in] of
 * torch.nn.Linear by about a tenth; on W2 they are the same.
 */
final class LibtorchStep implements StepEngine {
  private final Workload workload;
  private final Engine engine;
  private final NDManager manager;

  /** W_l^T [inputs x width]. */
  private final NDArray[] weights;

  /** eta V_l^T, empty without momentum. */
  private final NDArray[] velocities;

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
    NetworkSpec network = workload.network();
    int d = network.inputs();
    int q = network.outputs();
    weights = new NDArray[network.depth()];
    velocities = new NDArray[workload.momentum() > 0 ? network.depth() : 0];
    for (int l = 0; l < weights.length; l++) {
      int width = workload.layer(l).width();
      int from = network.inputsOf(l);
      weights[l] = create(transposed(problem.weights(l), width, from), from, width);
      if (velocities.length > 0) {
        velocities[l] = create(new double[width * from], from, width);
      }
    }
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
      NDArray[] leaves = new NDArray[weights.length];
      for (int l = 0; l < leaves.length; l++) {
        leaves[l] = workload.layer(l).frozen() ? weights[l] : leaf(weights[l], scratch);
      }
      NDArray a = view(inputs[batch], scratch);
      try (GradientCollector collector = engine.newGradientCollector()) {
        for (int l = 0; l < leaves.length; l++) {
          a = a.matMul(leaves[l]);
          if (workload.layer(l).outputScale() != 1) {
            a = a.mul(workload.layer(l).outputScale());
          }
          a = activate(workload.layer(l).activation(), a);
        }
        NDArray residual = a.sub(targets[batch]);
        double factor = workload.eta() * workload.stepFactor() / (2.0 * workload.batch());
        collector.backward(residual.square().sum().mul(factor));
      }
      for (int l = 0; l < leaves.length; l++) {
        if (!workload.layer(l).frozen()) {
          update(l, leaves[l].getGradient(), scratch);
        }
      }
    }
  }

  private static NDArray activate(Activation f, NDArray z) {
    return switch (f.kind()) {
      case IDENTITY -> z;
      case RELU -> ai.djl.nn.Activation.relu(z);
      case TANH -> z.tanh();
      default -> throw new IllegalArgumentException("the peer has no " + f);
    };
  }

  private void update(int l, NDArray scaledGradient, NDManager scratch) {
    NDArray w = weights[l];
    double decay = workload.eta() * workload.layer(l).weightDecay();
    if (velocities.length > 0) {
      NDArray decayed = w.mul(decay);
      decayed.attach(scratch);
      w.subi(velocities[l].muli(workload.momentum()).addi(scaledGradient).addi(decayed));
      return;
    }
    w.muli(1 - decay);
    w.subi(scaledGradient);
    if (workload.noise() > 0) {
      w.addi(
          scratch.randomNormal(
              0, (float) workload.noiseDeviation(), w.getShape(), w.getDataType()));
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
  public double[] weights(int l) {
    return transposed(
        toDouble(weights[l]), workload.network().inputsOf(l), workload.layer(l).width());
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
