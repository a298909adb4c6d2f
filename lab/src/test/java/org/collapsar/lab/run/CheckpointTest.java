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
import org.collapsar.lab.learner.DensePlan;
import org.collapsar.lab.learner.Execution;
import org.collapsar.lab.learner.Learner;
import org.collapsar.lab.learner.LearnerSetup;
import org.collapsar.lab.learner.LearnerState;
import org.collapsar.linalg.Precision;
import org.collapsar.net.Activation;
import org.collapsar.net.DescentRule;
import org.collapsar.net.LayerSpec;
import org.collapsar.net.NetworkSpec;
import org.collapsar.net.Samples;
import org.collapsar.random.Seed;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;
import org.collapsar.train.TrainConfig;
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
    TrainConfig config = config(momentum, batch);
    try (Samples data = Samples.of(digits(), precision)) {
      try (Learner learner = learner(spec, data, config, precision, 1)) {
        learner.train(
            0,
            4,
            epoch -> {
              if (epoch == 2) {
                new Checkpoint(2, learner.state()).write(cut);
              }
              return true;
            });
        new Checkpoint(4, learner.state()).write(whole);
      }
      try (Learner learner = learner(spec, data, config, precision, 7)) {
        Checkpoint checkpoint = Checkpoint.read(cut);
        assertThat(checkpoint.epoch()).isEqualTo(2);
        checkpoint.checkFits(learner.state(), true, cut);
        learner.restore(checkpoint.state());
        learner.train(2, 4, epoch -> true);
        new Checkpoint(4, learner.state()).write(resumed);
      }
      assertThat(resumed).hasSameBinaryContentAs(whole);
      try (Learner learner = learner(spec, data, config, precision, 3)) {
        Checkpoint checkpoint = Checkpoint.read(whole);
        checkpoint.checkFits(learner.state(), false, whole);
        learner.restore(checkpoint.state());
        for (int l = 0; bias && l < 3; l++) {
          assertThat(learner.network().layer(l).bias())
              .as("biases have moved from 0")
              .doesNotContain(0.0);
        }
      }
    }
  }

  private static Learner learner(
      NetworkSpec spec, Samples data, TrainConfig config, Precision precision, long weights) {
    return new DensePlan(spec)
        .learner(
            new LearnerSetup(
                data, config, precision, Seed.of(weights), Seed.of(2), Execution.USUAL));
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
    try (Samples data = Samples.of(digits(), Precision.FLOAT32);
        Learner learner = learner(spec, data, config(0.9, 16), Precision.FLOAT32, 1)) {
      Checkpoint checkpoint = Checkpoint.read(file);
      assertThat(checkpoint.epoch()).isEqualTo(3);
      checkpoint.checkFits(learner.state(), false, file);
      learner.restore(checkpoint.state());
      assertThat(learner.network().layer(2).weights().orElseThrow().data()).containsOnly(2.5);
    }
  }

  @Test
  void refusesTheStateOfAnotherConfiguration() {
    Path file = here.resolve("state.safetensors");
    try (Samples data = Samples.of(digits(), Precision.FLOAT32);
        Learner plain = learner(spec(false), data, config(0, 16), Precision.FLOAT32, 1);
        Learner biased = learner(spec(true), data, config(0, 16), Precision.FLOAT32, 1);
        Learner moving = learner(spec(false), data, config(0.9, 16), Precision.FLOAT32, 1)) {
      new Checkpoint(1, plain.state()).write(file);
      refuses(
          file,
          moving,
          ": expected layers.0.weight.velocity [30, 64] for the configuration in run.json, found"
              + " nothing of that name: --force starts over");
      refuses(
          file,
          biased,
          ": expected layers.0.bias [1, 30] for the configuration in run.json, found nothing of"
              + " that name: --force starts over");
      new Checkpoint(1, moving.state()).write(file);
      refuses(
          file,
          plain,
          ": expected the tensors of the configuration in run.json, found"
              + " layers.0.weight.velocity as well: --force starts over");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 'expected a checkpoint of version 1, found version 2: a later version of collapsar wrote"
        + " it; use that one'",
    "0, 'expected metadata with a version, found 0: --force starts over'",
    "new, 'expected metadata with a version, found new: --force starts over'"
  })
  void refusesAnotherVersion(String version, String message) {
    Path file = here.resolve("state.safetensors");
    Safetensors.write(file, Map.of("epoch", "3", "version", version), List.of());
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": " + message);
  }

  private static void refuses(Path file, Learner learner, String message) {
    Checkpoint checkpoint = Checkpoint.read(file);
    assertThatThrownBy(() -> checkpoint.checkFits(learner.state(), true, file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + message);
  }

  /** Of any shape, to the bit. */
  @Test
  void stateOfAnyShapeComesBackAsItWas() {
    Path file = here.resolve("state.safetensors");
    double[] kernel = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0.1f};
    LearnerState state =
        new LearnerState(
            Map.of(
                "kernel",
                new LearnerState.Array(List.of(3L, 1L, 2L, 2L), kernel, Precision.FLOAT32, false),
                "count",
                new LearnerState.Array(List.of(), new double[] {7}, Precision.FLOAT64, true)));
    new Checkpoint(5, state).write(file);
    Checkpoint read = Checkpoint.read(file);
    read.checkFits(state, true, file);
    assertThat(read.epoch()).isEqualTo(5);
    assertThat(read.state().arrays().get("kernel").values()).isEqualTo(kernel);
    assertThat(read.state().arrays().get("count").values()).containsExactly(7);
  }
}
