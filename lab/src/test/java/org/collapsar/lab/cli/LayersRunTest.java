package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.ExperimentReader;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.measure.MeasureJob;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.MeasureRequest;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.ExperimentRunner;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.MatrixTable;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.WhatExists;
import org.collapsar.lab.run.Workers;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that measure their layers: a small deep network on the digits. */
class LayersRunTest {
  private static final String YAML =
      """
      id: deep
      title: A small deep network
      data: {name: digits, samplesPerClass: 60}
      network:
        kind: dense
        layers:
          - {width: 70, activation: relu, weightDecay: 0.001}
          - {width: 66, activation: relu, weightDecay: 0.001}
          - {width: 24, activation: identity, weightDecay: 0.001}
          - {width: classes, activation: identity, weightDecay: 0.001}
      train: {precision: float32, epochs: 7, batch: 20, steps: 0.05}
      metrics:
        base: [loss, accuracy.train]
        columns: [nc1.total]
        layers: [nc1.quotient, nc2.kappa, nc3.cosine, nc3.cosine.means, negativity, balancedness,
                 rank.stable.means, nc1.pinv, nc4.mismatch, angle.means.mean, variance.within]
        layersEvery: 3
        gram: true
        gramFrames: 3
      """;

  @TempDir Path here;

  private static Experiment experiment(String... changes) {
    List<ConfigOverride> overrides = List.of(changes).stream().map(ConfigOverride::parse).toList();
    return ExperimentReader.read("deep.yaml", YAML, false, overrides);
  }

  private void run(Experiment experiment, String out, int threads, Interruption interruption) {
    RunListener stopper =
        new RunListener() {
          @Override
          public void epochMeasured(String run, int epochs, EpochRecord measured) {
            if (measured.epoch() == 4) {
              interruption.request();
            }
          }
        };
    try (ExperimentDirectory directory = ExperimentDirectory.open(here.resolve(out))) {
      new ExperimentRunner(
              DataDirectory.resolve(here.resolve("no-data")),
              FetchListener.NONE,
              new Workers(threads, 1),
              interruption,
              List.of(threads == 3 ? stopper : RunListener.NONE),
              "test")
          .run(Sweep.of(experiment), directory, WhatExists.RESUME_AND_KEEP);
    }
  }

  @Test
  void rowsOnTheEpochsAskedForAndTheSameBytesCutOrNot() throws IOException {
    run(experiment(), "one", 1, new Interruption());
    run(experiment(), "two", 2, new Interruption());
    run(experiment(), "cut", 3, new Interruption());
    RunRecord cut = RunRecord.read(here.resolve("cut/seed-1"));
    assertThat(cut.status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    assertThat(cut.layers().epochs()).containsExactly(0, 3);
    // As if killed after the layers of an epoch and before its row: they are measured again.
    Path layers = here.resolve("cut/seed-1/layers.csv");
    Files.writeString(layers, Files.readString(layers) + "6,1,nc1.quotient,0.5\n");
    // As an earlier version has left it: Gram matrices in a file of their own.
    Path matrices = here.resolve("cut/seed-1/matrices.csv");
    Files.writeString(
        here.resolve("cut/seed-1/gram.csv"),
        Files.readString(matrices).replace("gram@", "").replace("matrix", "layer"));
    Files.delete(matrices);
    run(experiment(), "cut", 2, new Interruption());
    assertThat(here.resolve("cut/seed-1/gram.csv")).doesNotExist();
    for (String file : List.of("metrics.csv", "layers.csv", "matrices.csv")) {
      String first = Files.readString(here.resolve("one/seed-1").resolve(file));
      assertThat(Files.readString(here.resolve("two/seed-1").resolve(file))).isEqualTo(first);
      assertThat(Files.readString(here.resolve("cut/seed-1").resolve(file))).isEqualTo(first);
    }
    RunRecord run = RunRecord.read(here.resolve("one/seed-1"));
    assertThat(run.metrics().metrics()).containsExactly("loss", "accuracy.train", "nc1.total");
    assertThat(run.activations()).containsExactly("relu", "relu", "identity", "identity");
    assertThat(run.layers().epochs()).containsExactly(0, 3, 6, 7);
    assertThat(run.layers().metrics().subList(0, 3))
        .containsExactly("nc1.quotient", "nc2.kappa", "nc3.cosine");
    assertThat(run.layers().layers("balancedness")).containsExactly(1, 2, 3);
    assertThat(run.layers().layers("negativity")).containsExactly(1, 2, 3, 4);
    assertThat(run.layers().values("negativity", 3)).containsOnly(0);
    assertThat(run.layers().values("negativity", 2)[3]).isBetween(0.05, 1.0);
    assertThat(run.layers().values("nc3.cosine", 1)).containsOnly(Double.NaN);
    assertThat(run.layers().values("nc3.cosine", 3)[3]).isBetween(0.1, 1.0);
    assertThat(run.table(MatrixTable.TABLE).epochs()).containsExactly(0, 3, 6, 7);
    assertThat(run.table(MatrixTable.TABLE).layers()).containsExactly(1, 2, 3, 4);
    assertThat(run.table(MatrixTable.TABLE).matrix("gram@4", 3)).hasDimensions(10, 10);
    Schemas.checkFiles(here);
    JsonNode summary =
        JsonMapper.builder()
            .build()
            .readTree(here.resolve("one/seed-1/summary.json").toFile())
            .path("layers");
    assertThat(summary.path("epoch").asInt()).isEqualTo(7);
    assertThat(summary.path("values").path("nc3.cosine").get(0).path("undefined").asText())
        .isEqualTo("because W_2 has 66 rows, not one for each of the 10 classes");
    assertThat(summary.path("values").path("nc1.quotient").get(3).path("value").asDouble())
        .isEqualTo(run.layers().values("nc1.quotient", 4)[3]);
  }

  /** The acceptance test: export, measure, compare. */
  @ParameterizedTest
  @CsvSource({"float64,1e-9", "float32,1e-6"})
  void layersAreAsMeasureFindsThemInExportedFeatures(String precision, double tolerance)
      throws IOException {
    run(experiment("train.precision=" + precision), "run", 2, new Interruption());
    Typed typed =
        Typed.in(here, "export", "run/seed-1", "--out", "exported", "--json", "--threads", "2");
    assertThat(typed.err()).isEmpty();
    assertThat(typed.json().path("epoch").asInt()).isEqualTo(7);
    assertThat(typed.json().path("widths").toString()).isEqualTo("[70,66,24,10]");
    RunRecord run = RunRecord.read(here.resolve("run/seed-1"));
    String exported = here.resolve("exported") + "/";
    List<String> ids =
        run.layers().metrics().stream().filter(id -> !id.matches("negativity|balance.*")).toList();
    int compared = 0;
    for (int layer = 1; layer <= 4; layer++) {
      MeasureRequest request =
          new MeasureRequest(
              exported + "features.npz:layer-0" + layer,
              exported + "labels.npy",
              null,
              layer == 3 ? exported + "weights.safetensors:W_4" : null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              ids,
              false,
              2);
      List<MeasuredRow> rows = new MeasureJob(request, MeasureListener.NONE, false).run();
      assertThat(rows).hasSize(1);
      for (String id : ids) {
        MetricValue measured = rows.get(0).measurement().value(id);
        double[] curve = run.layers().values(id, layer);
        double inRun = curve[curve.length - 1];
        if (measured instanceof MetricValue.Defined d) {
          compared++;
          assertThat(inRun)
              .as(id + " of layer " + layer)
              .isCloseTo(d.value(), Offset.offset(tolerance * Math.max(1, Math.abs(d.value()))));
        } else {
          assertThat(inRun).as(id + " of layer " + layer).isNaN();
        }
      }
    }
    assertThat(compared).isEqualTo(4 * 6 + 3);
  }

  @Test
  void exportNeedsOneRunWithACheckpoint() throws IOException {
    run(experiment("train.epochs=1"), "run", 2, new Interruption());
    Typed several = Typed.in(here, "export", "run", "--out", "exported");
    assertThat(several.exitCode()).isEqualTo(2);
    assertThat(several.err())
        .contains(
            "run: expected the directory of one run, found an experiment with the run seed-1");
    Files.delete(here.resolve("run/seed-1/checkpoint/state.safetensors"));
    Typed none = Typed.in(here, "export", "run/seed-1", "--out", "exported");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err())
        .contains("run/seed-1: expected a run with a checkpoint, found none (its status: done)");
    Typed nothing = Typed.in(here, "export", "nowhere", "--out", "exported");
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).contains("nowhere: expected a run directory, found no file run.json");
    assertThat(here.resolve("exported")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metrics.base=[accuracy.train]|metrics.base: expected metrics with loss among them",
        "metrics.layers=[nc1.quotien]|did you mean nc1.quotient",
        "metrics.layers=[accuracy.train]|metrics.layers: accuracy.train cannot be measured of each"
            + " layer",
        "metrics.layersEvery=0|metrics.layersEvery: expected",
        "metrics.gramFrames=0|metrics.gramFrames: expected",
      })
  void mistakesAreNamed(String change, String message) {
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> experiment(change)))
        .isInstanceOf(org.collapsar.BadInputException.class)
        .hasMessageContaining(message);
  }
}
