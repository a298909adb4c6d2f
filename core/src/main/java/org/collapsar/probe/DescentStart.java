package org.collapsar.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.SampleSource;
import org.collapsar.theory.InitialQuantities;
import org.collapsar.train.FullPass;
import org.collapsar.train.Loss;
import org.collapsar.train.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * Quantities that Assumptions 4.1 to 4.3 and Theorem 4.4 of [1] take of a network before it is
 * trained. The paper's loss is a sum over the N samples and ours their mean: its step is eta/N and
 * its weight decay N times ours.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang, M. Mondelli, <i>Wide neural networks trained with weight
 * decay provably exhibit neural collapse</i>, ICLR 2025.
 */
public final class DescentStart {
  private DescentStart() {}

  /**
   * Tells why the theorem is not about some training.
   *
   * @param spec of the network
   * @param config of its training
   * @return to follow "because"; null where the theorem is about it
   */
  public static @Nullable String refusal(NetworkSpec spec, TrainConfig config) {
    if (config.batch() != 0) {
      return "the theorem is of gradient descent with the full batch";
    }
    if (config.rule().hasMomentum()) {
      return "the theorem is of descent without momentum";
    }
    if (config.loss() != Loss.SQUARED) {
      return "the theorem is of the squared loss";
    }
    if (config.steps().pieces().size() > 1) {
      return "the theorem is of a constant step size";
    }
    if (spec.depth() < 2) {
      return "the network has one layer";
    }
    double decay = spec.layers().get(0).weightDecay();
    Activation first = spec.layers().get(0).activation();
    boolean linear = false;
    for (LayerSpec layer : spec.layers()) {
      if (layer.bias()
          || layer.weightDecay() != decay
          || layer.stepFactor() != 1
          || layer.outputScale() != 1
          || layer.noise() != 0
          || layer.frozen()) {
        return "the theorem is of layers without biases, scales and noise that move and decay"
            + " alike";
      }
      boolean identity = layer.activation().isIdentity();
      if (!identity && (linear || !layer.activation().equals(first))) {
        return "the theorem is of layers of one activation, linear ones behind them";
      }
      linear |= identity;
    }
    return linear ? null : "the last layer is not linear";
  }

  /**
   * Measures a network that is not trained yet.
   *
   * @param network before its first step
   * @param train the samples that it is trained on
   * @param config without a {@link #refusal}
   * @return the quantities, in the units of the paper
   */
  public static InitialQuantities of(Network network, SampleSource train, TrainConfig config) {
    NetworkSpec spec = network.spec();
    int n = train.size();
    List<Integer> widths = new ArrayList<>();
    List<Double> smallest = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    double squares = 0;
    int nonlinear = 0;
    for (int l = 0; l < spec.depth(); l++) {
      widths.add(spec.layers().get(l).width());
      nonlinear += spec.layers().get(l).activation().isIdentity() ? 0 : 1;
      Matrix w = network.matrix(l);
      double[] values = Spectral.singularValues(w);
      smallest.add(least(values));
      norms.add(Arrays.stream(values).max().orElse(0));
      squares += w.squaredNorm();
    }
    Matrix x = train.matrix();
    Matrix features = new Matrix(n, widths.get(0));
    double loss;
    try (ThreadTeam team = new ThreadTeam(1);
        FullPass pass = new FullPass(network, team)) {
      loss =
          pass.evaluate(
              train,
              (start, samples, passed) ->
                  passed
                      .activations(0)
                      .read(
                          0,
                          features.data(),
                          start * features.columns(),
                          samples * features.columns()));
    }
    Activation sigma = spec.layers().get(0).activation();
    return new InitialQuantities(
        n,
        spec.outputs(),
        widths,
        nonlinear,
        smallest,
        norms,
        features.columns() < n ? 0 : least(Spectral.singularValues(features)),
        n * loss,
        Math.sqrt(squares),
        Spectral.operatorNorm(x),
        largestRow(x),
        sigma.gamma().orElse(0),
        sigma.beta().orElse(Double.POSITIVE_INFINITY),
        dominated(sigma),
        config.steps().sizeAt(0, 1) / n,
        n * spec.layers().get(0).weightDecay());
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElse(0);
  }

  private static double largestRow(Matrix x) {
    double largest = 0;
    for (int i = 0; i < x.rows(); i++) {
      double square = 0;
      for (int j = 0; j < x.columns(); j++) {
        double value = x.get(i, j);
        square += value * value;
      }
      largest = Math.max(largest, square);
    }
    return Math.sqrt(largest);
  }

  /** Whether slopes are at most 1 and sigma(0) = 0. */
  private static boolean dominated(Activation sigma) {
    return sigma.kind() != Activation.Kind.SIGMOID;
  }
}
