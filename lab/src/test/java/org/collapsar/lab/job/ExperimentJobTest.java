package org.collapsar.lab.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.data.DataDirectory;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.experiment.Sweep;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.WhatExists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments run and reported on by a program, without the command line. */
class ExperimentJobTest {
  private static final String YAML =
      """
      id: %s
      title: A job of a library's user
      data: {name: digits, samplesPerClass: 10}
      network:
        kind: dense
        layers:
          - {width: 12, activation: relu, weightDecay: 0.001}
          - {width: classes, activation: identity, weightDecay: 0.001}
      train: {epochs: 3, batch: 25, steps: 0.05}
      metrics: {base: [loss, accuracy.train]}
      seeds: 2
      figures:
        - {id: curve, title: Loss, kind: lines, metrics: [loss]}
      claims:
        - {id: falls, text: The loss falls., metric: loss,
           rule: end-over-start-at-most, bound: 0.999}
        - {id: high, text: The loss ends above 100., metric: loss,
           rule: end-above, bound: 100}
      """;

  @TempDir Path here;

  private static Sweep sweep(String id) {
    return SweepReader.read(id + ".yaml", YAML.formatted(id), false, List.of());
  }

  private ExperimentJob job() {
    return new ExperimentJob(new DataDirectory(here.resolve("data")));
  }

  @Test
  void runsAnExperimentAndMakesItsReport() throws IOException {
    Path out = here.resolve("one");
    List<String> heard = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void epochMeasured(String run, int epochs, EpochRecord measured) {
            heard.add(run + " " + measured.epoch());
          }
        };
    ExperimentOutcome outcome =
        job()
            .threads(2)
            .listener(listener)
            .command("a program")
            .run(sweep("one"), out, WhatExists.RESUME);
    assertThat(outcome.status()).isEqualTo(RunRecord.Status.DONE);
    assertThat(outcome.message()).isNull();
    assertThat(heard).hasSize(8).startsWith("seed 1 0", "seed 1 1");
    assertThat(outcome.runs()).hasSize(2);
    assertThat(outcome.records()).extracting(RunRecord::seed).containsExactly(1L, 2L);
    assertThat(outcome.claims()).extracting(ClaimResult::id).containsExactly("falls", "high");
    assertThat(outcome.claims()).extracting(ClaimResult::holds).containsExactly(true, false);
    assertThat(outcome.report()).isEqualTo(out.resolve("report.html"));
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("The loss ends above 100.", "A job of a library&#39;s user");
    assertThat(outcome.figures()).isNotEmpty().allMatch(Files::isRegularFile);
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    JsonNode claims = summary.path("experiments").get(0).path("claims");
    assertThat(claims.get(0).path("holds").asBoolean()).isTrue();
    assertThat(claims.get(1).path("holds").asBoolean()).isFalse();
    JsonNode run =
        new ObjectMapper().readTree(out.resolve("seed-1/run.json").toFile()).path("provenance");
    assertThat(run.path("command").asText()).isEqualTo("a program");
  }

  @Test
  void severalOutcomesHaveAPageTogether() throws IOException {
    ExperimentJob job = job();
    ExperimentOutcome one = job.run(sweep("one"), here.resolve("one"), WhatExists.RESUME);
    ExperimentOutcome failed =
        ExperimentOutcome.failed(sweep("two").info(), here.resolve("two"), "no data");
    assertThat(failed.status()).isEqualTo(RunRecord.Status.FAILED);
    ExperimentJob.Together together = job.report(List.of(one, failed), here);
    assertThat(together.page()).isEqualTo(here.resolve("report.html"));
    assertThat(Files.readString(here.resolve("report.html")))
        .contains("one/report.html", "no data");
    assertThat(together.document())
        .hasToString(new ObjectMapper().readTree(here.resolve("summary.json").toFile()).toString());
    assertThat(together.document().path("experiments")).hasSize(2);
    assertThat(job.report(List.of(one), here).page()).as("one has its own page").isNull();
  }

  @Test
  void anInterruptedJobMakesNoPageAndResumeMakesIt() {
    Path out = here.resolve("one");
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
    ExperimentJob stopped = job().interruption(interruption).listener(stopper);
    ExperimentOutcome outcome = stopped.run(sweep("one"), out, WhatExists.RESUME);
    assertThat(outcome.status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    assertThat(outcome.report()).isNull();
    assertThat(outcome.claims()).isEmpty();
    assertThat(out.resolve("report.html")).doesNotExist();
    assertThat(stopped.report(List.of(outcome, outcome), here).page()).isNull();
    assertThat(out.resolve("summary.json")).isNotEmptyFile();

    ExperimentOutcome resumed = job().resume(out, List.of(1L, 2L));
    assertThat(resumed.status()).isEqualTo(RunRecord.Status.DONE);
    assertThat(resumed.report()).isEqualTo(out.resolve("report.html"));
    assertThat(resumed.claims()).hasSize(2);
  }
}
