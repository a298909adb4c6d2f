package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.claim.Claims;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.Stored;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.print.Figures;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.ExperimentRunner;
import org.collapsar.lab.run.GibbsTable;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.WhatExists;
import org.collapsar.lab.run.Workers;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two stages, a truncation and the particles' law in runs: 2000 particles, two starts. */
class GibbsRunTest {
  private static final String YAML =
      """
      id: gibbs
      title: Particles
      data: {name: separable, dimension: 2, classes: 2, tau: 0.15, samplesPerClass: 6}
      network: {kind: mean-field, width: 2000, features: 3, activation: sigmoid, gamma: 1,
                freezeWUntil: 0.5, decayW: 0.1, decayRho: 0.1, noise: 0.1, truncation: none,
                initialisationScale: 1}
      train: {precision: float64, epochs: 6, batch: full, stepsPerEpoch: 40, steps: 0.3, stream: 0}
      metrics:
        base: [loss, gradient.norm]
        columns: [gibbs.p, gibbs.projected.covariance, gibbs.density.fit.p, gibbs.beyond]
        matrices: [gibbs.projected]
        gibbsEvery: 4
      sweep:
        axes:
          - name: start
            keys: [network.initialisationScale, train.stream]
            values: [[0.3, 1], [2, 2]]
            labels: [narrow, wide]
      figures:
        - {id: law, title: Law, kind: histogram, samples: [projected, density], logarithmic: true}
      claims:
        - {id: differ, text: differ, metric: gibbs.p, rule: same-law-p-at-most, axis: start,
           window: [0, 0.1], bound: 1.0e-6}
        - {id: unique, text: unique, metric: gibbs.p, rule: same-law-p-at-least, axis: start,
           bound: 1.0e-6}
      """;

  @TempDir Path here;

  private static Sweep sweep(String... changes) {
    List<ConfigOverride> overrides = Arrays.stream(changes).map(ConfigOverride::parse).toList();
    return SweepReader.read("gibbs.yaml", YAML, false, overrides);
  }

  private void run(Sweep sweep, String out, int stopAt, int threads) {
    Interruption interruption = new Interruption();
    RunListener stopper =
        new RunListener() {
          @Override
          public void epochMeasured(String run, int epochs, EpochRecord measured) {
            if (measured.epoch() == stopAt) {
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
              List.of(stopper),
              "test")
          .run(sweep, directory, WhatExists.RESUME_AND_KEEP);
    }
  }

  private Path run(String out, String start) {
    return here.resolve(out).resolve("initialisationScale=" + start).resolve("seed-1");
  }

  /** Statistical: false-alarm rate 1e-6 for each of the two claims, one seed. */
  @Test
  void twoStartsEndInOneLawTheSameBytesCutOrNot() throws IOException {
    run(sweep(), "one", -1, 1);
    run(sweep(), "cut", 2, 2);
    run(sweep(), "cut", 4, 2);
    run(sweep(), "cut", -1, 2);
    Schemas.checkFiles(here);
    for (String start : List.of("narrow", "wide")) {
      for (String file : List.of("metrics.csv", "gibbs.csv", "matrices.csv")) {
        assertThat(Files.readString(run("cut", start).resolve(file)))
            .as(start + " " + file)
            .isEqualTo(Files.readString(run("one", start).resolve(file)));
      }
    }
    List<RunRecord> runs =
        List.of(RunRecord.read(run("one", "narrow")), RunRecord.read(run("one", "wide")));
    // Every fourth, the last, and the third: the last with W frozen.
    assertThat(runs.get(0).table(GibbsTable.TABLE).epochs()).containsExactly(0, 3, 4, 6);
    assertThat(Arrays.stream(runs.get(0).table(GibbsTable.TABLE).counts(6, "u.1")).sum())
        .isEqualTo(2000);
    double[] p = runs.get(0).metrics().column("gibbs.p");
    assertThat(p[0]).isLessThan(1e-6);
    assertThat(p[3]).isGreaterThan(1e-6);
    assertThat(p[1]).isNaN();
    List<ClaimResult> claims = Claims.evaluate(sweep().first().info().claims(), runs);
    assertThat(claims).allMatch(ClaimResult::holds);
    assertThat(claims.get(1).numbers()).containsEntry("epoch", 6.0).containsEntry("tests", 11.0);
    List<ClaimResult> alone = Claims.evaluate(sweep().first().info().claims(), runs.subList(0, 1));
    assertThat(alone.get(1).value())
        .isEqualTo(MetricValue.undefined("because no two runs of one seed differ in start alone"));
    assertThat(
            new Figures(DrawnFigure.of(sweep().first().info().figures(), runs))
                .write(here.resolve("figures")))
        .hasSize(2);
    assertThat(Files.readString(here.resolve("figures/law.svg"))).contains("the law, N(0, 1)");
  }

  @Test
  void comesBackFromJson() {
    var cell = sweep("network.truncation=3").cells().get(1).experiment();
    var back = Stored.again(cell, 1);
    assertThat(back.network()).isEqualTo(cell.network());
    assertThat(back.train()).isEqualTo(cell.train());
    assertThat(back.metrics()).isEqualTo(cell.metrics());
    assertThat(back.info()).isEqualTo(cell.info());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network.freezeWUntil=1|network.freezeWUntil: expected a fraction of the epochs, from 0 to"
            + " below 1, found 1",
        "network.freezeWUntil=0.9|a fraction that leaves W an epoch of the 6 (train.epochs), found"
            + " 0.9",
        "network.freezeW=true|nothing beside network.freezeW: true, which is for all epochs, found"
            + " 0.5",
        "network.truncation=0|network.truncation: expected a positive number, or the word none,"
            + " found 0",
        "network.noise=0|a mean-field network with noise and decayRho for what begins with gibbs",
        "metrics.gibbsEvery=0|metrics.gibbsEvery: expected",
        "sweep.axes.0.values=[[1, -1], [2, 2]]|train.stream",
        "metrics.matrices=[gibbs.projecte]|did you mean gibbs.projected",
        "figures.0.samples=[projecte]|samples: expected a list of projected, whitened, density",
        "claims.0.metric=loss|a metric of the particles' law, such as gibbs.p",
        "claims.0.fit=power|fit",
      })
  void nonsenseIsRefused(String change, String message) {
    assertThatThrownBy(() -> sweep(change))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTruncationNeedsTheFullBatch() {
    assertThatThrownBy(
            () -> sweep("network.truncation=2", "train.batch=3", "train.stepsPerEpoch=1"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("train.batch: expected full, because network.truncation needs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,a.1,66,1|a bin below 66",
        "0,a.1,5,0|count: expected a whole number, at least 1",
        "0,,5,1|a variable",
        "0,a.1,5|expected 4 cells, found 3",
      })
  void damagedTablesAreNamed(String row, String message) throws IOException {
    Path file = here.resolve("gibbs.csv");
    Files.writeString(file, "epoch,variable,bin,count\n" + row + "\n");
    assertThatThrownBy(() -> GibbsTable.TABLE.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("gibbs.csv:2: ")
        .hasMessageContaining(message);
  }
}
