package org.collapsar.train;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Kernels;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Pass;
import org.collapsar.net.SampleSource;
import org.collapsar.net.Truncation;
import org.collapsar.net.Update;
import org.collapsar.net.WeightArrays;
import org.jspecify.annotations.Nullable;

/**
 * One pass over all samples in pieces of fixed size: the loss, what every piece's visitor takes
 * from the outputs, and the gradient of the regularised loss with the step factors in it, Delta_l =
 * stepFactor_l dL_n/dW_l + weightDecay_l W_l. Full-batch gradient descent and the metrics of an
 * epoch are both made of it.
 */
public final class FullPass implements AutoCloseable {
  /** Samples in a piece. Part of the result to the last bit, therefore fixed. */
  public static final int PIECE = SampleSource.MOST;

  private final Network network;
  private final NetworkSpec spec;
  private final Loss loss;
  private final Pass pass;
  private final WeightArrays gradient;
  private final Update first;
  private final Update further;
  private final int[] labels = new int[PIECE];
  private @Nullable NativeArray input;

  /** Sees the activations of a piece of the samples. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param start number of the first sample of the piece
     * @param samples how many
     * @param pass its activations are those of the piece
     */
    void visit(int start, int samples, Pass pass);
  }

  /**
   * Prepares passes with the squared loss.
   *
   * @param network belongs to the caller
   * @param team the threads that compute
   */
  public FullPass(Network network, ThreadTeam team) {
    this(network, team, Loss.SQUARED, false);
  }

  /**
   * Prepares passes with the squared loss.
   *
   * @param network belongs to the caller
   * @param team the threads that compute
   * @param keepBefore whether visitors find {@link Pass#before} of every layer
   */
  public FullPass(Network network, ThreadTeam team, boolean keepBefore) {
    this(network, team, Loss.SQUARED, keepBefore);
  }

  /**
   * Prepares passes with a loss.
   *
   * @param network belongs to the caller
   * @param team the threads that compute
   * @param loss of which the gradient is taken
   * @param keepBefore whether visitors find {@link Pass#before} of every layer
   * @throws org.collapsar.BadInputException if the network cannot have the loss
   */
  public FullPass(Network network, ThreadTeam team, Loss loss, boolean keepBefore) {
    loss.check(network.spec());
    this.loss = loss;
    this.network = network;
    this.spec = network.spec();
    this.pass = new Pass(network, PIECE, team, keepBefore);
    this.gradient = new WeightArrays(spec, network.precision());
    this.first = new Update(gradient);
    this.further = new Update(gradient);
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      if (!layer.frozen()) {
        first.layer(l, 0, layer.stepFactor(), 0);
        further.layer(l, 1, layer.stepFactor(), 0);
      }
    }
  }

  /** {@return the gradient of the last {@link #differentiate}; frozen layers hold zeros} */
  public WeightArrays gradient() {
    return gradient;
  }

  /**
   * Computes the loss of all samples, without a gradient.
   *
   * @param data [n x inputs]
   * @param visitor sees each piece of the samples
   * @return L_n
   */
  public double evaluate(SampleSource data, Visitor visitor) {
    return sweep(data, visitor, false);
  }

  /**
   * Computes the loss of all samples and its gradient, which {@link #gradient()} holds.
   *
   * @param data [n x inputs]
   * @param visitor sees each piece of the samples
   * @return L_n
   */
  public double differentiate(SampleSource data, Visitor visitor) {
    double loss = accumulate(data, visitor);
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      if (layer.frozen() || layer.weightDecay() == 0) {
        continue;
      }
      NativeArray delta = gradient.layer(l);
      kernels().add(delta, network.arrays().layer(l), layer.weightDecay(), delta.length());
      NativeArray biasDelta = gradient.bias(l);
      NativeArray bias = network.arrays().bias(l);
      if (layer.decayBias() && biasDelta != null && bias != null) {
        kernels().add(biasDelta, bias, layer.weightDecay(), biasDelta.length());
      }
    }
    return loss;
  }

  /** As {@link #differentiate}, the gradients without weight decay: stepFactor_l dL_n/dW_l. */
  double accumulate(SampleSource data, Visitor visitor) {
    return sweep(data, visitor, true);
  }

  /** {@return the pass that holds the activations of the last piece} */
  public Pass pass() {
    return pass;
  }

  /**
   * {@return X of the last piece [samples x inputs]}
   *
   * @throws IllegalStateException if there was none
   */
  public NativeArray inputs() {
    if (input == null) {
      throw new IllegalStateException("expected a pass before its inputs are asked for");
    }
    return input;
  }

  /**
   * Computes the activations of some samples, without the loss.
   *
   * @param data [n x inputs]
   * @param start number of the first sample
   * @param samples at most {@link #PIECE}
   * @return X of these samples
   */
  public NativeArray forward(SampleSource data, int start, int samples) {
    NativeArray taken = data.inputs(start, samples);
    input = taken;
    pass.forward(taken, samples);
    return taken;
  }

  /** Elementwise kernels for the thread that calls. */
  Kernels kernels() {
    return pass.kernels();
  }

  private double sweep(SampleSource data, Visitor visitor, boolean backward) {
    int n = data.size();
    int last = spec.depth() - 1;
    LossFunction function = loss.function();
    double sum = 0;
    for (int start = 0; start < n; start += PIECE) {
      int samples = Math.min(PIECE, n - start);
      for (int i = 0; i < samples; i++) {
        labels[i] = data.label(start + i);
      }
      NativeArray input = forward(data, start, samples);
      NativeArray outputs = pass.activations(last);
      sum += function.sum(outputs, spec.outputs(), samples, labels);
      visitor.visit(start, samples, pass);
      if (backward) {
        function.differentiate(
            outputs,
            pass.derivativeSource(last),
            spec.outputs(),
            samples,
            labels,
            1.0 / n,
            spec.layers().get(last).activation());
        pass.backward(input, samples, start == 0 ? first : further);
      }
    }
    for (int l = 0; backward && l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      if (layer.truncated() && !layer.frozen()) {
        Truncation.differentiate(gradient.layer(l), network.arrays().layer(l), layer.truncation());
      }
    }
    return function.mean(sum, n);
  }

  @Override
  public void close() {
    pass.close();
    gradient.close();
  }
}
