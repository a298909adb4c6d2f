package org.collapsar.lab.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.collapsar.data.DataDirectory;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.page.ExperimentRuns;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.WhatExists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures and claims of a run that goes on take one more epoch without reading it again. */
class GrowingRunTest {
  private static final String YAML =
      """
      id: growing
      title: A run that goes on
      data: {name: digits, samplesPerClass: 10}
      network:
        kind: deep-linear-head
        width: 16
        nonlinear: 2
        linear: 2
        activation: relu
        weightDecay: 0.001
      train: {epochs: 6, batch: 50, steps: 0.02}
      metrics:
        base: [loss, accuracy.train]
        layers: [nc1.quotient, nc2.kappa]
        layersEvery: 2
        gram: true
        certificates: true
        certificatesEvery: 3
      figures:
        - {id: curve, title: Loss, kind: band, metrics: [loss, nc1.quotient@last], logarithmic: true}
        - {id: layers, title: Layers, kind: layers, metrics: [nc1.quotient, nc2.kappa]}
        - {id: gram, title: Means, kind: gram}
        - {id: bounds, title: Bounds, kind: certificate, metrics: [jacot2025.theorem3.1.nc1]}
      claims:
        - {id: falls, text: The loss falls., metric: loss,
           rule: end-over-start-at-most, bound: 0.999}
        - {id: mean, text: It is small., metric: loss, rule: mean-below, bound: 1, window: [0.2, 1]}
        - {id: line, text: NC1 falls along a line., metric: nc1.quotient@head..last,
           rule: log-linear-r2-at-least, bound: 0.9}
      """;

  @TempDir Path here;

  @Test
  void whatGrewIsWhatIsRead() {
    Path out = here.resolve("out");
    Sweep sweep = SweepReader.read("growing.yaml", YAML, false, List.of());
    ExperimentInfo info = sweep.info();
    List<RunRecord> grown = new ArrayList<>();
    List<EpochRecord> heard = new ArrayList<>();
    List<Integer> compared = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void epochMeasured(String run, int epochs, EpochRecord measured) {
            Path directory = out.resolve("seed-1");
            heard.add(measured);
            if (grown.isEmpty()) {
              grown.add(RunRecord.read(directory));
            }
            RunRecord now = grown.get(grown.size() - 1).accept(measured);
            grown.add(now);
            assertThat(now.lastEpoch()).isEqualTo(measured.epoch());
            RunRecord read = RunRecord.read(directory);
            if (read.lastEpoch() == measured.epoch()) {
              same(info, now, read);
              compared.add(measured.epoch());
            }
          }
        };
    ExperimentOutcome outcome =
        new ExperimentJob(new DataDirectory(here.resolve("data")))
            .listener(listener)
            .run(sweep, out, WhatExists.RESUME);
    assertThat(outcome.message()).isNull();
    RunRecord last = grown.get(grown.size() - 1);
    assertThat(last.lastEpoch()).isEqualTo(6);
    assertThat(compared).as("epochs on which the files were read beside it").contains(1, 4);
    assertThat(last.metrics().metrics()).containsAll(List.of("loss", "accuracy.train"));
    RunRecord read = outcome.records().get(0);
    assertThat(figures(info, last)).isEqualTo(figures(info, read));
    assertThat(last.lastCertificates()).isNotNull();
    // What it has it keeps; what would leave a gap it refuses.
    assertThat(last.accept(heard.get(2))).isSameAs(last);
    RunRecord first = grown.get(1);
    assertThatThrownBy(() -> first.accept(heard.get(heard.size() - 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected epoch 1, found epoch 6");
  }

  private static void same(ExperimentInfo info, RunRecord grown, RunRecord read) {
    assertThat(figures(info, grown)).isEqualTo(figures(info, read));
    assertThat(ExperimentRuns.of(info, List.of(grown)).claims())
        .usingRecursiveComparison()
        .isEqualTo(ExperimentRuns.of(info, List.of(read)).claims());
  }

  /** All that pages and their scripts get of the figures. */
  private static Map<String, String> figures(ExperimentInfo info, RunRecord run) {
    return DrawnFigure.of(info.figures(), List.of(run)).stream()
        .collect(
            Collectors.toMap(figure -> figure.spec().id(), figure -> figure.data().toString()));
  }
}
