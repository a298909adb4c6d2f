package org.collapsar.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.convolution.Architecture;
import org.collapsar.lab.convolution.ParameterSpec;
import org.collapsar.lab.learner.ConvolutionPlan;
import org.collapsar.lab.learner.Learner;
import org.collapsar.lab.learner.LearnerSetup;
import org.collapsar.lab.learner.LearnerState;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.model.ModelDevice;
import org.collapsar.net.Samples;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.random.Seed;
import org.collapsar.train.DivergedException;
import org.collapsar.train.Loss;
import org.collapsar.train.TrainConfig;
import org.collapsar.train.TrainListener;
import org.collapsar.train.Trainer;

/**
 * Trains a network of libtorch: libtorch makes outputs and gradients, the loss with its derivative
 * and the step are ours, those of {@link Loss} and {@link org.collapsar.net.DescentRule}. Bits are
 * equal from run to run at one number of threads. Order and initial parameters depend on the seed
 * and the epoch's number alone, nothing in a step is random; so state is parameters, running
 * moments and velocities.
 *
 * <p>The full batch is one batch where there is batch norm, whose moments are the batch's; memory
 * grows with the samples then. Otherwise it is taken in pieces.
 */
final class TorchLearner implements Learner {
  private static final String VELOCITY = ".velocity";

  private final TorchNetwork network;
  private final Architecture architecture;
  private final Samples data;
  private final TrainConfig config;
  private final Seed seed;
  private final TorchDescent descent;
  private final NativeArray inputs;
  private final NativeArray outputs;
  private final int most;

  TorchLearner(ConvolutionPlan plan, LearnerSetup setup) {
    this.architecture = plan.architecture();
    this.data = setup.train();
    this.config = setup.config();
    this.seed = setup.training();
    int n = data.size();
    int batch = config.batch() == 0 ? n : config.batch();
    check(n, batch);
    if (setup.precision() == Precision.FLOAT32
        && setup.execution().device().kind() == ModelDevice.Kind.CPU) {
      GradientCheck.require();
    }
    this.most =
        config.batch() == 0 && !architecture.batchNorm() ? Math.min(n, TorchSweep.BATCH) : batch;
    this.network =
        new TorchNetwork(
            plan, setup.precision(), setup.execution(), config.batch(), setup.weights());
    this.descent = new TorchDescent(network, config.rule());
    this.inputs = NativeArray.allocate(setup.precision(), (long) most * data.dimension());
    this.outputs = NativeArray.allocate(setup.precision(), (long) most * data.classes());
  }

  private void check(int n, int batch) {
    if (batch > n) {
      throw new BadInputException(
          "train.batch: expected at most the number of training samples, "
              + n
              + ", found "
              + batch);
    }
    if (architecture.batchNorm() && (batch == 1 || n % batch == 1)) {
      throw new BadInputException(
          ("train.batch: expected batches of at least 2 samples, for the variances of batch norm,"
                  + " found %d, which leaves 1 of the %d samples for the last of an epoch")
              .formatted(batch, n));
    }
  }

  @Override
  public ObservedNetwork network() {
    return network;
  }

  @Override
  public boolean epoch(int epoch, TrainListener listener) {
    Libtorch.threads(config.threads());
    double eta = config.steps().sizeAt(epoch - 1, config.epochs());
    int n = data.size();
    boolean full = config.batch() == 0;
    int[] order = Trainer.order(n, seed, epoch);
    int batch = full ? n : config.batch();
    long steps = full ? config.fullSteps() : (n + batch - 1L) / batch;
    network.clearGradients();
    for (int k = 1; k <= steps; k++) {
      int from = full ? 0 : (k - 1) * batch;
      double loss = gradient(full ? null : order, from, Math.min(from + batch, n));
      if (!Double.isFinite(loss)) {
        throw new DivergedException(epoch, k, eta);
      }
      descent.step(eta);
      network.clearGradients();
      if (!listener.stepEnded(epoch, k, steps)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Adds up the gradient of some samples' mean loss.
   *
   * @param order null for the order of the data
   * @return that loss
   */
  private double gradient(int @org.jspecify.annotations.Nullable [] order, int from, int to) {
    double sum = 0;
    for (int start = from; start < to; start += most) {
      int count = Math.min(most, to - start);
      int[] labels = new int[count];
      int d = data.dimension();
      for (int i = 0; i < count; i++) {
        int sample = order == null ? start + i : order[start + i];
        labels[i] = data.label(sample);
        inputs.copyFrom(i * d, data.inputs(), sample * d, d);
      }
      sum += backward(labels, 1.0 / (to - from));
    }
    return config.loss().mean(sum, to - from);
  }

  private double backward(int[] labels, double scale) {
    int count = labels.length;
    int classes = data.classes();
    Loss loss = config.loss();
    try (PtNDManager step = network.steps()) {
      JniUtils.setGradMode(true);
      var made = network.forward(Tensor.of(step, inputs, network.shapeOf(count)), true);
      Tensor.copy(made.outputs(), outputs, 0);
      double sum = loss.sum(outputs, classes, count, labels);
      if (Double.isFinite(sum)) {
        loss.differentiate(outputs, classes, count, labels, scale);
        JniUtils.backward(made.outputs(), Tensor.of(step, outputs, count, classes), false, false);
      }
      return sum;
    } catch (EngineException e) {
      throw new FailedException("libtorch: " + Libtorch.words(e), e);
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /** Numbers where training changes them. */
  private record Live(ParameterSpec spec, Tensor tensor, boolean training) {}

  private Map<String, Live> live() {
    Map<String, Live> all = new LinkedHashMap<>();
    for (ParameterSpec spec : architecture.tensors()) {
      all.put(spec.name(), new Live(spec, network.tensor(spec.name()), false));
      Tensor velocity = descent.velocity(spec.name());
      if (velocity != null) {
        all.put(spec.name() + VELOCITY, new Live(spec, velocity, true));
      }
    }
    return all;
  }

  @Override
  public LearnerState state() {
    Map<String, LearnerState.Array> arrays = new LinkedHashMap<>();
    live()
        .forEach(
            (name, one) ->
                arrays.put(
                    name,
                    new LearnerState.Array(
                        one.spec.shape(),
                        one.tensor.pull().toDoubles(),
                        network.precision(),
                        one.training)));
    return new LearnerState(arrays);
  }

  @Override
  public void restore(LearnerState state) {
    live()
        .forEach(
            (name, one) -> {
              LearnerState.Array found = state.arrays().get(name);
              if (found != null) {
                one.tensor.host().write(0, found.values(), 0, found.values().length);
                one.tensor.push();
              }
            });
  }

  @Override
  public void close() {
    descent.close();
    network.close();
    inputs.close();
    outputs.close();
  }
}
