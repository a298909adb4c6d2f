package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any number of listeners hear of a run, and of the same numbers that its files have. */
class RunListenersTest {
  private static final String YAML =
      """
      id: heard
      title: A run that two listeners hear of
      data: {name: digits, samplesPerClass: 10}
      network:
        kind: dense
        layers:
          - {width: 12, activation: relu, weightDecay: 0.001}
          - {width: classes, activation: identity, weightDecay: 0.001}
      train: {epochs: 3, batch: 25, steps: 0.02}
      metrics:
        base: [loss, accuracy.train, accuracy.test]
        layers: [nc1.quotient]
        layersEvery: 2
        gram: true
        gramFrames: 2
      """;

  @TempDir Path here;

  private static final class Diary implements RunListener {
    private final List<String> events = new ArrayList<>();
    private final List<EpochRecord> epochs = new ArrayList<>();

    @Override
    public void started(String experiment, long steps) {
      events.add(experiment + " " + steps);
    }

    @Override
    public void runStarted(String run, int index, int count, int fromEpoch) {
      events.add(run + " starts, " + index + " of " + count + " from " + fromEpoch);
    }

    @Override
    public void stepDone(long weight) {
      events.add("step");
    }

    @Override
    public void epochMeasured(String run, int all, EpochRecord measured) {
      events.add(run + " epoch " + measured.epoch() + " of " + all);
      epochs.add(measured);
    }

    @Override
    public void runEnded(RunResult result) {
      events.add(result.name() + " " + result.status().word());
    }

    @Override
    public void ended() {
      events.add("end");
    }

    @Override
    public void note(String line) {
      events.add(line);
    }
  }

  private void run(List<RunListener> listeners) {
    try (ExperimentDirectory directory = ExperimentDirectory.open(here.resolve("out"))) {
      new ExperimentRunner(
              new DataDirectory(here.resolve("data")),
              FetchListener.NONE,
              new Workers(1, 1),
              new Interruption(),
              listeners,
              "a test")
          .run(
              SweepReader.read("heard.yaml", YAML, false, List.of()),
              directory,
              WhatExists.RESUME_AND_KEEP);
    }
  }

  @Test
  void everyListenerHearsEverythingInOrder() {
    Diary first = new Diary();
    Diary second = new Diary();
    run(List.of(first, second));
    List<String> expected = new ArrayList<>(List.of("heard 12", "seed 1 starts, 1 of 1 from 0"));
    for (int epoch = 0; epoch <= 3; epoch++) {
      if (epoch > 0) {
        expected.addAll(List.of("step", "step", "step", "step"));
      }
      expected.add("seed 1 epoch " + epoch + " of 3");
    }
    expected.addAll(List.of("seed 1 done", "end"));
    assertThat(first.events).isEqualTo(expected);
    assertThat(second.events).isEqualTo(expected);
  }

  @Test
  void anEpochAsItIsHeardIsTheEpochAsItIsWritten() {
    Diary diary = new Diary();
    run(List.of(diary));
    RunRecord files = RunRecord.read(here.resolve("out/seed-1"));
    assertThat(diary.epochs).hasSize(4);
    for (EpochRecord epoch : diary.epochs) {
      for (String metric : files.metrics().metrics()) {
        MetricValue heard = epoch.values().get(metric);
        assertThat(files.metrics().column(metric)[epoch.epoch()])
            .as(metric)
            .isEqualTo(heard == null ? Double.NaN : heard.orNaN());
      }
      assertThat(epoch.gibbs()).isNull();
      assertThat(epoch.certificates()).isNull();
      assertThat(epoch.parity()).isNull();
      assertThat(epoch.trainSeconds()).isNotNegative();
      assertThat(epoch.measureSeconds()).isPositive();
    }
    int[] layered =
        diary.epochs.stream()
            .filter(e -> e.layers() != null)
            .mapToInt(EpochRecord::epoch)
            .toArray();
    assertThat(layered).containsExactly(files.layers().epochs()).contains(0, 2, 3);
    int[] framed =
        diary.epochs.stream()
            .filter(e -> !e.matrices().isEmpty())
            .mapToInt(EpochRecord::epoch)
            .toArray();
    assertThat(framed).containsExactly(files.table(MatrixTable.TABLE).epochs());
    assertThat(diary.epochs.get(0).matrices()).containsOnlyKeys("gram@1", "gram@2");
  }
}
