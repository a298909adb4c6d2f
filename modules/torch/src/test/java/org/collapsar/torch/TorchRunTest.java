package org.collapsar.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.certify.CertifiedRun;
import org.collapsar.lab.certify.RunCertifier;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.job.ExperimentJob;
import org.collapsar.lab.job.ExperimentOutcome;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunExport;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.WhatExists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A convolutional network through everything: trained, cut, resumed, certified, exported, swept.
 */
@NeedsGradients
class TorchRunTest {
  private static final String YAML =
      """
      id: digits
      title: A residual network on digits
      data: {name: digits, samplesPerClass: 10}
      network:
        kind: resnet
        blocks: [1, 1]
        widths: [4, 8]
        head: [relu 6, 5]
        weightDecay: 0.002
        headInitialisation: lecun
        stages: true
      train: {epochs: 3, batch: 25, steps: 0.02, momentum: 0.9, threads: 1}
      metrics:
        columns: [nc3.cosine, distance.start, smin.weights]
        layers: [nc1.quotient, nc2.kappa, balancedness, negativity]
        gram: true
        certificates: true
        certificatesEvery: 1
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
    return SweepReader.read("digits.yaml", yaml, false, List.of());
  }

  private DataDirectory data() {
    return new DataDirectory(here.resolve("data"));
  }

  private Path whole() {
    ExperimentOutcome outcome =
        new ExperimentJob(data()).run(sweep(YAML), here.resolve("whole"), WhatExists.RESUME);
    assertThat(outcome.status()).as(outcome.message()).isEqualTo(RunRecord.Status.DONE);
    return here.resolve("whole/seed-1");
  }

  @Test
  void isTrainedMeasuredCertifiedAndExported() throws IOException {
    Path run = whole();
    JsonNode json = new ObjectMapper().readTree(run.resolve("run.json").toFile());
    // By hand: stem, stage 1, stage 2, head; batch norm has 2 numbers a channel.
    int expected = 36 + 2 * 144 + 288 + 576 + 2 * (3 * 4 + 2 * 8) + 6 * 8 + 5 * 6 + 10 * 5;
    assertThat(json.path("parameters").asInt()).isEqualTo(expected);
    assertThat(RunRecord.read(run).activations())
        .containsExactly("stage", "stage", "relu", "identity", "identity");
    assertThat(Files.readString(run.resolve("layers.csv")))
        .contains("\n3,1,nc1.quotient,", "\n3,2,nc2.kappa,", "\n3,4,balancedness,")
        .contains("\n3,3,negativity,");
    assertThat(RunRecord.read(run).metrics().column("gradient.norm"))
        .hasSize(4)
        .doesNotContain(Double.NaN);
    assertThat(Files.readString(run.resolve("certificates.csv"))).contains("jacot2025.theorem3.1");

    CertifiedRun certified =
        new RunCertifier(data(), FetchListener.NONE, facts -> facts, 1).certify(run);
    assertThat(certified.epoch()).isEqualTo(3);
    assertThat(certified.head().certificates()).isNotEmpty();
    RunExport export = RunExport.write(run, here.resolve("export"), data(), FetchListener.NONE, 1);
    assertThat(export.widths()).containsExactly(4, 8, 6, 5, 10);
    assertThat(export.samples()).isEqualTo(100);
  }

  @Test
  void aRunThatIsCutGoesOnToTheSameBytes() {
    Path run = whole();
    Path out = here.resolve("cut");
    Interruption interruption = new Interruption();
    RunListener stopper =
        new RunListener() {
          @Override
          public void epochMeasured(String name, int epochs, EpochRecord measured) {
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
    ExperimentOutcome resumed = new ExperimentJob(data()).resume(out, List.of(1L));
    assertThat(resumed.status()).isEqualTo(RunRecord.Status.DONE);
    for (String file : TABLES) {
      assertThat(out.resolve("seed-1").resolve(file)).hasSameBinaryContentAs(run.resolve(file));
    }
  }

  /** Two at a time in one process, each as alone. */
  @Test
  void aSweepWithJobsHasTheSameBytes() {
    String yaml =
        YAML
            + """
            sweep:
              axes:
                - {name: head, key: network.head, values: [[5], [relu 6, 5]], labels: [one, two]}
            """;
    for (int jobs : new int[] {1, 2}) {
      ExperimentOutcome outcome =
          new ExperimentJob(data())
              .threads(jobs)
              .jobs(jobs)
              .run(sweep(yaml), here.resolve("jobs" + jobs), WhatExists.RESUME);
      assertThat(outcome.status()).as(outcome.message()).isEqualTo(RunRecord.Status.DONE);
    }
    for (String cell : List.of("head=one", "head=two")) {
      for (String file : TABLES) {
        assertThat(here.resolve("jobs2").resolve(cell).resolve("seed-1").resolve(file))
            .hasSameBinaryContentAs(
                here.resolve("jobs1").resolve(cell).resolve("seed-1").resolve(file));
      }
    }
    assertThat(whole().resolve("metrics.csv"))
        .hasSameBinaryContentAs(here.resolve("jobs2/head=two/seed-1/metrics.csv"));
  }
}
