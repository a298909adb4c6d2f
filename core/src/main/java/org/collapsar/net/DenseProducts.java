package org.collapsar.net;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Operand;
import org.collapsar.linalg.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a stack in double, and the three matrix products of a dense layer on rows of
 * samples, with its output scale s_l in them.
 */
final class DenseProducts implements AutoCloseable {
  private final NetworkSpec spec;
  private final NativeArray[] weights;
  private final @Nullable NativeArray[] biases;

  DenseProducts(NetworkSpec spec) {
    this.spec = spec;
    weights = new NativeArray[spec.depth()];
    biases = new NativeArray[spec.depth()];
    for (int l = 0; l < weights.length; l++) {
      int width = spec.layers().get(l).width();
      weights[l] = NativeArray.allocate(Precision.FLOAT64, (long) width * spec.inputsOf(l));
      biases[l] =
          spec.layers().get(l).bias() ? NativeArray.allocate(Precision.FLOAT64, width) : null;
    }
  }

  /** Takes over the parameters of the network as they are now. */
  void read(Network network) {
    for (int l = 0; l < weights.length; l++) {
      double[] w = network.weights(l);
      weights[l].write(0, w, 0, w.length);
      NativeArray bias = biases[l];
      if (bias != null) {
        double[] b = network.biases(l);
        bias.write(0, b, 0, b.length);
      }
    }
  }

  /** W_l [width x inputs]. */
  NativeArray weights(int l) {
    return weights[l];
  }

  /** b_l [width], null where the layer has none. */
  @Nullable NativeArray biases(int l) {
    return biases[l];
  }

  /**
   * Every row of target [count x width] &lt;- bias; returns what is kept of it by the product that
   * is to be added, 0 where there is no bias.
   */
  static double fill(NativeArray target, @Nullable NativeArray bias, int count, int width) {
    if (bias == null) {
      return 0;
    }
    for (int i = 0; i < count; i++) {
      target.copyFrom(i * width, bias, 0, width);
    }
    return 1;
  }

  /** target [count x width] &lt;- s_l below matrix^T + kept target, matrix [width x inputs]. */
  void forward(
      int l, int count, NativeArray below, NativeArray matrix, double kept, NativeArray target) {
    LayerSpec layer = spec.layers().get(l);
    int inputs = spec.inputsOf(l);
    Blas.gemm(
        layer.outputScale(),
        Operand.of(below, count, inputs),
        Operand.of(matrix, layer.width(), inputs).transpose(),
        kept,
        Operand.of(target, count, layer.width()));
  }

  /** target [count x inputs] &lt;- s_l d matrix + kept target, matrix [width x inputs]. */
  void back(int l, int count, NativeArray d, NativeArray matrix, double kept, NativeArray target) {
    LayerSpec layer = spec.layers().get(l);
    int inputs = spec.inputsOf(l);
    Blas.gemm(
        layer.outputScale(),
        Operand.of(d, count, layer.width()),
        Operand.of(matrix, layer.width(), inputs),
        kept,
        Operand.of(target, count, inputs));
  }

  /**
   * target [neurons x inputs] &lt;- s_l d[:, at ..]^T below + kept target, d [samples x width],
   * below [samples x inputs].
   */
  void outer(
      int l,
      int at,
      int neurons,
      int samples,
      NativeArray d,
      NativeArray below,
      double kept,
      NativeArray target) {
    LayerSpec layer = spec.layers().get(l);
    int inputs = spec.inputsOf(l);
    NativeArray fromBlock = d.slice(at, d.length() - at);
    Blas.gemm(
        layer.outputScale(),
        Operand.of(fromBlock, samples, neurons, layer.width()).transpose(),
        Operand.of(below, samples, inputs),
        kept,
        Operand.of(target, neurons, inputs));
  }

  @Override
  public void close() {
    for (NativeArray w : weights) {
      w.close();
    }
    for (NativeArray bias : biases) {
      if (bias != null) {
        bias.close();
      }
    }
  }
}
