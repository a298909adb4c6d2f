package org.collapsar.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.linalg.Precision;
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

/** Algorithm 1 of Wu and Mondelli: W waits for a fraction of the epochs, then moves. */
class StagesTest {
  private static final int EPOCHS = 7;

  private static NetworkSpec spec(boolean frozen, double until) {
    return NetworkSpec.meanField(3, 200, 4, 2, Activation.SIGMOID, 1, 0.02, 0.02, 0.02, frozen)
        .with(2, layer -> layer.frozenFor(until));
  }

  /** All weights after each of the epochs from {@code from}, velocities last. */
  private static List<double[]> run(
      NetworkSpec spec, int batch, double momentum, int from, List<double[]> state) {
    List<double[]> all = new ArrayList<>();
    TrainConfig config =
        new TrainConfig(
            EPOCHS,
            batch,
            StepSchedule.constant(0.2),
            2,
            Loss.SQUARED,
            new DescentRule(momentum, false, false));
    try (Network network = Network.initialise(spec, Precision.FLOAT64, Seed.of(6));
        Samples samples = Samples.of(Cases.gaussian(40, 3, 2, 9), Precision.FLOAT64);
        Trainer trainer = new Trainer(network, samples, config, Seed.of(11))) {
      WeightArrays velocities = trainer.velocities();
      for (int l = 0; l < 3 && from > 0; l++) {
        network.setWeights(l, state.get(l));
        if (velocities != null) {
          velocities.layer(l).write(0, state.get(3 + l), 0, state.get(3 + l).length);
        }
      }
      trainer.run(
          from,
          epoch -> {
            for (int l = 0; l < 3; l++) {
              all.add(network.weights(l));
            }
            for (int l = 0; l < 3; l++) {
              all.add(velocities == null ? new double[0] : velocities.layer(l).toDoubles().clone());
            }
            return true;
          });
    }
    return all;
  }

  /** 0.4 of 7 epochs is 2.8: W keeps its value in the first three and moves in the fourth. */
  @ParameterizedTest
  @CsvSource({"0, 0", "8, 0", "0, 0.5", "8, 0.5"})
  void waitsThenMoves(int batch, double momentum) {
    List<double[]> staged = run(spec(false, 0.4), batch, momentum, 0, List.of());
    List<double[]> frozen = run(spec(true, 0), batch, momentum, 0, List.of());
    List<double[]> moving = run(spec(false, 0), batch, momentum, 0, List.of());
    for (int e = 0; e <= EPOCHS; e++) {
      for (int l = 0; l < 3; l++) {
        boolean same = java.util.Arrays.equals(staged.get(6 * e + l), frozen.get(6 * e + l));
        // In the epoch in which W begins to move, the full batch moves the others as before.
        boolean alike = e <= 3 || (e == 4 && batch == 0 && l < 2);
        assertThat(same).as("epoch %d, layer %d", e, l).isEqualTo(alike);
      }
    }
    assertThat(staged.get(6 * EPOCHS + 2)).isNotEqualTo(moving.get(6 * EPOCHS + 2));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "8, 0", "8, 0.5"})
  void goesOnFromAnyEpochToTheSameBits(int batch, double momentum) {
    List<double[]> whole = run(spec(false, 0.4), batch, momentum, 0, List.of());
    for (int from = 1; from < EPOCHS; from++) {
      List<double[]> rest =
          run(spec(false, 0.4), batch, momentum, from, whole.subList(6 * from, 6 * from + 6));
      for (int i = 0; i < 6; i++) {
        assertThat(rest.get(rest.size() - 6 + i)).isEqualTo(whole.get(6 * EPOCHS + i));
      }
    }
  }

  @Test
  void theSpecSaysWhenALayerIsFrozen() {
    NetworkSpec spec = spec(false, 0.5);
    assertThat(spec.layers().get(2).frozenDuring(0, 4)).isTrue();
    assertThat(spec.layers().get(2).frozenDuring(1, 4)).isTrue();
    assertThat(spec.layers().get(2).frozenDuring(2, 4)).isFalse();
    assertThat(spec.layers().get(0).frozenDuring(0, 4)).isFalse();
  }
}
