package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.ExperimentReader;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.run.CertificatesTable;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.ExperimentRunner;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.LastCertificates;
import org.collapsar.lab.run.ParityTable;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.WhatExists;
import org.collapsar.lab.run.Workers;
import org.collapsar.theory.HeadPoint;
import org.collapsar.theory.MeanFieldQuantities;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that evaluate certificates while they train. */
class CertificatesRunTest {
  private static final String YAML =
      """
      id: certified
      title: A small network that ends in linear layers
      data: {name: digits, samplesPerClass: 40, scaling: centred}
      network:
        kind: deep-linear-head
        width: 40
        nonlinear: 2
        linear: 3
        activation: relu
        weightDecay: 0.002
        headInitialisation: lecun
      train: {precision: float32, epochs: 8, batch: 20, steps: 0.05, momentum: 0.9}
      metrics: {base: [loss], certificates: true, certificatesEvery: 3}
      """;

  @TempDir Path here;

  private static Experiment experiment(String... changes) {
    List<ConfigOverride> overrides = List.of(changes).stream().map(ConfigOverride::parse).toList();
    return ExperimentReader.read("certified.yaml", YAML, false, overrides);
  }

  /** Three threads are interrupted after epoch 4. */
  private void run(Experiment experiment, String out, int threads) {
    Interruption interruption = new Interruption();
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
  void theSameBytesForAnyThreadsAndAfterACut() throws IOException {
    run(experiment(), "one", 1);
    run(experiment(), "cut", 3);
    RunRecord cut = RunRecord.read(here.resolve("cut/seed-1"));
    assertThat(cut.status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    Schemas.checkFiles(here.resolve("cut"));
    assertThat(cut.table(CertificatesTable.TABLE).epochs()).containsExactly(0, 3);
    // As if killed after the certificates of an epoch and before its row.
    Path csv = here.resolve("cut/seed-1/certificates.csv");
    Files.writeString(csv, Files.readString(csv) + "6,jacot2025.theorem3.1.nc1,printed,0.5,0.25\n");
    run(experiment(), "cut", 2);
    for (String file : List.of("certificates.csv", "certificates.json", "metrics.csv")) {
      assertThat(Files.readString(here.resolve("cut/seed-1").resolve(file)))
          .as(file)
          .isEqualTo(Files.readString(here.resolve("one/seed-1").resolve(file)));
    }
    CertificatesTable table =
        RunRecord.read(here.resolve("one/seed-1")).table(CertificatesTable.TABLE);
    assertThat(table.epochs()).containsExactly(0, 3, 6, 8);
    assertThat(table.certificates()).isEqualTo(inRuns(HeadPoint.class));
    assertThat(table.tiers("jacot2025.theorem3.1.kappa"))
        .containsExactly("printed", "printed-2", "constants");
  }

  /** By another route: from the checkpoint, with a pass of its own. */
  @Test
  void theLastRowsAreWhatCertifySays() throws IOException {
    run(experiment("train.epochs=30", "train.steps=0.1"), "run", 2);
    RunRecord run = RunRecord.read(here.resolve("run/seed-1"));
    LastCertificates last = java.util.Objects.requireNonNull(run.lastCertificates());
    assertThat(last.epoch()).isEqualTo(30);
    JsonNode certified = Typed.in(here, "certify", "run/seed-1", "--json").json();
    assertThat(last.certificates()).hasSize(certified.path("certificates").size());
    CertificatesTable table = run.table(CertificatesTable.TABLE);
    int end = table.epochs().length - 1;
    int known = 0;
    for (int i = 0; i < last.certificates().size(); i++) {
      JsonNode c = certified.path("certificates").get(i);
      var read = last.certificates().get(i);
      assertThat(read.id()).isEqualTo(c.path("id").asText());
      List<String> tiers = CertificatesTable.tiers(read.bounds());
      for (int j = 0; j < tiers.size(); j++) {
        JsonNode bound = c.path("bounds").get(j);
        assertThat(read.bounds().get(j).bound().orNaN()).isEqualTo(number(bound.path("bound")));
        assertThat(read.bounds().get(j).slack().orNaN()).isEqualTo(number(bound.path("slack")));
        assertThat(read.bounds().get(j).applies()).isEqualTo(bound.path("applies").asBoolean());
        if (table.certificates().contains(read.id())) {
          assertThat(table.bounds(read.id(), tiers.get(j))[end])
              .isEqualTo(number(bound.path("bound")));
          assertThat(table.values(read.id())[end]).isEqualTo(number(c.path("value")));
          known += bound.path("bound").has("value") ? 1 : 0;
        }
      }
    }
    assertThat(known).isGreaterThan(6);
  }

  private static Double number(JsonNode value) {
    return value.path("value").asDouble(Double.NaN);
  }

  private static final String[] DESCENT = {
    "train.batch=full",
    "train.momentum=0",
    "train.precision=float64",
    "network.linear=2",
    "network.widths=[60, 16, 12]",
    "network.width=null",
    "network.activation={name: smooth-leaky-relu, slope: 0.5, smoothing: 0.3}",
    "data.samplesPerClass=4",
    "data.classes=[0, 1, 2]",
    "train.steps=0.02",
    "train.stepsPerEpoch=100",
    "metrics.columns=[ntk.norm, loss.regularised, gradient.pl_ratio, distance.start,"
        + " phase1.condition8]",
    "metrics.curvatureEvery=3"
  };

  /** The tangent kernel and the start of the descent are measured, and so theorems take them. */
  @Test
  void whatTakesOtherMetricsIsEvaluatedWhereTheyAreMeasured() throws IOException {
    run(experiment(DESCENT), "one", 1);
    run(experiment(DESCENT), "cut", 3);
    run(experiment(DESCENT), "cut", 2);
    Schemas.checkFiles(here);
    RunRecord run = RunRecord.read(here.resolve("one/seed-1"));
    for (String file : List.of("certificates.csv", "certificates.json")) {
      assertThat(Files.readString(here.resolve("cut/seed-1").resolve(file)))
          .isEqualTo(Files.readString(here.resolve("one/seed-1").resolve(file)));
    }
    CertificatesTable table = run.table(CertificatesTable.TABLE);
    assertThat(table.certificates())
        .containsAll(inRuns(HeadPoint.class))
        .contains(
            "jacot2025.proposition5.3.m1", "jacot2025.proposition5.3.m2", "jacot2025.equation17")
        .contains(
            "jacot2025.theorem4.4",
            "jacot2025.theorem4.4.pl",
            "jacot2025.theorem4.4.rate",
            "jacot2025.theorem4.4.distance");
    int end = table.epochs().length - 1;
    double norm = run.metrics().column("ntk.norm")[8];
    assertThat(table.values("jacot2025.equation17")[end]).isEqualTo(norm);
    assertThat(table.bounds("jacot2025.equation17", "constants")[end]).isBetween(1.0, norm);
    assertThat(table.bounds("jacot2025.proposition5.3.m2", "constants")[end])
        .isGreaterThan(table.values("jacot2025.proposition5.3.m2")[end]);
    assertThat(table.values("jacot2025.theorem4.4.distance")[end])
        .isEqualTo(run.metrics().column("distance.start")[8]);
    assertThat(table.values("jacot2025.theorem4.4.pl")[end])
        .isEqualTo(run.metrics().column("gradient.pl_ratio")[8]);
    assertThat(table.values("jacot2025.theorem4.4.rate")[end])
        .isCloseTo(12 * run.metrics().column("loss.regularised")[8], within(1e-12));
    LastCertificates last = java.util.Objects.requireNonNull(run.lastCertificates());
    var collapse =
        last.certificates().stream()
            .filter(c -> c.id().equals("jacot2025.theorem4.4"))
            .findFirst()
            .orElseThrow();
    assertThat(collapse.bounds().get(1).applies()).isFalse();
    assertThat(collapse.bounds().get(1).hypotheses())
        .extracting(h -> h.name())
        .contains("steps k", "lambda, by alpha/2", "eta, by 1/(2 beta_1)", "eta, by 1/(2 lambda)");
    JsonNode certified = Typed.in(here, "certify", "one/seed-1", "--json").json();
    assertThat(certified.path("facts").path("ntk-norm").asDouble()).isEqualTo(norm);
    Typed.in(here, "report", "one/seed-1", "--out", "page.html");
    String page = Files.readString(here.resolve("page.html"));
    assertThat(page)
        .contains("Assumptions of Theorem 4.4")
        .contains(
            ">4.1: <math><msub><mi>n</mi><mn>1</mn></msub>", "<math><mi>N</mi></math> samples")
        .contains("both</td><td class=\"number\" data-label=\"Number\">60</td>")
        .contains("4.3, corrected (8)", "<td data-label=\"Form\">printed</td>")
        .contains("&#945; = <span", "radius r<sub>0</sub> = <span")
        .contains("<strong>(17)</strong>", "<strong>5.3</strong>", "<strong>4.4 / B.2</strong>");
    Path file = here.resolve("one/seed-1/descent.json");
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"r_0\": [^,]*", "\"r_0\": \"x\""));
    assertThatThrownBy(() -> RunRecord.read(here.resolve("one/seed-1")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("descent.json")
        .hasMessageContaining("r_0");
  }

  /** Ids of what runs evaluate of themselves. */
  private static List<String> inRuns(Class<?> subject) {
    return TheoremCatalogue.ALL.inRuns(subject, List.of()).stream().map(TheoremInfo::id).toList();
  }

  @Test
  void aBoundThatATheoremDoesNotHaveIsRefused() {
    String claim =
        "figures=[{id: f, title: t, kind: lines, metrics: [jacot2025.theorem3.1.kappa/residual],"
            + " caption: c}]";
    assertThatThrownBy(() -> experiment(claim))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "expected value, printed, printed-2 or constants after jacot2025.theorem3.1.kappa/,"
                + " found residual");
    assertThat(experiment(claim.replace("residual", "printed-2")).info().figures()).hasSize(1);
  }

  @Test
  void aFigureOfWhatIsNotMeasuredIsRefused() {
    String figure =
        "figures=[{id: f, title: t, kind: certificate, metrics: [jacot2025.equation17], caption:"
            + " c}]";
    assertThatThrownBy(() -> experiment(figure))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("found jacot2025.equation17");
    assertThat(experiment(figure, "metrics.columns=[ntk.norm]").info().figures()).hasSize(1);
    String sequence = figure.replace("equation17", "proposition5.3.m2");
    assertThat(experiment(sequence, "metrics.columns=[ntk.norm]").info().figures()).hasSize(1);
    assertThatThrownBy(() -> experiment(sequence.replace("m2", "m0"), "metrics.columns=[ntk.norm]"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("jacot2025.proposition5.3.m1, jacot2025.equation17, found");
  }

  @Test
  void aRunThatDivergesEndsAsAnyOther() {
    run(experiment("train.steps=50"), "run", 2);
    assertThat(RunRecord.read(here.resolve("run/seed-1")).status())
        .isEqualTo(RunRecord.Status.DIVERGED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metrics.certificatesEvery=0|metrics.certificatesEvery: expected",
        "metrics.certificates=maybe|metrics.certificates: expected",
      })
  void mistakesAreNamed(String change, String message) {
    assertThatThrownBy(() -> experiment(change))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aMeanFieldNetworkIsEvaluatedWhileItTrains() {
    Typed typed =
        Typed.tiny(
            here,
            "--set",
            "metrics.certificates=true",
            "--set",
            "metrics.certificatesEvery=1",
            "--out",
            "mean");
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    RunRecord run = RunRecord.read(here.resolve("mean/seed-1"));
    CertificatesTable table = run.table(CertificatesTable.TABLE);
    assertThat(table.certificates()).isEqualTo(inRuns(MeanFieldQuantities.class));
    assertThat(table.epochs()).hasSize(run.epochs() + 1);
    assertThat(run.table(ParityTable.TABLE).epoch()).isEqualTo(run.epochs());
    assertThat(run.table(ParityTable.TABLE).entries()).isPositive();
    LastCertificates last = java.util.Objects.requireNonNull(run.lastCertificates());
    assertThat(last.certificates())
        .allSatisfy(
            c ->
                assertThat(c.bounds())
                    .allSatisfy(b -> assertThat(b.holds()).as(c.id()).isNotEqualTo(false)));
    // eps_S^2 and the square of gradient.norm are one number while W is frozen.
    double norm = run.metrics().column("gradient.norm")[run.epochs()];
    assertThat(table.values("wu2025.lemma4.6")[run.epochs()])
        .isCloseTo(norm * norm, within(1e-9 * norm * norm));
  }

  @Test
  void anotherLossOfAMeanFieldNetworkIsRefusedBeforeItIsTrained() {
    Typed typed =
        Typed.tiny(
            here,
            "--set",
            "metrics.certificates=true",
            "--set",
            "train.loss=cross-entropy",
            "--out",
            "mean");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err())
        .contains("metrics.certificates: expected a network Z_l", "another loss");
    assertThat(here.resolve("mean")).doesNotExist();
  }
}
