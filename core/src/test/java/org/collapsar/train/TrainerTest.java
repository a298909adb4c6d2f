package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.Dataset;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Activation;
import org.collapsar.net.Cases;
import org.collapsar.net.DescentRule;
import org.collapsar.net.Initialisation;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
  private static double[][] weights(Network network) {
    double[][] all = new double[network.spec().depth()][];
    for (int l = 0; l < all.length; l++) {
      all[l] = network.weights(l);
    }
    return all;
  }

  private static double[][] train(NetworkSpec spec, Precision p, TrainConfig config, int... cuts) {
    Dataset data = Cases.gaussian(100, spec.inputs(), spec.outputs(), 3);
    try (Network network = Network.initialise(spec, p, Seed.of(1));
        Samples samples = Samples.of(data, p)) {
      int from = 0;
      for (int cut : cuts) {
        try (Trainer trainer = new Trainer(network, samples, config, Seed.of(2))) {
          trainer.run(from, epoch -> epoch < cut);
        }
        from = cut;
      }
      try (Trainer trainer = new Trainer(network, samples, config, Seed.of(2))) {
        trainer.run(from, epoch -> true);
      }
      return weights(network);
    }
  }

  private static NetworkSpec noisy() {
    return NetworkSpec.meanField(13, 900, 6, 3, Activation.TANH, 1.2, 1e-3, 1e-3, 1e-3, false);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32,16", "FLOAT64,16", "FLOAT32,0", "FLOAT64,0"})
  void weightsAreBitIdenticalForAnyNumberOfThreads(Precision p, int batch) {
    double[][] one = train(noisy(), p, new TrainConfig(3, batch, StepSchedule.constant(0.05), 1));
    for (int threads : new int[] {2, 3, 5}) {
      double[][] more =
          train(noisy(), p, new TrainConfig(3, batch, StepSchedule.constant(0.05), threads));
      assertThat(more).isDeepEqualTo(one);
    }
    double[][] deepOne =
        train(
            Cases.stack(13, Activation.RELU, 300, 260, 3),
            p,
            new TrainConfig(3, batch, StepSchedule.constant(0.05), 1));
    double[][] deepThree =
        train(
            Cases.stack(13, Activation.RELU, 300, 260, 3),
            p,
            new TrainConfig(3, batch, StepSchedule.constant(0.05), 3));
    assertThat(deepThree).isDeepEqualTo(deepOne);
  }

  @Test
  void aRunCutBetweenEpochsGoesOnToTheSameBits() {
    TrainConfig config = new TrainConfig(5, 16, StepSchedule.constant(0.05), 2);
    assertThat(train(noisy(), Precision.FLOAT32, config, 2, 3))
        .isDeepEqualTo(train(noisy(), Precision.FLOAT32, config));
  }

  @Test
  void manyFullStepsAnEpochAreTheSameSteps() {
    NetworkSpec spec = Cases.stack(13, Activation.TANH, 30, 3);
    double[][] epochs =
        train(spec, Precision.FLOAT64, new TrainConfig(12, 0, StepSchedule.constant(0.2), 2));
    for (int full : new int[] {3, 4, 12}) {
      TrainConfig config =
          new TrainConfig(
              12 / full, 0, StepSchedule.constant(0.2), 2, Loss.SQUARED, DescentRule.PLAIN, full);
      assertThat(train(spec, Precision.FLOAT64, config)).isDeepEqualTo(epochs);
    }
    assertThatThrownBy(
            () ->
                new TrainConfig(
                    1, 16, StepSchedule.constant(1), 1, Loss.SQUARED, DescentRule.PLAIN, 2))
        .hasMessage("steps of an epoch: expected 1, or more with the full batch, found 2");
  }

  @ParameterizedTest
  @EnumSource
  void fullBatchByPiecesEqualsOneFusedStepOfAllSamples(Precision p) {
    NetworkSpec spec =
        NetworkSpec.meanField(13, 300, 6, 3, Activation.SIGMOID, 1.2, 1e-3, 1e-3, 0, false);
    double[][] pieces = train(spec, p, new TrainConfig(4, 0, StepSchedule.constant(0.5), 2));
    double[][] fused = train(spec, p, new TrainConfig(4, 100, StepSchedule.constant(0.5), 2));
    double tolerance = p == Precision.FLOAT32 ? 1e-4 : 1e-12;
    for (int l = 0; l < pieces.length; l++) {
      assertThat(pieces[l])
          .containsExactly(fused[l], org.assertj.core.data.Offset.offset(tolerance));
    }
  }

  @Test
  void aFrozenLayerStaysAndTheOthersMove() {
    NetworkSpec spec =
        NetworkSpec.meanField(13, 300, 6, 3, Activation.TANH, 1, 1e-3, 1e-3, 1e-3, true);
    try (Network fresh = Network.initialise(spec, Precision.FLOAT32, Seed.of(1))) {
      double[][] start = weights(fresh);
      for (int batch : new int[] {0, 16}) {
        double[][] end =
            train(
                spec, Precision.FLOAT32, new TrainConfig(2, batch, StepSchedule.constant(0.05), 2));
        assertThat(end[2]).isEqualTo(start[2]);
        assertThat(end[0]).isNotEqualTo(start[0]);
        assertThat(end[1]).isNotEqualTo(start[1]);
      }
    }
  }

  @Test
  void theBoundaryLayersOfAStackMayBeFrozenInAnyCombination() {
    for (int frozen = 0; frozen < 8; frozen++) {
      List<LayerSpec> layers = new java.util.ArrayList<>();
      for (int l = 0; l < 3; l++) {
        layers.add(
            LayerSpec.dense(l == 2 ? 3 : 140, Activation.TANH)
                .frozen((frozen >> l & 1) == 1)
                .drawn(Initialisation.LECUN));
      }
      NetworkSpec spec = new NetworkSpec(13, layers);
      try (Network fresh = Network.initialise(spec, Precision.FLOAT64, Seed.of(1))) {
        double[][] start = weights(fresh);
        double[][] end =
            train(spec, Precision.FLOAT64, new TrainConfig(1, 16, StepSchedule.constant(0.05), 2));
        for (int l = 0; l < 3; l++) {
          if ((frozen >> l & 1) == 1) {
            assertThat(end[l]).isEqualTo(start[l]);
          } else {
            assertThat(end[l]).isNotEqualTo(start[l]);
          }
        }
      }
    }
  }

  @Test
  void aStepThatIsTooLargeIsNamedWithEpochStepAndWhatToLower() {
    Dataset data = Cases.gaussian(100, 13, 3, 3);
    NetworkSpec spec = Cases.stack(13, Activation.IDENTITY, 20, 3);
    try (Network network = Network.initialise(spec, Precision.FLOAT32, Seed.of(1));
        Samples samples = Samples.of(data, Precision.FLOAT32);
        Trainer trainer =
            new Trainer(
                network,
                samples,
                new TrainConfig(50, 10, StepSchedule.constant(1e6), 1),
                Seed.of(2))) {
      assertThatThrownBy(() -> trainer.run(0, epoch -> true))
          .isInstanceOf(DivergedException.class)
          .hasMessageMatching(
              "the loss is not finite at epoch 1, step \\d+: lower train.steps \\(1000000.0 there\\)");
    }
  }

  @Test
  void dataThatDoNotFitAreRefused() {
    Dataset data = Cases.gaussian(10, 13, 3, 3);
    TrainConfig config = new TrainConfig(1, 11, StepSchedule.constant(1), 1);
    try (Network network =
            Network.initialise(
                Cases.stack(13, Activation.TANH, 5, 3), Precision.FLOAT32, Seed.of(1));
        Network other =
            Network.initialise(
                Cases.stack(12, Activation.TANH, 5, 3), Precision.FLOAT32, Seed.of(1));
        Network fewer =
            Network.initialise(
                Cases.stack(13, Activation.TANH, 5, 2), Precision.FLOAT32, Seed.of(1));
        Samples samples = Samples.of(data, Precision.FLOAT32)) {
      assertThatThrownBy(() -> new Trainer(network, samples, config, Seed.of(2)))
          .isInstanceOf(BadInputException.class)
          .hasMessage("train.batch: expected at most the number of training samples, 10, found 11");
      TrainConfig small = new TrainConfig(1, 5, StepSchedule.constant(1), 1);
      assertThatThrownBy(() -> new Trainer(other, samples, small, Seed.of(2)))
          .hasMessage("data: expected dimension 12 (the network's inputs), found 13");
      assertThatThrownBy(() -> new Trainer(fewer, samples, small, Seed.of(2)))
          .hasMessage("data: expected 2 classes (the network's outputs), found 3");
    }
  }

  /**
   * Without data term (gamma so small that the loss does not reach the particles) every weight is
   * an Ornstein-Uhlenbeck process: after k Euler steps its variance is r^{2k} v_0 + (2 eta /
   * beta)(1 - r^{2k})/(1 - r^2), r = 1 - eta lambda. 250 x 40 + 6 x 250 weights a precision; the
   * sample variance of n Gaussians has standard deviation sqrt(2/n): the bound is 5.2 of them,
   * false-alarm rate 2e-7 a check.
   */
  @ParameterizedTest
  @CsvSource({"FLOAT32,10", "FLOAT64,10", "FLOAT32,0", "FLOAT64,0"})
  void weightsFollowTheOrnsteinUhlenbeckLaw(Precision p, int batch) {
    double eta = 0.5;
    double lambda = 0.4;
    double temperature = 0.3;
    NetworkSpec spec =
        NetworkSpec.meanField(40, 250, 6, 3, Activation.TANH, 1e-12, 0, lambda, temperature, true);
    int epochs = batch == 0 ? 12 : 3;
    double[][] w = train(spec, p, new TrainConfig(epochs, batch, StepSchedule.constant(eta), 2));
    int steps = batch == 0 ? epochs : epochs * 10;
    double r = 1 - eta * lambda;
    double decayed = Math.pow(r, 2 * steps);
    double expected = decayed + 2 * eta * temperature * (1 - decayed) / (1 - r * r);
    for (int l = 0; l < 2; l++) {
      double n = w[l].length;
      double sum = 0;
      double squares = 0;
      for (double x : w[l]) {
        sum += x;
        squares += x * x;
      }
      assertThat(Math.abs(squares / n / expected - 1) / Math.sqrt(2 / n))
          .as("variance of layer %d", l)
          .isLessThan(5.2);
      assertThat(Math.abs(sum / n) / Math.sqrt(expected / n))
          .as("mean of layer %d", l)
          .isLessThan(5.2);
    }
  }

  @Test
  void schedulesChangeAtFractionsOfTheEpochs() {
    StepSchedule schedule =
        new StepSchedule(List.of(new StepSchedule.Piece(0, 0.1), new StepSchedule.Piece(0.5, 1)));
    assertThat(schedule.sizeAt(0, 40)).isEqualTo(0.1);
    assertThat(schedule.sizeAt(19, 40)).isEqualTo(0.1);
    assertThat(schedule.sizeAt(20, 40)).isEqualTo(1);
    assertThat(schedule.sizeAt(1, 3)).isEqualTo(0.1);
    assertThat(schedule.sizeAt(2, 3)).isEqualTo(1);
    assertThatThrownBy(() -> new StepSchedule(List.of(new StepSchedule.Piece(0.5, 1))))
        .hasMessageContaining("starts at 0");
    assertThatThrownBy(() -> StepSchedule.constant(-1)).hasMessageContaining("found -1.0");
  }
}
