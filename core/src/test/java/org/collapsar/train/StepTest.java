package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.DescentRule;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.net.WeightArrays;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        NetworkSpec.meanField(11, 500, 6, 3, f, 0.6, 1e-2, 2e-2, 0, true),
        Cases.withBiases(Cases.stack(6, f, 140, 131, 3)),
        Cases.withBiases(Cases.stack(9, f, 130, 4, 3)),
        Cases.withBiases(Cases.stack(5, f, 3)));
  }

  private static final List<DescentRule> RULES =
      List.of(
          DescentRule.PLAIN,
          new DescentRule(0, false, true),
          new DescentRule(0.9, false, false),
          new DescentRule(0.9, true, false),
          new DescentRule(0.8, false, true),
          new DescentRule(0.8, true, true));

  /** Every rule where there are biases; the others take the same roads. */
  private static List<DescentRule> rules(NetworkSpec spec) {
    return spec.layers().get(0).bias() ? RULES : RULES.subList(0, 1);
  }

  @ParameterizedTest
  @MethodSource("org.collapsar.net.Cases#activations")
  void fusedEqualsUnfusedInDouble(Activation f) {
    for (NetworkSpec spec : stacks(f)) {
      for (DescentRule rule : rules(spec)) {
        for (Loss loss : Loss.values()) {
          if (loss.allows(spec.layers().get(spec.depth() - 1).activation())) {
            int threads = 1 + RULES.indexOf(rule) % 2;
            assertThat(worstDifferenceAfterSteps(spec, Precision.FLOAT64, threads, loss, rule))
                .as("%s %s of %s", rule, loss, spec)
                .isLessThan(1e-12);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.collapsar.net.Cases#activations")
  void fusedEqualsUnfusedToRoundingInSingle(Activation f) {
    for (NetworkSpec spec : stacks(f)) {
      for (DescentRule rule : rules(spec)) {
        assertThat(worstDifferenceAfterSteps(spec, Precision.FLOAT32, 2, Loss.SQUARED, rule))
            .isLessThan(4e-5);
      }
    }
  }

  /**
   * Five steps, the third on a partial batch; largest difference relative to the largest weight of
   * the layer.
   */
  private static double worstDifferenceAfterSteps(
      NetworkSpec spec, Precision precision, int threads, Loss loss, DescentRule rule) {
    Dataset data = Cases.gaussian(40, spec.inputs(), spec.outputs(), 5);
    int[] order = IntStream.range(0, 40).map(i -> (i * 7) % 40).toArray();
    double worst = 0;
    try (Network network = Network.initialise(spec, precision, Seed.of(9));
        Samples samples = Samples.of(data, precision);
        ThreadTeam team = new ThreadTeam(threads);
        WeightArrays v = rule.hasMomentum() ? new WeightArrays(spec, precision) : null;
        Step step = new Step(network, 16, team, loss, rule, v)) {
      moveBiases(network);
      ReferenceNetwork reference = new ReferenceNetwork(network, loss == Loss.CROSS_ENTROPY, rule);
      double eta = 0.005;
      step.size(eta);
      for (int from : new int[] {0, 16, 32, 8, 24}) {
        int to = Math.min(40, from + 16);
        double expected = reference.loss(data, order, from, to);
        double found = step.step(samples, order, from, to, Seed.of(0));
        worst = Math.max(worst, Math.abs(found - expected) / expected);
        reference.step(data, order, from, to, eta);
      }
      for (int l = 0; l < spec.depth(); l++) {
        worst = Math.max(worst, difference(network.weights(l), reference.weights(l).data()));
        worst = Math.max(worst, difference(network.biases(l), reference.biases(l)));
      }
    }
    return worst;
  }

  private static double difference(double[] w, double[] expected) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < w.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(w[i] - expected[i]));
    }
    return w.length == 0 ? 0 : difference / largest;
  }

  /**
   * Every parameter of every layer, in float64, for both losses, with biases and without: L is the
   * engine's own loss, at 520 samples, which is more than one piece.
   */
  @ParameterizedTest
  @MethodSource("org.collapsar.net.Cases#activations")
  void gradientEqualsCentralDifferences(Activation f) {
    List<NetworkSpec> specs = new ArrayList<>();
    specs.add(Cases.stack(4, f, 5, 4, 3));
    specs.add(NetworkSpec.meanField(4, 10, 4, 3, f, 1.3, 0.02, 0.03, 0, false));
    specs.add(Cases.withBiases(Cases.stack(4, f, 5, 3, 4, 3)));
    specs.add(Cases.withBiases(Cases.stack(4, f, 3)));
    for (NetworkSpec spec : specs) {
      for (Loss loss : Loss.values()) {
        if (loss.allows(spec.layers().get(spec.depth() - 1).activation())) {
          checkGradient(spec, loss);
        }
      }
    }
  }

  private static void checkGradient(NetworkSpec spec, Loss loss) {
    Dataset data = Cases.gaussian(520, spec.inputs(), spec.outputs(), 6);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(21));
        Samples samples = Samples.of(data, Precision.FLOAT64);
        ThreadTeam team = new ThreadTeam(2);
        FullPass pass = new FullPass(network, team, loss, false)) {
      moveBiases(network);
      pass.differentiate(samples, (start, count, p) -> {});
      for (int l = 0; l < spec.depth(); l++) {
        LayerSpec layer = spec.layers().get(l);
        int at = l;
        checkGradient(
            network.weights(l),
            w -> network.setWeights(at, w),
            pass.gradient().layer(l).toDoubles(),
            layer.stepFactor(),
            layer.weightDecay(),
            () -> pass.evaluate(samples, (start, count, p) -> {}));
        NativeArray ofBiases = pass.gradient().bias(l);
        if (ofBiases != null) {
          checkGradient(
              network.biases(l),
              b -> network.setBiases(at, b),
              ofBiases.toDoubles(),
              layer.stepFactor(),
              layer.decayBias() ? layer.weightDecay() : 0,
              () -> pass.evaluate(samples, (start, count, p) -> {}));
        }
      }
    }
  }

  private static void checkGradient(
      double[] w,
      Consumer<double[]> set,
      double[] gradient,
      double factor,
      double decay,
      DoubleSupplier loss) {
    for (int i = 0; i < w.length; i++) {
      double h = 1e-5;
      double[] moved = w.clone();
      moved[i] = w[i] + h;
      set.accept(moved);
      double up = loss.getAsDouble();
      moved[i] = w[i] - h;
      set.accept(moved);
      double down = loss.getAsDouble();
      double expected = factor * (up - down) / (2 * h) + decay * w[i];
      // A ReLU within h of its kink spoils a difference by about h / n; the rest is rounding,
      // 1e-16 / h.
      assertThat(gradient[i]).as("number %d", i).isCloseTo(expected, Offset.offset(factor * 2e-7));
    }
    set.accept(w);
  }

  /** Biases away from their start at 0. */
  static void moveBiases(Network network) {
    for (int l = 0; l < network.spec().depth(); l++) {
      double[] b = network.biases(l);
      for (int i = 0; i < b.length; i++) {
        b[i] = 0.3 * Math.sin(1 + i + 2 * l);
      }
      network.setBiases(l, b);
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
              .isCloseTo(pass.gradient().layer(l).get(i), Offset.offset(1e-14));
        }
      }
    }
  }
}
