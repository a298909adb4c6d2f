package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.train.TrainListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run, the estimate of its time and the run opened again are one assembly. */
class PreparedRunTest {
  private static final String YAML =
      """
      id: prepared
      title: A run, an estimate of it, and the run opened again
      data: {name: digits, samplesPerClass: 10}
      network: %s
      train: {epochs: 3, batch: 25, steps: 0.05, momentum: 0.9}
      metrics:
        base: [loss, accuracy.train]
        layers: [nc1.quotient]
        layersEvery: 1
        certificates: true
      """;

  private static final String OURS =
      "{kind: deep-linear-head, width: 14, nonlinear: 1, linear: 2, activation: relu,"
          + " weightDecay: 0.002}";

  /** A network that the runner knows by the seam alone. */
  private static final String ANOTHER =
      "{kind: small-convolution, channels: 5, width: 11, weightDecay: 0.002}";

  private static final int EPOCHS = 3;

  @TempDir Path here;

  private static Sweep sweep(String network) {
    return SweepReader.read("prepared.yaml", YAML.formatted(network), false, List.of());
  }

  private DataDirectory data() {
    return new DataDirectory(here.resolve("data"));
  }

  private void run(Sweep sweep) {
    try (ExperimentDirectory directory = ExperimentDirectory.open(here.resolve("out"))) {
      new ExperimentRunner(
              data(),
              FetchListener.NONE,
              new Workers(1, 1),
              new Interruption(),
              List.of(),
              "a test")
          .run(sweep, directory, WhatExists.RESUME);
    }
  }

  private PlannedRun plan(Sweep sweep, ExperimentDirectory directory) {
    RunPlanner planner =
        new RunPlanner(sweep.cells().get(0), directory, WhatExists.RESUME_AND_KEEP);
    ExperimentData samples =
        ExperimentData.load(sweep.first(), new DataStore(data(), FetchListener.NONE));
    return planner.plan(1, samples, JsonNodeFactory.instance.objectNode());
  }

  private static List<double[]> weights(ObservedNetwork network) {
    List<double[]> all = new ArrayList<>();
    network.parameters().forEach(group -> all.add(group.weights().toDoubles()));
    return all;
  }

  private static TrainListener until(int last, List<String> steps) {
    return new TrainListener() {
      @Override
      public boolean epochEnded(int epoch) {
        return epoch < last;
      }

      @Override
      public boolean stepEnded(int epoch, long step, long stepsPerEpoch) {
        steps.add(epoch + "." + step + " of " + stepsPerEpoch);
        return true;
      }
    };
  }

  /** As many steps as the run has, timed, end at the weights of its checkpoint, to the bit. */
  @ParameterizedTest
  @ValueSource(strings = {OURS, ANOTHER})
  void theEstimateDoesTheStepsOfTheRun(String network) {
    Sweep sweep = sweep(network);
    run(sweep);
    try (TrainedRun opened =
            TrainedRun.open(here.resolve("out/seed-1"), data(), FetchListener.NONE);
        ExperimentDirectory other = ExperimentDirectory.open(here.resolve("other"));
        PreparedRun timed = PreparedRun.of(plan(sweep, other), 2)) {
      assertThat(opened.epoch()).isEqualTo(EPOCHS);
      assertThat(weights(timed.network()).get(0)).isNotEqualTo(weights(opened.network()).get(0));
      List<String> steps = new ArrayList<>();
      double seconds = StepTiming.time(timed, sweep.first(), 2, until(EPOCHS, steps));
      assertThat(seconds).isPositive();
      assertThat(steps).hasSize(12).startsWith("1.1 of 4").endsWith("3.4 of 4");
      assertThat(weights(timed.network())).containsExactlyElementsOf(weights(opened.network()));
      assertThat(timed.train().size()).isEqualTo(opened.train().size()).isEqualTo(100);
      for (int i = 0; i < 100; i++) {
        assertThat(timed.train().label(i)).isEqualTo(opened.train().label(i));
      }
    }
  }

  @Test
  void partsThatAreMadeOnceAreTheSameEachTime() {
    try (ExperimentDirectory other = ExperimentDirectory.open(here.resolve("other"));
        PreparedRun prepared = PreparedRun.of(plan(sweep(OURS), other), 1)) {
      assertThat(prepared.train()).isSameAs(prepared.train());
      assertThat(prepared.test()).isSameAs(prepared.test()).isNotSameAs(prepared.train());
      assertThat(prepared.network()).isSameAs(prepared.network());
      prepared.close(); // and once more at the end of the block, which does no harm
    }
  }
}
