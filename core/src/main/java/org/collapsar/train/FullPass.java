package org.collapsar.train;

import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Kernels;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Pass;
import org.collapsar.net.Samples;
import org.collapsar.net.Update;
import org.collapsar.net.WeightArrays;

/**
 * One pass over all samples in pieces of fixed size: the loss, what every piece's visitor takes
 * from the outputs, and the gradient of the regularised loss with the step factors in it, Delta_l =
 * stepFactor_l dL_n/dW_l + weightDecay_l W_l. Full-batch gradient descent and the metrics of an
 * epoch are both made of it.
 */
public final class FullPass implements AutoCloseable {
  /** Samples in a piece. Part of the result to the last bit, therefore fixed. */
  public static final int PIECE = 512;

  private final Network network;
  private final NetworkSpec spec;
  private final Pass pass;
  private final WeightArrays gradient;
  private final Update first;
  private final Update further;
  private final int[] labels = new int[PIECE];

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

  public FullPass(Network network, ThreadTeam team) {
    this(network, team, false);
  }

  /**
   * @param keepBefore whether visitors find {@link Pass#before} of every layer
   */
  public FullPass(Network network, ThreadTeam team, boolean keepBefore) {
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

  /** The gradient of the last {@link #differentiate}; frozen layers hold zeros. */
  public WeightArrays gradient() {
    return gradient;
  }

  /**
   * Forward over all samples, no gradient.
   *
   * @return L_n = (1/2n) ||F - Y||_F^2
   */
  public double evaluate(Samples data, Visitor visitor) {
    return sweep(data, visitor, false);
  }

  /**
   * Forward and backward over all samples, filling {@link #gradient()}.
   *
   * @return L_n = (1/2n) ||F - Y||_F^2
   */
  public double differentiate(Samples data, Visitor visitor) {
    double loss = sweep(data, visitor, true);
    for (int l = 0; l < spec.depth(); l++) {
      LayerSpec layer = spec.layers().get(l);
      if (!layer.frozen() && layer.weightDecay() != 0) {
        NativeArray delta = gradient.layer(l);
        kernels().add(delta, network.arrays().layer(l), layer.weightDecay(), delta.length());
      }
    }
    return loss;
  }

  /** Elementwise kernels for the thread that calls. */
  Kernels kernels() {
    return pass.kernels();
  }

  private double sweep(Samples data, Visitor visitor, boolean backward) {
    int n = data.size();
    int d = data.dimension();
    int last = spec.depth() - 1;
    double sum = 0;
    for (int start = 0; start < n; start += PIECE) {
      int samples = Math.min(PIECE, n - start);
      NativeArray input = data.inputs().slice(start * d, samples * d);
      for (int i = 0; i < samples; i++) {
        labels[i] = data.label(start + i);
      }
      pass.forward(input, samples);
      NativeArray outputs = pass.activations(last);
      sum += SquaredLoss.sumOfSquares(outputs, spec.outputs(), samples, labels);
      visitor.visit(start, samples, pass);
      if (backward) {
        SquaredLoss.differentiate(
            outputs,
            spec.outputs(),
            samples,
            labels,
            1.0 / n,
            spec.layers().get(last).activation());
        pass.backward(input, samples, start == 0 ? first : further);
      }
    }
    return sum / (2.0 * n);
  }

  @Override
  public void close() {
    pass.close();
    gradient.close();
  }
}
