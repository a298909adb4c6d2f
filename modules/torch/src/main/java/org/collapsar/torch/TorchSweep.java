package org.collapsar.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.FailedException;
import org.collapsar.lab.learner.Execution;
import org.collapsar.linalg.NativeArray;
import org.collapsar.net.SampleSource;
import org.collapsar.probe.Activations;
import org.collapsar.probe.Gradient;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.probe.PassVisitor;
import org.collapsar.train.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Passes of a network of libtorch. A piece goes through it in batches of at most {@link #BATCH}
 * samples, so that what lies between its layers takes little memory; in evaluation every sample is
 * for itself. Measured by batches, they are those of training in size, in the order of the data,
 * cut where a piece ends; the running moments stay as they are.
 */
final class TorchSweep implements NetworkSweep, Activations, Gradient {
  /** Samples of a batch in evaluation. */
  static final int BATCH = 64;

  private final TorchNetwork network;
  private final Loss loss;
  private final boolean before;
  private final int batch;
  private final NativeArray features;
  private final List<NativeArray> z = new ArrayList<>();
  private final List<NativeArray> bent = new ArrayList<>();
  private final List<NativeArray> gradients = new ArrayList<>();
  private final List<@Nullable NativeArray> biasGradients = new ArrayList<>();
  private final NativeArray slope;
  private double @Nullable [] given;
  private final Map<Tensor, double[]> moments = new LinkedHashMap<>();

  TorchSweep(TorchNetwork network, Loss loss, boolean before) {
    this.network = network;
    this.loss = loss;
    this.before = before;
    Execution execution = network.execution();
    int most = execution.batchStatistics() && network.batch() > 0 ? network.batch() : BATCH;
    this.batch =
        execution.batchStatistics() && network.batch() == 0
            ? ObservedNetwork.PIECE
            : Math.min(most, ObservedNetwork.PIECE);
    this.features = array((long) ObservedNetwork.PIECE * network.inputs());
    for (int l = 0; l < network.depth(); l++) {
      long numbers = (long) ObservedNetwork.PIECE * network.layer(l).width();
      NativeArray after = array(numbers);
      z.add(after);
      bent.add(before && !network.layer(l).linear() ? array(numbers) : after);
    }
    this.slope = array((long) batch * network.outputs());
    for (var entry : network.tensors().entrySet()) {
      if (entry.getKey().contains(".running_")) {
        moments.put(entry.getValue(), new double[0]);
      }
    }
  }

  private NativeArray array(long numbers) {
    return NativeArray.allocate(network.precision(), numbers);
  }

  @Override
  public Activations forward(SampleSource data, int start, int count) {
    passing(() -> piece(data, start, count, 0));
    return this;
  }

  @Override
  public double evaluate(SampleSource data, PassVisitor visitor) {
    return sweep(data, visitor, 0);
  }

  @Override
  public double differentiate(SampleSource data, PassVisitor visitor) {
    network.clearGradients();
    double found = sweep(data, visitor, 1.0 / data.size());
    List<TorchNetwork.Group> groups = network.groups();
    for (int g = 0; g < groups.size(); g++) {
      TorchNetwork.Group group = groups.get(g);
      if (gradients.size() == g) {
        gradients.add(array(group.weightTensor().host().length()));
        Tensor bias = group.biasTensor();
        biasGradients.add(bias == null ? null : array(bias.host().length()));
      }
      take(group.weightTensor(), gradients.get(g), group.decay());
      NativeArray ofBias = biasGradients.get(g);
      Tensor bias = group.biasTensor();
      if (ofBias != null && bias != null) {
        take(bias, ofBias, group.decaysBias() ? group.decay() : 0);
      }
    }
    network.clearGradients();
    return found;
  }

  /** The outputs of all samples, [n x K]. */
  double[] outputs(SampleSource data) {
    int classes = network.outputs();
    double[] all = new double[data.size() * classes];
    sweep(
        data,
        (start, count, pass) ->
            pass.after(z.size() - 1).read(0, all, start * classes, count * classes),
        0);
    return all;
  }

  /** The gradient of the regularised loss by all parameters, in the order of the groups. */
  double[] gradientVector(SampleSource data) {
    differentiate(data, (start, count, pass) -> {});
    double[] all = new double[network.parameterCount()];
    int at = 0;
    for (int g = 0; g < gradients.size(); g++) {
      at = append(gradients.get(g), all, at);
      at = append(biasGradients.get(g), all, at);
    }
    return all;
  }

  private static int append(@Nullable NativeArray part, double[] all, int at) {
    if (part == null) {
      return at;
    }
    part.read(0, all, at, part.length());
    return at + part.length();
  }

  /** J^T u, J the derivative of the outputs by all parameters; u is [n x K]. */
  double[] pullBack(SampleSource data, double[] u) {
    network.clearGradients();
    given = u;
    try {
      sweep(data, (start, count, pass) -> {}, 1);
    } finally {
      given = null;
    }
    double[] all = new double[network.parameterCount()];
    int at = 0;
    for (TorchNetwork.Group group : network.groups()) {
      for (Tensor tensor : group.tensors()) {
        NativeArray to = array(tensor.host().length());
        take(tensor, to, 0);
        at = append(to, all, at);
        to.close();
      }
    }
    network.clearGradients();
    return all;
  }

  /** gradient + decay parameters, in double. */
  private static void take(Tensor of, NativeArray to, double decay) {
    try (PtNDArray gradient = of.array().getGradient()) {
      Tensor.copy(gradient, to, 0);
    }
    if (decay != 0) {
      double[] g = to.toDoubles();
      double[] w = of.pull().toDoubles();
      for (int i = 0; i < g.length; i++) {
        g[i] += decay * w[i];
      }
      to.write(0, g, 0, g.length);
    }
  }

  private double sweep(SampleSource data, PassVisitor visitor, double scale) {
    double[] sum = {0};
    passing(
        () -> {
          for (int start = 0; start < data.size(); start += ObservedNetwork.PIECE) {
            int count = Math.min(ObservedNetwork.PIECE, data.size() - start);
            sum[0] += piece(data, start, count, scale);
            visitor.visit(start, count, this);
          }
        });
    return loss.mean(sum[0], data.size());
  }

  /** On the network's threads, with its running moments as before at the end. */
  private void passing(Runnable pass) {
    Libtorch.threads(network.execution().threads());
    boolean batches = network.execution().batchStatistics();
    if (batches) {
      moments.replaceAll((tensor, old) -> tensor.pull().toDoubles());
    }
    pass.run();
    if (batches) {
      moments.forEach(
          (tensor, kept) -> {
            tensor.host().write(0, kept, 0, kept.length);
            tensor.push();
          });
    }
  }

  /**
   * A piece; with a {@code scale} above 0 the gradient is added up as well.
   *
   * @return the sum of the losses, which outputs that no label fits have not: of {@link #forward}
   */
  private double piece(SampleSource data, int start, int count, double scale) {
    double sum = 0;
    NativeArray x = data.inputs(start, count);
    int d = data.dimension();
    for (int from = 0; from < count; from += batch) {
      int samples = Math.min(batch, count - from);
      int[] labels = new int[samples];
      for (int i = 0; i < samples; i++) {
        labels[i] = data.label(start + from + i);
      }
      sum += batch(x.slice(from * d, samples * d), labels, start, from, scale);
    }
    return sum;
  }

  private double batch(NativeArray x, int[] labels, int start, int from, double scale) {
    int samples = labels.length;
    boolean gradient = scale > 0;
    try (PtNDManager step = network.steps()) {
      JniUtils.setGradMode(gradient);
      TorchNetwork.Made made =
          network.forward(
              Tensor.of(step, x, network.shapeOf(samples)), network.execution().batchStatistics());
      Tensor.copy(made.features(), features, from * network.inputs());
      for (int l = 0; l < z.size(); l++) {
        int index = from * network.layer(l).width();
        Tensor.copy(made.after().get(l), z.get(l), index);
        if (bent.get(l) != z.get(l)) {
          Tensor.copy(made.before().get(l), bent.get(l), index);
        }
      }
      int classes = network.outputs();
      slope.copyFrom(0, z.get(z.size() - 1), from * classes, samples * classes);
      double sum = loss.sum(slope, classes, samples, labels);
      if (gradient) {
        double[] u = given;
        if (u == null) {
          loss.differentiate(slope, classes, samples, labels, scale);
        } else {
          slope.write(0, u, (start + from) * classes, samples * classes);
        }
        JniUtils.backward(made.outputs(), Tensor.of(step, slope, samples, classes), false, false);
      }
      return sum;
    } catch (EngineException e) {
      throw new FailedException("libtorch: " + Libtorch.words(e), e);
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  @Override
  public Gradient gradient() {
    return this;
  }

  @Override
  public NativeArray inputs() {
    return features;
  }

  @Override
  public NativeArray after(int l) {
    return z.get(l);
  }

  @Override
  public NativeArray before(int l) {
    if (!before && !network.layer(l).linear()) {
      throw new IllegalStateException(
          "the sweep was opened not to keep what is before activations");
    }
    if (!network.layer(l).givesBefore()) {
      throw new IllegalStateException("a stage gives nothing before its activation");
    }
    return bent.get(l);
  }

  @Override
  public NativeArray weights(int group) {
    return gradients.get(group);
  }

  @Override
  public @Nullable NativeArray bias(int group) {
    return biasGradients.get(group);
  }

  @Override
  public void close() {
    features.close();
    slope.close();
    for (int l = 0; l < z.size(); l++) {
      if (bent.get(l) != z.get(l)) {
        bent.get(l).close();
      }
      z.get(l).close();
    }
    gradients.forEach(NativeArray::close);
    biasGradients.forEach(
        array -> {
          if (array != null) {
            array.close();
          }
        });
  }
}
