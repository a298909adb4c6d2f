package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSets;
import org.collapsar.data.Dataset;
import org.collapsar.data.FetchListener;
import org.collapsar.data.Scaling;
import org.collapsar.files.Safetensors;
import org.collapsar.files.Tensor;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Activation;
import org.collapsar.net.DescentRule;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.Network;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.net.WeightArrays;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;
import org.collapsar.train.Trainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state of a run, through a file. */
class CheckpointTest {
  @TempDir Path here;

  private static NetworkSpec spec(boolean bias) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int width : new int[] {30, 20, 10}) {
      Activation f = width == 30 ? Activation.RELU : Activation.IDENTITY;
      layers.add(LayerSpec.dense(width, f).decay(0.01).bias(bias));
    }
    return new NetworkSpec(64, layers);
  }

  private static Dataset digits() {
    return DataSets.load("digits", null, new DataDirectory(Path.of("none")), FetchListener.NONE)
        .subsample(20, Seed.of(1))
        .scaled(Scaling.CENTRED)
        .train();
  }

  private static TrainConfig config(double momentum, int batch) {
    return new TrainConfig(
        4,
        batch,
        StepSchedule.constant(0.01),
        1,
        Loss.CROSS_ENTROPY,
        new DescentRule(momentum, false, false));
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 0.9, 16, true",
    "FLOAT64, 0.9, 16, false",
    "FLOAT32, 0.9, 0, true",
    "FLOAT32, 0, 16, true"
  })
  void aRunThatGoesOnFromItsFileEndsWithTheSameBits(
      Precision precision, double momentum, int batch, boolean bias) {
    NetworkSpec spec = spec(bias);
    Path cut = here.resolve("cut.safetensors");
    Path whole = here.resolve("whole.safetensors");
    Path resumed = here.resolve("resumed.safetensors");
    try (Samples data = Samples.of(digits(), precision)) {
      try (Network network = Network.initialise(spec, precision, Seed.of(1));
          Trainer trainer = new Trainer(network, data, config(momentum, batch), Seed.of(2))) {
        trainer.run(
            0,
            epoch -> {
              if (epoch == 2) {
                Checkpoint.of(network, trainer.velocities(), 2).write(cut);
              }
              return true;
            });
        Checkpoint.of(network, trainer.velocities(), 4).write(whole);
      }
      try (Network network = Network.initialise(spec, precision, Seed.of(7));
          Trainer trainer = new Trainer(network, data, config(momentum, batch), Seed.of(2))) {
        Checkpoint checkpoint = Checkpoint.read(cut);
        assertThat(checkpoint.epoch()).isEqualTo(2);
        checkpoint.checkFits(network, trainer.velocities(), cut);
        checkpoint.restore(network, trainer.velocities());
        trainer.run(2, epoch -> true);
        Checkpoint.of(network, trainer.velocities(), 4).write(resumed);
      }
    }
    assertThat(resumed).hasSameBinaryContentAs(whole);
    try (Network network = Network.initialise(spec, precision, Seed.of(3))) {
      Checkpoint checkpoint = Checkpoint.read(whole);
      checkpoint.checkFits(network, whole);
      checkpoint.restore(network);
      for (int l = 0; bias && l < 3; l++) {
        assertThat(network.biases(l)).as("biases have moved from 0").doesNotContain(0.0);
      }
    }
  }

  /** As they were written before there were biases and velocities: matrices alone. */
  @Test
  void readsFilesOfWeightsAlone() {
    Path file = here.resolve("old.safetensors");
    NetworkSpec spec = spec(false);
    List<Tensor> tensors = new ArrayList<>();
    for (int l = 0; l < 3; l++) {
      int rows = spec.layers().get(l).width();
      int columns = spec.inputsOf(l);
      double[] w = new double[rows * columns];
      java.util.Arrays.fill(w, l + 0.5);
      tensors.add(Tensor.of("layers." + l + ".weight", rows, columns, w, Precision.FLOAT32));
    }
    Safetensors.write(file, Map.of("epoch", "3"), tensors);
    try (Network network = Network.initialise(spec, Precision.FLOAT32, Seed.of(1))) {
      Checkpoint checkpoint = Checkpoint.read(file);
      assertThat(checkpoint.epoch()).isEqualTo(3);
      checkpoint.checkFits(network, null, file);
      checkpoint.restore(network, null);
      assertThat(network.weights(2)).containsOnly(2.5);
    }
  }

  @Test
  void refusesTheStateOfAnotherConfiguration() {
    Path file = here.resolve("state.safetensors");
    try (Network plain = Network.initialise(spec(false), Precision.FLOAT32, Seed.of(1));
        Network biased = Network.initialise(spec(true), Precision.FLOAT32, Seed.of(1));
        WeightArrays velocities = new WeightArrays(spec(false), Precision.FLOAT32)) {
      Checkpoint.of(plain, null, 1).write(file);
      refuses(
          file,
          plain,
          velocities,
          ": expected layers.0.weight.velocity [30, 64] for the configuration in run.json, found"
              + " nothing of that name: --force starts over");
      refuses(
          file,
          biased,
          null,
          ": expected layers.0.bias [1, 30] for the configuration in run.json, found nothing of"
              + " that name: --force starts over");
      Checkpoint.of(plain, velocities, 1).write(file);
      refuses(
          file,
          plain,
          null,
          ": expected the tensors of the configuration in run.json, found"
              + " layers.0.weight.velocity as well: --force starts over");
    }
  }

  private static void refuses(
      Path file, Network network, @Nullable WeightArrays velocities, String message) {
    Checkpoint checkpoint = Checkpoint.read(file);
    assertThatThrownBy(() -> checkpoint.checkFits(network, velocities, file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + message);
  }
}
