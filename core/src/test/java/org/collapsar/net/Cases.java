package org.collapsar.net;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.data.Dataset;

/** Small data sets and stacks for tests, by seed. */
public final class Cases {
  private Cases() {}

  /** Every activation, with parameters of its own. */
  public static List<Activation> activations() {
    return List.of(
        Activation.IDENTITY,
        Activation.RELU,
        Activation.TANH,
        Activation.SIGMOID,
        Activation.leakyRelu(0.2),
        Activation.smoothLeakyRelu(0.4, 0.3));
  }

  /** Gaussian samples in dimension d, labels in turn. */
  public static Dataset gaussian(int n, int d, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] x = new double[n][d];
    for (double[] row : x) {
      for (int j = 0; j < d; j++) {
        row[j] = random.nextGaussian() / Math.sqrt(d);
      }
    }
    return new Dataset() {
      @Override
      public int size() {
        return n;
      }

      @Override
      public int dimension() {
        return d;
      }

      @Override
      public int classes() {
        return classes;
      }

      @Override
      public int label(int i) {
        return i % classes;
      }

      @Override
      public void copyRow(int i, double[] target, int offset) {
        System.arraycopy(x[i], 0, target, offset, d);
      }
    };
  }

  /** {@code spec} with biases in every layer, decaying in every second one. */
  public static NetworkSpec withBiases(NetworkSpec spec) {
    List<LayerSpec> layers = new ArrayList<>();
    for (LayerSpec l : spec.layers()) {
      layers.add(l.bias(true).decayBias(layers.size() % 2 == 0));
    }
    return new NetworkSpec(spec.inputs(), layers);
  }

  /** A stack of the given widths; scales, factors and decays differ from layer to layer. */
  public static NetworkSpec stack(int inputs, Activation activation, int... widths) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 0; l < widths.length; l++) {
      layers.add(
          LayerSpec.dense(widths[l], l == 0 || l % 2 == 1 ? activation : Activation.IDENTITY)
              .outputScale(1 + 0.25 * l)
              .stepFactor(1 + l)
              .decay(0.01 * (l + 1))
              .drawn(Initialisation.LECUN));
    }
    return new NetworkSpec(inputs, layers);
  }
}
