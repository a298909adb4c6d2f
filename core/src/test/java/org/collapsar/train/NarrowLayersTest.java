package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.ReferenceNetwork;
import org.collapsar.net.Samples;
import org.collapsar.net.WeightArrays;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Steps whose products are large enough to be cut into small ones: batches of 120, 120 and, the
 * last partial batch of an epoch, 37 samples.
 */
class NarrowLayersTest {
  private static final int SAMPLES = 277;
  private static final int BATCH = 120;
  private static final NetworkSpec STACK =
      Cases.withBiases(Cases.stack(130, Activation.RELU, 200, 264, 3));
  private static final int[] ORDER =
      IntStream.range(0, SAMPLES).map(i -> (i * 7) % SAMPLES).toArray();

  private static Dataset data() {
    return Cases.gaussian(SAMPLES, STACK.inputs(), STACK.outputs(), 5);
  }

  private static double[][] trained(Precision precision, DescentRule rule, int threads) {
    try (Network network = Network.initialise(STACK, precision, Seed.of(9));
        Samples samples = Samples.of(data(), precision);
        ThreadTeam team = new ThreadTeam(threads);
        WeightArrays v = rule.hasMomentum() ? new WeightArrays(STACK, precision) : null;
        Step step = new Step(network, BATCH, team, Loss.SQUARED, rule, v)) {
      step.size(0.01);
      for (int from = 0; from < SAMPLES; from += BATCH) {
        step.step(samples, ORDER, from, Math.min(SAMPLES, from + BATCH), Seed.of(0));
      }
      return IntStream.range(0, STACK.depth()).mapToObj(network::weights).toArray(double[][]::new);
    }
  }

  @Test
  void stepsAreThoseOfPlainLoops() {
    for (DescentRule rule :
        new DescentRule[] {DescentRule.PLAIN, new DescentRule(0.9, false, false)}) {
      double[][] weights = trained(Precision.FLOAT64, rule, 2);
      try (Network network = Network.initialise(STACK, Precision.FLOAT64, Seed.of(9))) {
        ReferenceNetwork reference = new ReferenceNetwork(network, false, rule);
        for (int from = 0; from < SAMPLES; from += BATCH) {
          reference.step(data(), ORDER, from, Math.min(SAMPLES, from + BATCH), 0.01);
        }
        for (int l = 0; l < STACK.depth(); l++) {
          double[] expected = reference.weights(l).data();
          double[] initial = network.weights(l);
          double moved = 0;
          double difference = 0;
          for (int i = 0; i < expected.length; i++) {
            moved = Math.max(moved, Math.abs(expected[i] - initial[i]));
            difference = Math.max(difference, Math.abs(expected[i] - weights[l][i]));
          }
          assertThat(difference).isLessThan(1e-13);
          assertThat(moved).isGreaterThan(1e-4);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void weightsAreBitIdenticalForAnyNumberOfThreads(Precision precision) {
    DescentRule rule = new DescentRule(0.9, true, false);
    double[][] one = trained(precision, rule, 1);
    for (int threads : new int[] {2, 3}) {
      assertThat(Arrays.deepEquals(trained(precision, rule, threads), one)).isTrue();
    }
  }
}
