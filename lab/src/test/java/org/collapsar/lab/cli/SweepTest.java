package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.ExperimentRunner;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunResult;
import org.collapsar.lab.run.WhatExists;
import org.collapsar.lab.run.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps over a tiny experiment, through the command line. */
class SweepTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final String TINY =
      """
      id: tiny
      title: A tiny sweep
      data: {name: digits, relabel: {modulo: 3}, samplesPerClass: 12}
      network: {kind: mean-field, features: 4, activation: tanh}
      train: {epochs: 3, batch: 12, steps: 0.1}
      metrics: {layers: [nc1.quotient]}
      seeds: 2
      figures:
        - {id: figure, title: Loss, kind: band, metrics: [loss]}
      claims:
        - {id: falls, text: Falls., metric: loss, rule: end-over-start-at-most, bound: 1}
      sweep:
        axes:
          - {name: width, key: network.width, values: [6, 9]}
          - {name: decay, key: network.decayRho, values: [0, 1e-3], labels: ["none, at all", "0.001"]}
      """;

  private static final List<String> CELLS =
      List.of(
          "width=6,decayRho=none__at_all",
          "width=6,decayRho=0.001",
          "width=9,decayRho=none__at_all",
          "width=9,decayRho=0.001");

  @TempDir Path here;

  @BeforeEach
  void writeFile() throws IOException {
    Files.writeString(here.resolve("tiny.yaml"), TINY);
  }

  private Typed sweep(String... more) {
    List<String> arguments = new ArrayList<>(List.of("sweep", "tiny.yaml", "--threads", "2"));
    arguments.addAll(List.of(more));
    return Typed.in(here, arguments.toArray(new String[0]));
  }

  @Test
  void everyCellIsAnExperimentAndItsSeedsAreGathered() throws IOException {
    Typed typed = sweep("--out", "a", "--json");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.err())
        .contains("run 1 of 8, width 6, decay none, at all, seed 1")
        .contains("run 8 of 8, width 9, decay 0.001, seed 2");
    JsonNode experiment = typed.json().path("experiments").get(0);
    assertThat(experiment.path("status").asText()).isEqualTo("done");
    assertThat(experiment.path("runs")).hasSize(8);
    assertThat(experiment.path("runs").get(7).path("directory").asText())
        .isEqualTo("width=9,decayRho=0.001/seed-2");
    assertThat(experiment.path("runs").get(7).path("cell").get(0).path("value").asDouble())
        .isEqualTo(9);
    assertThat(experiment.path("table").asText()).isEqualTo("sweep.csv");
    assertThat(experiment.path("claims")).hasSize(1);
    assertThat(here.resolve("a/report.html")).isNotEmptyFile();
    assertThat(here.resolve("a/figures/figure.svg")).isNotEmptyFile();
    RunRecord run = RunRecord.read(here.resolve("a").resolve(CELLS.get(3)).resolve("seed-2"));
    assertThat(run.cell())
        .containsExactly(CellPoint.of("width", "9"), CellPoint.of("decay", "0.001"));
    NetworkConfig.MeanField network = (NetworkConfig.MeanField) run.experiment().network();
    assertThat(network.width()).isEqualTo(9);
    assertThat(network.decayRho()).isEqualTo(1e-3);

    Schemas.checkFiles(here);
    JsonNode json = MAPPER.readTree(here.resolve("a/sweep.json").toFile());
    assertThat(json.path("schema").asText()).isEqualTo("collapsar/sweep/1");
    assertThat(json.path("status").asText()).isEqualTo("done");
    assertThat(json.path("axes").get(1).path("keys").get(0).asText()).isEqualTo("network.decayRho");
    assertThat(json.path("cells")).hasSize(4);
    assertThat(json.path("cells").get(2).path("directory").asText()).isEqualTo(CELLS.get(2));
    assertThat(json.path("cells").get(2).path("cell").get(1).path("value").isNull()).isTrue();
    assertThat(json.path("cells").get(2).path("runs").get(1).path("status").asText())
        .isEqualTo("done");
  }

  /** Mean and deviation of two numbers by other formulas, from metrics.csv alone. */
  @Test
  void theTableHasMeanAndDeviationOfTheLastRows() throws IOException {
    assertThat(sweep("--out", "a").exitCode()).isZero();
    List<String> lines = Files.readAllLines(here.resolve("a/sweep.csv"));
    assertThat(lines.get(0)).isEqualTo("width,decay,layer,metric,count,mean,deviation");
    JsonNode cells = MAPPER.readTree(here.resolve("a/sweep.json").toFile()).path("cells");
    int line = 1;
    for (int c = 0; c < 4; c++) {
      Path cell = here.resolve("a").resolve(CELLS.get(c));
      RunRecord one = RunRecord.read(cell.resolve("seed-1"));
      RunRecord two = RunRecord.read(cell.resolve("seed-2"));
      int row = 0;
      for (String metric : one.metrics().metrics()) {
        double x = one.metrics().column(metric)[3];
        double y = two.metrics().column(metric)[3];
        String labels = (c < 2 ? "6," : "9,") + (c % 2 == 0 ? "\"none, at all\"" : "0.001");
        String[] found = lines.get(line++).substring(labels.length() + 1).split(",", -1);
        assertThat(lines.get(line - 1)).startsWith(labels + ",," + metric + ",");
        assertThat(found[2]).isEqualTo("2");
        assertThat(Double.parseDouble(found[3])).isEqualTo(x / 2 + y / 2);
        assertThat(Double.parseDouble(found[4]))
            .isCloseTo(Math.abs(x - y) / 2, Offset.offset(1e-15 * (1 + Math.abs(x))));
        JsonNode json = cells.get(c).path("final").get(row++);
        assertThat(json.path("metric").asText()).isEqualTo(metric);
        assertThat(json.path("mean").asDouble()).isEqualTo(x / 2 + y / 2);
      }
      for (int layer = 1; layer <= 3; layer++) {
        double x = one.layers().values("nc1.quotient", layer)[3];
        double y = two.layers().values("nc1.quotient", layer)[3];
        assertThat(lines.get(line++))
            .contains("," + layer + ",nc1.quotient,2," + (x / 2 + y / 2) + ",");
        JsonNode json = cells.get(c).path("final").get(row++);
        assertThat(json.path("layer").asInt()).isEqualTo(layer);
      }
    }
    assertThat(lines).hasSize(line);
  }

  @Test
  void jobsChangeNoByte() throws IOException {
    assertThat(sweep("--out", "one", "--jobs", "1").exitCode()).isZero();
    assertThat(sweep("--out", "two", "--jobs", "2").exitCode()).isZero();
    assertThat(sweep("--out", "five", "--jobs", "5").exitCode()).isZero();
    List<String> files = new ArrayList<>(List.of("sweep.csv", "sweep.json"));
    for (String cell : CELLS) {
      files.add(cell + "/seed-1/metrics.csv");
      files.add(cell + "/seed-2/metrics.csv");
      files.add(cell + "/seed-2/summary.json");
    }
    for (String file : files) {
      assertThat(here.resolve("two").resolve(file))
          .hasSameBinaryContentAs(here.resolve("one").resolve(file));
      assertThat(here.resolve("five").resolve(file))
          .hasSameBinaryContentAs(here.resolve("one").resolve(file));
    }
    RunRecord shared = RunRecord.read(here.resolve("two").resolve(CELLS.get(0)).resolve("seed-1"));
    assertThat(shared.provenance().whole("threads", 1)).as("its part of two").isEqualTo(1);
    assertThat(sweep("--out", "default").exitCode()).isZero();
    RunRecord first =
        RunRecord.read(here.resolve("default").resolve(CELLS.get(0)).resolve("seed-1"));
    assertThat(first.provenance().whole("threads", 1)).as("a run per thread").isEqualTo(1);
    RunRecord alone = RunRecord.read(here.resolve("one").resolve(CELLS.get(0)).resolve("seed-1"));
    assertThat(alone.provenance().whole("threads", 1)).as("all threads").isEqualTo(2);
  }

  @Test
  void oneThatDivergesStopsNoOtherAndIsTriedAgain() throws IOException {
    Files.writeString(
        here.resolve("tiny.yaml"),
        TINY.replace("key: network.width, values: [6, 9]", "key: train.steps, values: [1e30, 0.1]")
            .replace("{kind: mean-field,", "{kind: mean-field, width: 6,"));
    Typed first = sweep("--out", "a");
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.out())
        .contains("tiny: failed, 4 of 8 runs finished")
        .contains("width 1e30, decay 0.001, seed 2: diverged: the loss is not finite at epoch 1");
    JsonNode json = MAPPER.readTree(here.resolve("a/sweep.json").toFile());
    assertThat(json.path("status").asText()).isEqualTo("failed");
    assertThat(json.path("cells").get(0).path("status").asText()).isEqualTo("failed");
    assertThat(json.path("cells").get(0).path("runs").get(1).path("message").asText())
        .startsWith("the loss is not finite at epoch 1");
    assertThat(json.path("cells").get(0).path("final")).isEmpty();
    assertThat(json.path("cells").get(3).path("status").asText()).isEqualTo("done");
    assertThat(here.resolve("a/report.html")).isNotEmptyFile();

    Typed again = sweep("--out", "a");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err())
        .contains(
            "width 1e30, decay 0.001, seed 2: run again, because it diverged: the loss is not")
        .contains("width 0.1, decay 0.001, seed 2: already finished; kept")
        .contains("run 4 of 8, width 1e30, decay 0.001, seed 2")
        .doesNotContain("run 5 of 8");
  }

  @Test
  void whatCannotBeReadIsListedAndRunAgain() throws IOException {
    assertThat(sweep("--out", "a").exitCode()).isZero();
    Path cell = here.resolve("a").resolve(CELLS.get(1));
    byte[] before = Files.readAllBytes(cell.resolve("seed-1/metrics.csv"));
    Files.writeString(cell.resolve("seed-1/run.json"), "{\"schema\": ");
    Files.writeString(cell.resolve("seed-2/metrics.csv"), "epoch,loss\n0,much\n");
    Typed again = sweep("--out", "a");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err())
        .contains("width 6, decay 0.001, seed 1: run again, because it cannot be read: " + cell)
        .contains("width 6, decay 0.001, seed 2: run again, because it cannot be read: " + cell)
        .contains("run 3 of 8", "run 4 of 8")
        .doesNotContain("run 2 of 8", "run 5 of 8");
    assertThat(cell.resolve("seed-1/metrics.csv")).hasBinaryContent(before);
    assertThat(RunRecord.read(cell.resolve("seed-2")).finished()).isTrue();
  }

  /** Unlike a damaged one, it is not run again, which would delete it. */
  @Test
  void whatALaterVersionWroteIsNotRunAgain() throws IOException {
    assertThat(sweep("--out", "a").exitCode()).isZero();
    Path run = here.resolve("a").resolve(CELLS.get(1)).resolve("seed-1");
    Path state = run.resolve("checkpoint/state.safetensors");
    byte[] old = Files.readAllBytes(state);
    String done = Files.readString(run.resolve("run.json"));
    String rows = Files.readString(run.resolve("metrics.csv"));
    for (String json :
        List.of(
            done.replace("collapsar/run/1", "collapsar/run/2"),
            done.replace("\"done\"", "\"interrupted\""))) {
      Files.writeString(run.resolve("run.json"), json);
      if (json.contains("interrupted")) {
        RunsTest.raiseVersion(state);
      }
      for (Typed again : List.of(sweep("--out", "a"), Typed.in(here, "resume", "a"))) {
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err())
            .startsWith("collapsar: " + run)
            .endsWith(": a later version of collapsar wrote it; use that one\n")
            .hasLineCount(1);
      }
      assertThat(run.resolve("run.json")).hasContent(json);
      assertThat(run.resolve("metrics.csv")).hasContent(rows);
    }
    Files.write(state, old);
    assertThat(Typed.in(here, "resume", "a").exitCode()).isZero();
    assertThat(run.resolve("metrics.csv")).hasContent(rows);
  }

  @Test
  void resumeStartsEvenRunsWhoseFilesAreLost() throws IOException {
    assertThat(sweep("--out", "a").exitCode()).isZero();
    byte[] table = Files.readAllBytes(here.resolve("a/sweep.csv"));
    Path lost = here.resolve("a").resolve(CELLS.get(2));
    try (Stream<Path> files = Files.walk(lost)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    assertThat(lost).doesNotExist();
    Files.delete(here.resolve("a/sweep.csv"));
    Files.delete(here.resolve("tiny.yaml"));
    Typed resumed = Typed.in(here, "resume", "a");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("run 5 of 8", "run 6 of 8").doesNotContain("run 7 of 8");
    assertThat(here.resolve("a/sweep.csv")).hasBinaryContent(table);

    Files.delete(here.resolve("a/report.html"));
    Typed report = Typed.in(here, "report", "a");
    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(here.resolve("a/report.html")).isNotEmptyFile();
  }

  @Test
  void cellsCanBeAddedAndWhatIsNoCellAnyMoreIsLeftAlone() throws IOException {
    assertThat(sweep("--out", "a", "--seeds", "1").exitCode()).isZero();
    Typed wider = sweep("--out", "a", "--seeds", "1", "--set", "sweep.axes.0.values=[9, 12]");
    assertThat(wider.exitCode()).as(wider.err()).isZero();
    assertThat(wider.err())
        .contains(here.resolve("a").resolve(CELLS.get(0)) + ": no cell of this sweep any more")
        .contains("width 9, decay 0.001, seed 1: already finished; kept")
        .contains("run 3 of 4, width 12, decay none, at all, seed 1");
    assertThat(Files.readString(here.resolve("a/sweep.csv"))).doesNotContain("\n6,");
    assertThat(here.resolve("a").resolve(CELLS.get(0)).resolve("seed-1/run.json")).exists();
    Typed other = sweep("--out", "a", "--seeds", "1", "--set", "train.epochs=4");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .isEqualTo(
            "collapsar: "
                + here.resolve("a").resolve(CELLS.get(0)).resolve("seed-1")
                + ": expected a run of the same configuration, found train.epochs 3 there and 4"
                + " here: give another --out, or --force to replace it\n");
  }

  @Test
  void onlySweepsAreSweptAndOnlyTheRestIsTrained() throws IOException {
    Typed train = Typed.in(here, "train", "tiny.yaml", "--out", "a");
    assertThat(train.exitCode()).isEqualTo(2);
    assertThat(train.err())
        .isEqualTo(
            "collapsar: tiny.yaml: expected an experiment that varies nothing, found a sweep over"
                + " width, decay: collapsar sweep tiny.yaml runs it\n");
    Typed ordinary = Typed.in(here, "sweep", "wu2025-fig1a", "--out", "a");
    assertThat(ordinary.exitCode()).isEqualTo(2);
    assertThat(ordinary.err())
        .isEqualTo(
            "collapsar: wu2025-fig1a: expected a section sweep, found none: collapsar train"
                + " wu2025-fig1a runs it\n");
    assertThat(sweep("--jobs", "0").err())
        .isEqualTo("collapsar: --jobs: expected a whole number of at least 1, found 0\n");
    assertThat(here.resolve("a")).doesNotExist();
    assertThat(here.resolve("runs")).doesNotExist();
  }

  /** A cell that its data refuse is found before the first run of any other starts. */
  @Test
  void allCellsAreCheckedBeforeAnythingStarts() {
    Typed typed = sweep("--out", "a", "--set", "sweep.axes.0.values=[6, 0]");
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: --set sweep.axes.0.values=[6, 0]: network.width: expected a whole number of"
                + " at least 1, found 0\n");
    Typed batch =
        sweep(
            "--out",
            "a",
            "--set",
            "sweep.axes.1.key=train.batch",
            "--set",
            "sweep.axes.1.values=[12, 500]");
    assertThat(batch.exitCode()).isEqualTo(2);
    assertThat(batch.err())
        .isEqualTo(
            "collapsar: --set sweep.axes.1.values=[12, 500]: train.batch: expected at most the"
                + " number of training samples, 36 (data.name digits, data.samplesPerClass), or the"
                + " word full, found 500\n");
    assertThat(here.resolve("a")).doesNotExist();
  }

  @Test
  void directoriesOfOtherKindsAreLeftAlone() throws IOException {
    assertThat(sweep("--out", "a", "--seeds", "1").exitCode()).isZero();
    Typed tiny = Typed.tiny(here, "--out", "a");
    assertThat(tiny.exitCode()).isEqualTo(2);
    assertThat(tiny.err())
        .isEqualTo(
            "collapsar: "
                + here.resolve("a")
                + ": this is the directory of a sweep; give one of a single experiment\n");
    Files.writeString(here.resolve("tiny.yaml"), TINY.replace("id: tiny", "id: other"));
    assertThat(sweep("--out", "a").err())
        .isEqualTo("collapsar: " + here.resolve("a") + ": expected the sweep other, found tiny\n");
    Files.createDirectories(here.resolve("b/seed-4"));
    Files.copy(
        here.resolve("a").resolve(CELLS.get(0)).resolve("seed-1/run.json"),
        here.resolve("b/seed-4/run.json"));
    assertThat(sweep("--out", "b").err())
        .isEqualTo(
            "collapsar: "
                + here.resolve("b")
                + ": expected the directory of a sweep, found runs outside of any cell, seed-4\n");
  }

  /** A sweep.json that leads elsewhere must not make anything be written there. */
  @Test
  void aCellIsADirectoryBelowTheSweep() throws IOException {
    assertThat(sweep("--out", "a", "--seeds", "1").exitCode()).isZero();
    Path file = here.resolve("a/sweep.json");
    Files.writeString(
        file, Files.readString(file).replace("\"width=6,decayRho=0.001\"", "\"../b\""));
    Typed typed = Typed.in(here, "resume", "a");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err())
        .matches(
            "collapsar: .*sweep.json:\\d+: cells.1.directory: expected the name of a directory"
                + " below the sweep's, found \"../b\"\n");
    assertThat(here.resolve("b")).doesNotExist();
  }

  /** Four runs of two sizes that would take hours; interrupted at the line that says so. */
  @Test
  void longSweepsAreEstimatedFirst() {
    Sweep sweep =
        SweepReader.read(
            "tiny.yaml",
            TINY,
            false,
            List.of(
                ConfigOverride.parse("train.epochs=200000000"), ConfigOverride.parse("seeds=1")));
    Interruption interruption = new Interruption();
    List<String> notes = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void note(String line) {
            notes.add(line);
            interruption.request();
          }
        };
    List<RunResult> results;
    try (ExperimentDirectory directory = ExperimentDirectory.open(here.resolve("a"), sweep)) {
      results =
          new ExperimentRunner(
                  new DataDirectory(here.resolve("data")),
                  FetchListener.NONE,
                  new Workers(2, 2),
                  interruption,
                  List.of(listener),
                  "a test")
              .run(sweep, directory, WhatExists.RESUME_AND_REPAIR);
    }
    assertThat(notes).hasSize(1);
    assertThat(notes.get(0))
        .matches(
            "estimate from \\d+ timed steps of all 2 networks: about \\d+ h \\d\\d min for 4 runs,"
                + " \\d+ MB of disk; the timed steps took \\d+ MB of memory");
    assertThat(results)
        .hasSize(4)
        .allMatch(result -> result.status() == RunRecord.Status.INTERRUPTED);
    for (String cell : CELLS) {
      assertThat(RunRecord.read(here.resolve("a").resolve(cell).resolve("seed-1")).status())
          .isEqualTo(RunRecord.Status.INTERRUPTED);
    }
  }
}
