package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Percentage;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FeatureFiles;
import org.collapsar.data.FetchListener;
import org.collapsar.files.Npy;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.experiment.DataSource;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.experiment.SweepCell;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps beyond the edge of stability are said before the first epoch, and no other steps. */
class StepCheckTest {
  @TempDir Path here;

  /** One linear layer on digits: the sharpness is that of the data, and never changes. */
  private static final String LINEAR =
      """
      id: linear
      title: A convex problem
      data: {name: digits, scaling: centred}
      network:
        kind: dense
        layers: [{width: 10, activation: identity}]
      train: {epochs: 10, batch: %s, momentum: %s, steps: %s}
      metrics: {base: [loss], columns: [sharpness]}
      """;

  private List<String> lines(Sweep sweep) {
    try (ExperimentDirectory directory = ExperimentDirectory.open(here.resolve("out"))) {
      DataStore store = new DataStore(new DataDirectory(here.resolve("data")), FetchListener.NONE);
      List<PlannedRun> plans = new ArrayList<>();
      for (SweepCell cell : sweep.cells()) {
        RunPlanner planner = new RunPlanner(cell, directory, WhatExists.RESUME_AND_KEEP);
        ExperimentData samples = ExperimentData.load(cell.experiment(), store);
        for (long seed : planner.seeds()) {
          plans.add(planner.plan(seed, samples, JsonNodeFactory.instance.objectNode()));
        }
      }
      return StepCheck.lines(plans, new Workers(1, 1), new Interruption());
    }
  }

  private static Sweep linear(String batch, double momentum, String steps) {
    return SweepReader.read(
        "linear.yaml", LINEAR.formatted(batch, momentum, steps), false, List.of());
  }

  /** The sharpness that is said comes from 1024 of the samples, and is near that of all. */
  @Test
  void theSharpnessIsThatOfTheData() {
    List<String> lines = lines(linear("full", 0, "100"));
    assertThat(lines).hasSize(1);
    Matcher said = Pattern.compile("\\(2/(\\S+)\\)").matcher(lines.get(0));
    assertThat(said.find()).as(lines.get(0)).isTrue();
    double truth = sharpness(linear("full", 0, "0.01"));
    assertThat(Double.parseDouble(said.group(1))).isCloseTo(truth, Percentage.withPercentage(12));
  }

  /** As a run measures it, on all samples. */
  private double sharpness(Sweep sweep) {
    try (ExperimentDirectory directory = ExperimentDirectory.open(here.resolve("run"))) {
      List<RunResult> results =
          new ExperimentRunner(
                  new DataDirectory(here.resolve("data")),
                  FetchListener.NONE,
                  new Workers(1, 1),
                  new Interruption(),
                  List.of(),
                  "a test")
              .run(sweep, directory, WhatExists.RESUME);
      return RunRecord.read(results.get(0).directory().path()).metrics().column("sharpness")[0];
    }
  }

  /** Below the edge nothing is said; beyond it how far, and from which epoch on. */
  @ParameterizedTest
  @CsvSource({
    "full, 0, 0.95, false",
    "full, 0, 1.15, true",
    "32, 0, 0.95, false",
    "32, 0, 1.15, true",
    "full, 0.9, 1.15, false",
    "full, 0.9, 1.8, false",
    "full, 0.9, 2.1, true"
  })
  void theEdgeIsThatOfTheRule(String batch, double momentum, double ofPlainEdge, boolean beyond) {
    double edge = 2 / sharpness(linear("full", 0, "0.01"));
    List<String> lines = lines(linear(batch, momentum, Double.toString(ofPlainEdge * edge)));
    assertThat(lines).hasSize(beyond ? 1 : 0);
  }

  @Test
  void theLineSaysWhereAndHowFar() {
    String steps = "[{from: 0, size: 0.01}, {from: 0.5, size: 7.5}]";
    assertThat(lines(linear("32", 0, steps)))
        .singleElement()
        .asString()
        .matches(
            "step size 7\\.5, from epoch 6 on, is beyond \\d[.\\d]*, the most that the sharpness at"
                + " the start allows \\(2/\\d[.\\d]*\\): training may diverge");
    assertThat(lines(linear("32", 0.5, "40")))
        .singleElement()
        .asString()
        .matches(
            "step size 40 is beyond \\d[.\\d]*, the most that the sharpness at the start allows"
                + " \\(3/\\d[.\\d]*, with momentum 0\\.5\\): training may diverge");
  }

  /** A sweep has one line, about its worst cell. */
  @Test
  void aSweepHasOneLine() {
    String yaml =
        LINEAR.formatted("32", 0, "0.01")
            + """
            sweep:
              axes:
                - {name: step size, key: train.steps, values: [0.01, 9, 8]}
            """;
    assertThat(lines(SweepReader.read("s.yaml", yaml, false, List.of())))
        .singleElement()
        .asString()
        .matches(
            "step size 9: step size 9 is beyond \\d[.\\d]*, the most that the sharpness at the"
                + " start allows \\(2/\\d[.\\d]*\\): training may diverge; so may 1 other cell");
  }

  /** Said where it is skipped: hardly any training, but a network of 140 million weights. */
  @Test
  void whatWouldCostTooMuchIsSkippedAndSaid() {
    String yaml =
        LINEAR
            .formatted("32", 0, "0.01")
            .replace("[{width: 10", "[{width: 1900000, activation: relu}, {width: 10");
    assertThat(lines(SweepReader.read("s.yaml", yaml, false, List.of())))
        .containsExactly(
            "step sizes are not held against the sharpness at the start: it would cost more than 1%"
                + " of the training, or 1 GB");
  }

  /** Those that no module trains: of the others there is no sharpness within its allowance. */
  static List<String> presets() {
    return Presets.IDS.stream()
        .filter(id -> Presets.readSweep(id, false, List.of()).first().network().module().isEmpty())
        .toList();
  }

  /** On the built-in digits, or data drawn; of a sweep all cells, of their runs the first. */
  @ParameterizedTest
  @MethodSource("presets")
  void thePresetsAreSilentButTheEdgeOfStability(String id) {
    List<ConfigOverride> tiny = new ArrayList<>();
    Experiment quick = Presets.readSweep(id, false, List.of()).first();
    if (quick.data().source() instanceof DataSource.Registered) {
      tiny.add(ConfigOverride.parse("data.name=digits"));
    }
    if (id.equals("wu2025-fig1a")) {
      // Digits in [0, 1] are sharper than MNIST: its last step, 1.0, is beyond the edge on them.
      assertThat(lines(Presets.readSweep(id, false, tiny)))
          .singleElement()
          .asString()
          .startsWith("step size 1, from epoch 21 on, is beyond 0.");
      tiny.add(ConfigOverride.parse("data.scaling=unit-norm"));
    }
    if (quick.data().name().equals(FeatureFiles.NAME)) {
      files();
      tiny.add(ConfigOverride.parse("data.features=" + here.resolve("x.npy")));
      tiny.add(ConfigOverride.parse("data.labels=" + here.resolve("y.npy")));
    }
    List<String> lines = lines(Presets.readSweep(id, false, tiny));
    if (id.equals("edge-of-stability")) {
      assertThat(lines).singleElement().asString().contains("is beyond").contains("other cells");
    } else {
      assertThat(lines).isEmpty();
    }
  }

  /** Features behind a ReLU, of three classes, with a large mean in common. */
  private void files() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] x = new double[300][64];
    int[] y = new int[300];
    for (int i = 0; i < 300; i++) {
      y[i] = i % 3;
      for (int j = 0; j < 64; j++) {
        x[i][j] = Math.max(0, 1 + random.nextDouble(-1, 1) + (j % 3 == y[i] ? 0.3 : 0));
      }
    }
    Npy.write(here.resolve("x.npy"), Rows.of(x), Precision.FLOAT64);
    Npy.write(here.resolve("y.npy"), y);
  }
}
