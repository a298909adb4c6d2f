package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fused step against plain loops, and the full gradient against central differences. */
class StepTest {
  /**
   * Stacks that take every road through a pass: one layer, gathered layers, wide layers in a row,
   * wide behind narrow.
   */
  static List<NetworkSpec> stacks(Activation f) {
    return List.of(
        Cases.stack(5, f, 3),
        Cases.stack(5, f, 7, 3),
        Cases.stack(9, f, 130, 4, 3),
        Cases.stack(6, f, 410, 150, 3),
        Cases.stack(6, f, 12, 140, 131, 3),
        NetworkSpec.meanField(11, 133, 6, 3, f, 1.7, 1e-2, 2e-2, 0, false),
        NetworkSpec.meanField(11, 500, 6, 3, f, 0.6, 1e-2, 2e-2, 0, true));
  }

  @ParameterizedTest
  @EnumSource
  void fusedEqualsUnfusedInDouble(Activation f) {
    for (NetworkSpec spec : stacks(f)) {
      assertThat(worstDifferenceAfterSteps(spec, Precision.FLOAT64, 1)).isLessThan(1e-12);
      assertThat(worstDifferenceAfterSteps(spec, Precision.FLOAT64, 2)).isLessThan(1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource
  void fusedEqualsUnfusedToRoundingInSingle(Activation f) {
    for (NetworkSpec spec : stacks(f)) {
      assertThat(worstDifferenceAfterSteps(spec, Precision.FLOAT32, 2)).isLessThan(2e-5);
    }
  }

  /**
   * Three steps, the last one on a partial batch; largest difference relative to the largest weight
   * of the layer.
   */
  private static double worstDifferenceAfterSteps(
      NetworkSpec spec, Precision precision, int threads) {
    Dataset data = Cases.gaussian(40, spec.inputs(), spec.outputs(), 5);
    int[] order = IntStream.range(0, 40).map(i -> (i * 7) % 40).toArray();
    double worst = 0;
    try (Network network = Network.initialise(spec, precision, Seed.of(9));
        Samples samples = Samples.of(data, precision);
        ThreadTeam team = new ThreadTeam(threads);
        Step step = new Step(network, 16, team)) {
      ReferenceNetwork reference = new ReferenceNetwork(network);
      double eta = 0.05;
      step.size(eta);
      for (int from = 0; from < 40; from += 16) {
        int to = Math.min(40, from + 16);
        double expected = reference.loss(data, order, from, to);
        double loss = step.step(samples, order, from, to, Seed.of(0));
        worst = Math.max(worst, Math.abs(loss - expected) / expected);
        reference.step(data, order, from, to, eta);
      }
      for (int l = 0; l < spec.depth(); l++) {
        double[] w = network.weights(l);
        double[] expected = reference.weights(l).data();
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < w.length; i++) {
          largest = Math.max(largest, Math.abs(expected[i]));
          difference = Math.max(difference, Math.abs(w[i] - expected[i]));
        }
        worst = Math.max(worst, difference / largest);
      }
    }
    return worst;
  }

  /**
   * Every parameter of every layer, in float64: L is the engine's own loss, at 700 samples, which
   * is more than one piece.
   */
  @ParameterizedTest
  @EnumSource
  void gradientEqualsCentralDifferences(Activation f) {
    List<NetworkSpec> specs = new ArrayList<>();
    specs.add(Cases.stack(4, f, 5, 4, 3));
    specs.add(NetworkSpec.meanField(4, 10, 4, 3, f, 1.3, 0.02, 0.03, 0, false));
    for (NetworkSpec spec : specs) {
      Dataset data = Cases.gaussian(700, spec.inputs(), spec.outputs(), 6);
      try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(21));
          Samples samples = Samples.of(data, Precision.FLOAT64);
          ThreadTeam team = new ThreadTeam(2);
          FullPass pass = new FullPass(network, team)) {
        pass.differentiate(samples, (start, count, p) -> {});
        for (int l = 0; l < spec.depth(); l++) {
          double[] w = network.weights(l);
          double[] gradient = pass.gradient().layer(l).toDoubles();
          double factor = spec.layers().get(l).stepFactor();
          double decay = spec.layers().get(l).weightDecay();
          for (int i = 0; i < w.length; i++) {
            double h = 1e-5;
            double[] moved = w.clone();
            moved[i] = w[i] + h;
            network.setWeights(l, moved);
            double up = pass.evaluate(samples, (start, count, p) -> {});
            moved[i] = w[i] - h;
            network.setWeights(l, moved);
            double down = pass.evaluate(samples, (start, count, p) -> {});
            double expected = factor * (up - down) / (2 * h) + decay * w[i];
            // A ReLU within h of its kink spoils a difference by about h / n; the rest is rounding,
            // 1e-16 / h.
            assertThat(gradient[i])
                .as("%s, layer %d, weight %d", f, l, i)
                .isCloseTo(expected, org.assertj.core.data.Offset.offset(factor * 2e-7));
          }
          network.setWeights(l, w);
        }
      }
    }
  }

  /** Delta as the production step applies it: (W - W') / eta, with eta a power of two. */
  @Test
  void theStepAppliesTheGradientThatFullPassReports() {
    NetworkSpec spec =
        NetworkSpec.meanField(7, 150, 5, 3, Activation.TANH, 1.3, 0.02, 0.03, 0, false);
    Dataset data = Cases.gaussian(60, 7, 3, 8);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(2));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(1);
        FullPass pass = new FullPass(network, team);
        Step step = new Step(network, 60, team)) {
      pass.differentiate(samples, (start, count, p) -> {});
      step.size(1);
      double[][] before = {network.weights(0), network.weights(1), network.weights(2)};
      step.step(samples, IntStream.range(0, 60).toArray(), 0, 60, Seed.of(0));
      for (int l = 0; l < 3; l++) {
        double[] after = network.weights(l);
        for (int i = 0; i < after.length; i++) {
          assertThat(before[l][i] - after[i])
              .isCloseTo(
                  pass.gradient().layer(l).get(i), org.assertj.core.data.Offset.offset(1e-14));
        }
      }
    }
  }
}
