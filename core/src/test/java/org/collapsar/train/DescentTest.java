package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.collapsar.BadInputException;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.net.WeightArrays;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Momentum, decay and losses through the trainer. */
class DescentTest {
  private static final NetworkSpec SPEC =
      Cases.withBiases(Cases.stack(13, Activation.smoothLeakyRelu(0.3, 0.5), 150, 20, 3));

  private static TrainConfig config(int epochs, int batch, int threads, DescentRule rule) {
    return new TrainConfig(
        epochs, batch, StepSchedule.constant(0.02), threads, Loss.CROSS_ENTROPY, rule);
  }

  /**
   * Weights, biases and velocities after training, cut and resumed where {@code cut} is above 0.
   */
  private static double[][] train(Precision p, TrainConfig config, int cut) {
    Dataset data = Cases.gaussian(100, 13, 3, 3);
    try (Network network = Network.initialise(SPEC, p, Seed.of(1));
        Samples samples = Samples.of(data, p)) {
      double[][] state = null;
      if (cut > 0) {
        try (Trainer trainer = new Trainer(network, samples, config, Seed.of(2))) {
          trainer.run(0, epoch -> epoch < cut);
          state = state(network, trainer.velocities());
        }
      }
      try (Network other = Network.initialise(SPEC, p, Seed.of(cut > 0 ? 9 : 1));
          Trainer trainer = new Trainer(other, samples, config, Seed.of(2))) {
        if (state != null) {
          restore(state, other, trainer.velocities());
        }
        trainer.run(cut, epoch -> true);
        return state(other, trainer.velocities());
      }
    }
  }

  private static double[][] state(Network network, WeightArrays velocities) {
    int depth = SPEC.depth();
    double[][] state = new double[4 * depth][0];
    for (int l = 0; l < depth; l++) {
      state[4 * l] = network.weights(l);
      state[4 * l + 1] = network.biases(l);
      if (velocities != null) {
        state[4 * l + 2] = velocities.layer(l).toDoubles();
        state[4 * l + 3] = velocities.bias(l).toDoubles();
      }
    }
    return state;
  }

  private static void restore(double[][] state, Network network, WeightArrays velocities) {
    for (int l = 0; l < SPEC.depth(); l++) {
      network.setWeights(l, state[4 * l]);
      network.setBiases(l, state[4 * l + 1]);
      if (velocities != null) {
        NativeArray v = velocities.layer(l);
        v.write(0, state[4 * l + 2], 0, v.length());
        NativeArray b = velocities.bias(l);
        b.write(0, state[4 * l + 3], 0, b.length());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32,16,0.9,false,false",
    "FLOAT64,16,0.9,true,true",
    "FLOAT32,0,0.9,false,true",
    "FLOAT64,0,0.9,true,false",
    "FLOAT32,16,0,false,false"
  })
  void anyNumberOfThreadsAndAnyCutGiveTheSameBits(
      Precision p, int batch, double momentum, boolean nesterov, boolean decoupled) {
    DescentRule rule = new DescentRule(momentum, nesterov, decoupled);
    double[][] one = train(p, config(4, batch, 1, rule), 0);
    assertThat(train(p, config(4, batch, 3, rule), 0)).isDeepEqualTo(one);
    assertThat(train(p, config(4, batch, 2, rule), 2)).isDeepEqualTo(one);
  }

  /** The rule for whole gradients and the rule inside the backward pass are one. */
  @ParameterizedTest
  @CsvSource({
    "0.9,false,false",
    "0.9,true,false",
    "0.9,true,true",
    "0.9,false,true",
    "0,false,true"
  })
  void fullBatchByPiecesEqualsOneFusedStepOfAllSamples(
      double momentum, boolean nesterov, boolean decoupled) {
    DescentRule rule = new DescentRule(momentum, nesterov, decoupled);
    double[][] pieces = train(Precision.FLOAT64, config(6, 0, 2, rule), 0);
    double[][] fused = train(Precision.FLOAT64, config(6, 100, 2, rule), 0);
    for (int i = 0; i < pieces.length; i++) {
      assertThat(pieces[i]).containsExactly(fused[i], Offset.offset(1e-13));
    }
  }

  /** Float32 against float64, from the same start. */
  @Test
  void precisionsAgreeToRounding() {
    DescentRule rule = new DescentRule(0.9, false, false);
    double[][] single = train(Precision.FLOAT32, config(3, 16, 2, rule), 0);
    double[][] exact = train(Precision.FLOAT64, config(3, 16, 2, rule), 0);
    for (int i = 0; i < exact.length; i++) {
      assertThat(single[i]).containsExactly(exact[i], Offset.offset(2e-5));
    }
  }

  @Test
  void decaysDifferJustWhereThereIsMomentum() {
    for (double momentum : new double[] {0, 0.9}) {
      double[][] coupled =
          train(Precision.FLOAT64, config(3, 16, 1, new DescentRule(momentum, false, false)), 0);
      double[][] decoupled =
          train(Precision.FLOAT64, config(3, 16, 1, new DescentRule(momentum, false, true)), 0);
      if (momentum == 0) {
        assertThat(coupled).isDeepEqualTo(decoupled);
      } else {
        assertThat(coupled[0]).isNotEqualTo(decoupled[0]);
      }
    }
  }

  /** L = log K at outputs 0, and outputs of thousands do not overflow. */
  @Test
  void crossEntropyIsStable() {
    CrossEntropy loss = new CrossEntropy();
    try (NativeArray f = NativeArray.allocate(Precision.FLOAT64, 6)) {
      int[] labels = {2, 0};
      assertThat(loss.mean(loss.sum(f, 3, 2, labels), 2))
          .isCloseTo(Math.log(3), Offset.offset(1e-15));
      f.write(0, new double[] {5000, -5000, 4000, 0, 1, 2}, 0, 6);
      double second = Math.log(1 + Math.exp(1) + Math.exp(2));
      assertThat(loss.sum(f, 3, 2, labels)).isCloseTo(1000 + second, Offset.offset(1e-12));
      loss.differentiate(f, f, 3, 2, labels, 0.5, Activation.IDENTITY);
      assertThat(f.get(0)).isEqualTo(0.5);
      assertThat(f.get(1)).isZero();
      assertThat(f.get(2)).isEqualTo(-0.5);
      assertThat(f.get(3) + f.get(4) + f.get(5)).isCloseTo(0, Offset.offset(1e-16));
    }
  }

  @Test
  void crossEntropyNeedsALinearLastLayer() {
    NetworkSpec spec = Cases.stack(13, Activation.TANH, 3);
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(1));
        ThreadTeam team = new ThreadTeam(1)) {
      assertThatThrownBy(() -> new FullPass(network, team, Loss.CROSS_ENTROPY, false))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              "train.loss: cross-entropy expects a linear last layer (activation identity), found"
                  + " tanh");
    }
  }

  @Test
  void impossibleRulesAreRefused() {
    assertThatThrownBy(() -> new DescentRule(1, false, false))
        .hasMessage("momentum: expected a number from 0 to below 1, found 1.0");
    assertThatThrownBy(() -> new DescentRule(0, true, false))
        .hasMessage("nesterov: expected a momentum above 0, found 0");
  }

  /** Steps of every kind, once warm: no heap at all. */
  @Test
  void aStepAllocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Dataset data = Cases.gaussian(64, 13, 3, 3);
    int[] order = IntStream.range(0, 64).toArray();
    for (Loss loss : Loss.values()) {
      for (DescentRule rule : List.of(DescentRule.PLAIN, new DescentRule(0.9, true, false))) {
        try (Network network = Network.initialise(SPEC, Precision.FLOAT32, Seed.of(1));
            Samples samples = Samples.of(data, Precision.FLOAT32);
            ThreadTeam team = new ThreadTeam(1);
            WeightArrays v = rule.hasMomentum() ? new WeightArrays(SPEC, Precision.FLOAT32) : null;
            Step step = new Step(network, 16, team, loss, rule, v)) {
          step.size(1e-3);
          Seed noise = Seed.of(0);
          for (int i = 0; i < 1000; i++) {
            step.step(samples, order, i % 4 * 16, i % 4 * 16 + 16, noise);
          }
          long before = threads.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < 200; i++) {
            step.step(samples, order, i % 4 * 16, i % 4 * 16 + 16, noise);
          }
          long bytes = threads.getCurrentThreadAllocatedBytes() - before;
          assertThat(bytes / 200).as("bytes per step, %s %s", loss, rule).isLessThan(64);
        }
      }
    }
  }
}
