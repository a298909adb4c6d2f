package org.collapsar.lab.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.hdf5.SmallConvolution;
import org.collapsar.lab.certify.CertifiedRun;
import org.collapsar.lab.certify.RunCertifier;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.MetricsTable;
import org.collapsar.lab.run.RunExport;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.TrainedRun;
import org.collapsar.lab.run.WhatExists;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.ThreadTeam;
import org.collapsar.net.Samples;
import org.collapsar.probe.NetworkSweep;
import org.collapsar.probe.ObservedNetwork;
import org.collapsar.train.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that is none of ours, a {@link SmallConvolution}, is one file and one line in {@code
 * META-INF/services}, and goes through everything: it is trained, measured, cut, resumed,
 * certified, exported and reported.
 */
class NewNetworkTest {
  private static final String YAML =
      """
      id: convolution
      title: A convolution from elsewhere
      data: {name: digits, samplesPerClass: 10, scaling: unit}
      network: {kind: small-convolution, channels: 12, width: 11, weightDecay: 0.002}
      train: {epochs: 3, batch: 25, steps: 0.05, momentum: 0.9}
      metrics:
        columns: [nc3.cosine, distance.start, smin.weights, sharpness, particles.square]
        layers: [nc1.quotient, nc3.cosine, balancedness, negativity]
        gram: true
        certificates: true
        certificatesEvery: 1
      figures:
        - {id: curve, title: Loss, kind: lines, metrics: [loss]}
        - {id: depth, title: By layer, kind: layers, metrics: [nc1.quotient]}
      claims:
        - {id: falls, text: The loss falls., metric: loss,
           rule: end-over-start-at-most, bound: 0.999}
      """;

  private static final List<String> TABLES =
      List.of(
          "metrics.csv",
          "layers.csv",
          "matrices.csv",
          "certificates.csv",
          "certificates.json",
          "checkpoint/state.safetensors");

  @TempDir Path here;

  private static Sweep sweep(String yaml) {
    return SweepReader.read("convolution.yaml", yaml, false, List.of());
  }

  private DataDirectory data() {
    return new DataDirectory(here.resolve("data"));
  }

  private ExperimentOutcome whole() {
    return new ExperimentJob(data()).run(sweep(YAML), here.resolve("whole"), WhatExists.RESUME);
  }

  @Test
  void isTrainedMeasuredAndReported() throws IOException {
    ExperimentOutcome outcome = whole();
    assertThat(outcome.status()).as(outcome.message()).isEqualTo(RunRecord.Status.DONE);
    assertThat(outcome.claims()).extracting(ClaimResult::holds).containsExactly(true);
    assertThat(Files.readString(here.resolve("whole/report.html")))
        .contains("A convolution from elsewhere");
    assertThat(outcome.figures()).isNotEmpty().allMatch(Files::isRegularFile);

    Schemas.checkFiles(here.resolve("whole"));

    RunRecord run = outcome.records().get(0);
    assertThat(run.activations()).containsExactly("identity", "identity");
    JsonNode json = new ObjectMapper().readTree(here.resolve("whole/seed-1/run.json").toFile());
    assertThat(json.path("config").path("network"))
        .hasToString(
            "{\"kind\":\"small-convolution\",\"channels\":12,\"width\":11,\"weightDecay\":0.002}");
    assertThat(json.path("parameters").asInt()).isEqualTo(12 * 9 + 11 * 12 + 10 * 11);
    assertThat(json.path("data").path("image")).hasToString("[1,8,8]");

    MetricsTable table = run.metrics();
    assertThat(table.rows()).isEqualTo(4);
    for (String id :
        List.of("loss.regularised", "gradient.norm", "nc1.total", "nc3.cosine", "smin.weights")) {
      assertThat(table.column(id)).as(id).doesNotContain(Double.NaN);
    }
    assertThat(table.column("balancedness.normalised")).doesNotContain(Double.NaN);
    assertThat(table.column("distance.start")[0]).isZero();
    assertThat(table.column("distance.start")[3]).isPositive();
    JsonNode summary =
        new ObjectMapper().readTree(here.resolve("whole/seed-1/summary.json").toFile());
    assertThat(summary.toString())
        .contains("the network is no stack of dense layers")
        .contains("the network gives no second derivatives");
    assertThat(Files.readString(here.resolve("whole/seed-1/layers.csv")))
        .contains("\n3,1,nc1.quotient,", "\n3,2,nc1.quotient,", "\n3,1,nc3.cosine,")
        .contains("\n3,1,balancedness,", "\n3,2,negativity,0.0");
    assertThat(Files.readString(here.resolve("whole/seed-1/matrices.csv"))).contains("gram@2");
    assertThat(Files.readString(here.resolve("whole/seed-1/certificates.csv")))
        .contains("jacot2025.theorem3.1");
  }

  @Test
  void aRunThatIsCutGoesOnToTheSameBytes() {
    whole();
    Path out = here.resolve("cut");
    Interruption interruption = new Interruption();
    RunListener stopper =
        new RunListener() {
          @Override
          public void epochMeasured(String run, int epochs, EpochRecord measured) {
            if (measured.epoch() == 1) {
              interruption.request();
            }
          }
        };
    ExperimentOutcome cut =
        new ExperimentJob(data())
            .interruption(interruption)
            .listener(stopper)
            .run(sweep(YAML), out, WhatExists.RESUME);
    assertThat(cut.status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    assertThat(RunRecord.read(out.resolve("seed-1")).lastEpoch()).isEqualTo(1);
    ExperimentOutcome resumed = new ExperimentJob(data()).resume(out, List.of(1L));
    assertThat(resumed.status()).isEqualTo(RunRecord.Status.DONE);
    for (String file : TABLES) {
      assertThat(out.resolve("seed-1").resolve(file))
          .hasSameBinaryContentAs(here.resolve("whole/seed-1").resolve(file));
    }
  }

  @Test
  void isOpenedAgainCertifiedAndExported() {
    whole();
    Path run = here.resolve("whole/seed-1");
    CertifiedRun certified =
        new RunCertifier(data(), FetchListener.NONE, facts -> facts, 1).certify(run);
    assertThat(certified.epoch()).isEqualTo(3);
    assertThat(certified.head().certificates()).isNotEmpty();
    RunExport export = RunExport.write(run, here.resolve("export"), data(), FetchListener.NONE, 1);
    assertThat(export.widths()).containsExactly(11, 10);
    assertThat(export.samples()).isEqualTo(100);
  }

  /** So that what is trained is the loss that is measured. */
  @Test
  void itsGradientIsThatOfTheMeasuredLoss() {
    whole();
    try (TrainedRun run =
            TrainedRun.open(here.resolve("whole/seed-1"), data(), FetchListener.NONE);
        ThreadTeam team = new ThreadTeam(1);
        NetworkSweep sweep = run.network().sweep(team, Loss.SQUARED, false)) {
      ObservedNetwork network = run.network();
      Samples train = run.train();
      sweep.differentiate(train, (start, samples, activations) -> {});
      double h = 1e-5;
      for (int g = 0; g < 3; g++) {
        NativeArray w = network.parameters().get(g).weights();
        double decay = network.parameters().get(g).decay();
        for (int i : new int[] {0, 7, 50}) {
          double at = w.get(i);
          double expected = sweep.gradient().weights(g).get(i) - decay * at;
          w.set(i, at + h);
          double above = sweep.evaluate(train, (start, samples, activations) -> {});
          w.set(i, at - h);
          double below = sweep.evaluate(train, (start, samples, activations) -> {});
          w.set(i, at);
          assertThat((above - below) / (2 * h)).isCloseTo(expected, within(1e-8));
        }
      }
    }
  }

  @Test
  void refusesWhatItCannotBeTrainedOn() {
    String vectors =
        YAML.replace(
            "data: {name: digits, samplesPerClass: 10, scaling: unit}",
            "data: {name: separable, dimension: 8, classes: 2, tau: 0.01, samplesPerClass: 60,"
                + " testSamples: 10}");
    assertThatThrownBy(
            () ->
                new ExperimentJob(data())
                    .run(sweep(vectors), here.resolve("none"), WhatExists.RESUME))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(
            "network.kind: expected data that are images of at least 3 x 3 (data.name separable),"
                + " found small-convolution");
    assertThatThrownBy(() -> sweep(YAML.replace("channels: 12", "chanels: 12")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("found network.chanels, did you mean network.channels?");
  }
}
