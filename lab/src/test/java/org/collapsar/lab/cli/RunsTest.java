package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.ConfigOverride;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.document.Schemas;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.ExperimentRunner;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.WhatExists;
import org.collapsar.lab.run.Workers;
import org.collapsar.theory.HeadPoint;
import org.collapsar.theory.MeanFieldQuantities;
import org.collapsar.theory.TheoremCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of a tiny experiment through the command line. */
class RunsTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @TempDir Path here;

  @Test
  void writesADirectoryThatSaysEverything() throws IOException {
    Typed typed = Typed.tiny(here, "--out", "a", "--json", "--threads", "1");
    assertThat(typed.exitCode()).isZero();
    JsonNode json = typed.json();
    assertThat(json.path("schema").asText()).isEqualTo("collapsar/reproduce/1");
    JsonNode experiment = json.path("experiments").get(0);
    assertThat(experiment.path("status").asText()).isEqualTo("done");
    assertThat(experiment.path("runs")).hasSize(2);
    assertThat(experiment.path("claims")).hasSize(4);
    for (JsonNode figure : experiment.path("figures")) {
      assertThat(here.resolve("a").resolve(figure.asText())).isNotEmptyFile();
    }
    assertThat(here.resolve("a").resolve(experiment.path("report").asText())).isNotEmptyFile();

    RunRecord run = RunRecord.read(here.resolve("a/seed-1"));
    assertThat(run.finished()).isTrue();
    assertThat(run.metrics().rows()).isEqualTo(7);
    assertThat(((NetworkConfig.MeanField) run.experiment().network()).width()).isEqualTo(24);
    assertThat(run.data().whole("train_samples", 0)).isEqualTo(60);
    assertThat(run.data().section("sha256").keys()).hasSize(1);
    assertThat(run.provenance().whole("threads", 1)).isEqualTo(1);
    assertThat(run.provenance().text("blas")).contains("OpenBLAS");
    assertThat(run.peakMemoryBytes().orElseThrow()).isGreaterThan(10_000_000);
    double[] tested = run.metrics().column("accuracy.test");
    assertThat(tested[0]).isBetween(0.0, 1.0);
    assertThat(tested[1]).isNaN();
    assertThat(tested[4]).isBetween(0.0, 1.0);
    assertThat(tested[6]).as("the end is tested").isBetween(0.0, 1.0);

    Schemas.checkFiles(here);
    JsonNode summary = MAPPER.readTree(here.resolve("a/seed-1/summary.json").toFile());
    assertThat(summary.path("final").path("loss").path("value").asDouble())
        .isEqualTo(run.metrics().column("loss")[6]);
  }

  @Test
  void theSameSeedGivesTheSameBytesOnAnyNumberOfThreads() throws IOException {
    train("a", 1, new Interruption(), RunListener.NONE);
    train("b", 1, new Interruption(), RunListener.NONE);
    train("c", 2, new Interruption(), RunListener.NONE);
    train("d", 3, new Interruption(), RunListener.NONE);
    for (String seed : List.of("seed-1", "seed-2")) {
      String first = metrics("a", seed);
      assertThat(first).hasLineCount(8);
      assertThat(metrics("b", seed)).isEqualTo(first);
      assertThat(metrics("c", seed)).isEqualTo(first);
      assertThat(metrics("d", seed)).isEqualTo(first);
    }
    assertThat(metrics("a", "seed-1")).isNotEqualTo(metrics("a", "seed-2"));
  }

  /** Stops in the middle of an epoch, and goes on. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5})
  void aResumedRunHasTheBytesOfAnUninterruptedOne(int stopAfter) throws IOException {
    train("whole", 1, new Interruption(), RunListener.NONE);
    interrupt("stopped", stopAfter);
    RunRecord stopped = RunRecord.read(here.resolve("stopped/seed-1"));
    assertThat(stopped.status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    assertThat(stopped.lastEpoch()).isEqualTo(stopAfter);
    train("stopped", 1, new Interruption(), RunListener.NONE);
    for (String seed : List.of("seed-1", "seed-2")) {
      assertThat(metrics("stopped", seed)).isEqualTo(metrics("whole", seed));
    }
  }

  @Test
  void resumeGoesOnWithEveryUnfinishedRun() throws IOException {
    train("whole", 1, new Interruption(), RunListener.NONE);
    interrupt("stopped", 2);
    Typed resumed = Typed.in(here, "resume", "stopped");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("run 1 of 2, seed 1, from epoch 2", "run 2 of 2, seed 2");
    for (String seed : List.of("seed-1", "seed-2")) {
      assertThat(metrics("stopped", seed)).isEqualTo(metrics("whole", seed));
    }
    assertThat(here.resolve("stopped/report.html")).isNotEmptyFile();
  }

  @Test
  void trainAlsoGoesOnWithAnUnfinishedRun() throws IOException {
    interrupt("stopped", 2);
    Typed again = Typed.tiny(here, "--out", "stopped");
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).contains("run 1 of 2, seed 1, from epoch 2");
    assertThat(RunRecord.read(here.resolve("stopped/seed-2")).finished()).isTrue();
  }

  @Test
  void aFinishedRunIsRefusedWithoutForce() throws IOException {
    train("a", 1, new Interruption(), RunListener.NONE);
    Typed again = Typed.tiny(here, "--out", "a");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err())
        .isEqualTo(
            "collapsar: "
                + here.resolve("a")
                + ": nothing to do, all runs are finished; give another --out, or --force to"
                + " replace them\n");
    Typed other = Typed.tiny(here, "--out", "a", "--set", "train.epochs=7");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .isEqualTo(
            "collapsar: "
                + here.resolve("a/seed-1")
                + ": expected a run of the same configuration, found train.epochs 6 there and 7"
                + " here: give another --out, or --force to replace it\n");
    Typed forced = Typed.tiny(here, "--out", "a", "--set", "train.epochs=7", "--force");
    assertThat(forced.exitCode()).isZero();
    assertThat(RunRecord.read(here.resolve("a/seed-1")).epochs()).isEqualTo(7);
  }

  @Test
  void reproduceKeepsWhatIsDone() throws IOException {
    String[] arguments = Typed.tinyArguments("--out", "a");
    arguments[0] = "reproduce";
    arguments[1] = "--only=wu2025-fig1a";
    train("a", 1, new Interruption(), RunListener.NONE);
    Typed again = Typed.in(here, arguments);
    assertThat(again.exitCode()).isZero();
    assertThat(again.err())
        .contains("seed 1: already finished; kept", "seed 2: already finished; kept");
  }

  @Test
  void severalExperimentsHaveAPageTogether() throws IOException {
    String[] arguments = Typed.tinyArguments("--out", "a", "--json");
    arguments[0] = "reproduce";
    arguments[1] = "--only=wu2025-fig1a,jacot2025-fig4";
    Typed typed = Typed.in(here, arguments);
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    JsonNode json = typed.json();
    assertThat(json.path("report").asText()).isEqualTo("report.html");
    int claims = 0;
    String page = Files.readString(here.resolve("a/report.html"));
    for (JsonNode experiment : json.path("experiments")) {
      claims += experiment.path("claims").size();
      String own = experiment.path("report").asText();
      assertThat(here.resolve("a").resolve(own)).isNotEmptyFile();
      assertThat(page).contains("href=\"" + own + "\"");
    }
    assertThat(claims).isEqualTo(10);
    // Each claim has a row, and each theorem on which training has certificates.
    int theorems =
        TheoremCatalogue.ALL.inRuns(HeadPoint.class, List.of()).size()
            + TheoremCatalogue.ALL.inRuns(MeanFieldQuantities.class, List.of()).size();
    assertThat(page.split("data-label=\"Theorem or figure\"", -1)).hasSize(1 + claims + theorems);
    assertThat(MAPPER.readTree(here.resolve("a/summary.json").toFile()).path("report").asText())
        .isEqualTo("report.html");
  }

  @Test
  void aClaimFlipsWithTheNumbersInMetricsCsv() throws IOException {
    train("a", 1, new Interruption(), RunListener.NONE);
    Path csv = here.resolve("a/seed-2/metrics.csv");
    for (double end : new double[] {0.21, 0.19}) {
      List<String> lines = Files.readAllLines(csv);
      String[] cells = lines.get(7).split(",", -1);
      cells[5] = Double.toString(end);
      lines.set(7, String.join(",", cells));
      Files.write(csv, lines);
      JsonNode claims = Typed.in(here, "report", "a", "--json").json().path("claims");
      JsonNode balance = claims.get(3);
      assertThat(balance.path("metric").asText()).isEqualTo("balancedness.normalised");
      assertThat(balance.path("value").asDouble()).isEqualTo(end);
      assertThat(balance.path("holds").asBoolean()).isEqualTo(end > 0.2);
    }
  }

  @Test
  void divergenceEndsOneRunAndKeepsWhatItHas() throws IOException {
    Typed typed = Typed.tiny(here, "--out", "a", "--set", "train.steps=1e30", "--json");
    assertThat(typed.exitCode()).isEqualTo(1);
    JsonNode experiment = typed.json().path("experiments").get(0);
    assertThat(experiment.path("status").asText()).isEqualTo("failed");
    assertThat(experiment.path("runs")).as("the other seed was tried as well").hasSize(2);
    for (JsonNode run : experiment.path("runs")) {
      assertThat(run.path("status").asText()).isEqualTo("diverged");
      assertThat(run.path("message").asText())
          .matches("the loss is not finite at epoch 1, step \\d+: lower train\\.steps \\(.*\\)");
    }
    assertThat(typed.err()).contains("seed 1: diverged: the loss is not finite at epoch 1");
    RunRecord run = RunRecord.read(here.resolve("a/seed-1"));
    assertThat(run.status()).isEqualTo(RunRecord.Status.DIVERGED);
    assertThat(run.metrics().rows()).isEqualTo(1);
  }

  @Test
  void aDamagedCheckpointIsRefusedAndForceStartsOver() throws IOException {
    interrupt("a", 2);
    Path state = here.resolve("a/seed-1/checkpoint/state.safetensors");
    byte[] bytes = Files.readAllBytes(state);
    Files.write(state, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Typed typed = Typed.in(here, "resume", "a");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err()).startsWith("collapsar: " + state).hasLineCount(1);
    Typed forced = Typed.tiny(here, "--out", "a", "--force");
    assertThat(forced.exitCode()).isZero();
  }

  /** Nothing is wrong with it, so nothing is changed, and its own version goes on with it. */
  @Test
  void aCheckpointOfALaterVersionIsLeftAlone() throws IOException {
    train("whole", 1, new Interruption(), RunListener.NONE);
    interrupt("a", 2);
    Path state = here.resolve("a/seed-1/checkpoint/state.safetensors");
    byte[] old = Files.readAllBytes(state);
    raiseVersion(state);
    byte[] before = Files.readAllBytes(state);
    String rows = metrics("a", "seed-1");
    Typed typed = Typed.in(here, "resume", "a");
    assertThat(typed.exitCode()).isEqualTo(2);
    assertThat(typed.err())
        .isEqualTo(
            "collapsar: "
                + state
                + ": expected a checkpoint of version 1, found version 2: a later version of"
                + " collapsar wrote it; use that one\n");
    assertThat(state).hasBinaryContent(before);
    assertThat(metrics("a", "seed-1")).isEqualTo(rows);
    Files.write(state, old);
    train("a", 1, new Interruption(), RunListener.NONE);
    assertThat(metrics("a", "seed-1")).isEqualTo(metrics("whole", "seed-1"));
  }

  /** Says in the metadata of a checkpoint that it has version 2. */
  static void raiseVersion(Path state) throws IOException {
    byte[] old = Files.readAllBytes(state);
    int length = (int) ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header =
        new String(old, 8, length, StandardCharsets.UTF_8)
            .replaceFirst("\"epoch\":\"\\d+\"", "$0,\"version\":\"2\"");
    assertThat(header).contains("version");
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer raised =
        ByteBuffer.allocate(old.length - length + padded.length()).order(ByteOrder.LITTLE_ENDIAN);
    raised.putLong(padded.length()).put(padded.getBytes(StandardCharsets.UTF_8));
    raised.put(old, 8 + length, old.length - 8 - length);
    Files.write(state, raised.array());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "presets",
        "data list",
        "data info digits",
        "data info separable",
        "data fetch digits",
        "modules",
        "measure --explain"
      })
  void everyCommandHasOneJsonDocument(String command) throws IOException {
    Typed typed = Typed.in(here, (command + " --json").split(" "));
    assertThat(typed.exitCode()).as(typed.err()).isZero();
    assertThat(typed.json().path("schema").asText()).matches("collapsar/[a-z-]+/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "reproduce",
        "presets",
        "train",
        "sweep",
        "resume",
        "report",
        "data",
        "data list",
        "data fetch",
        "data info"
      })
  void everyCommandHasHelpWithExamples(String command) {
    Typed typed = Typed.in(here, (command + " --help").strip().split(" "));
    assertThat(typed.exitCode()).isZero();
    assertThat(typed.out()).contains("Examples:", "  collapsar " + command.strip());
    assertThat(typed.err()).isEmpty();
  }

  private String metrics(String experiment, String seed) throws IOException {
    return Files.readString(here.resolve(experiment).resolve(seed).resolve("metrics.csv"));
  }

  /** Runs the tiny experiment and asks it to stop in the epoch after {@code epoch} of seed 1. */
  private void interrupt(String directory, int epoch) {
    interrupt(here.resolve(directory), epoch);
  }

  static void interrupt(Path out, int epoch) {
    Interruption interruption = new Interruption();
    RunListener stopper =
        new RunListener() {
          private boolean next;

          @Override
          public void epochMeasured(String run, int epochs, EpochRecord measured) {
            next = measured.epoch() == epoch;
          }

          @Override
          public void stepDone(long weight) {
            if (next) {
              interruption.request();
            }
          }
        };
    train(out, 1, interruption, stopper);
  }

  /** The tiny experiment without figures and page, which take longer than it. */
  private void train(
      String directory, int threads, Interruption interruption, RunListener listener) {
    train(here.resolve(directory), threads, interruption, listener);
  }

  static void train(Path out, int threads, Interruption interruption, RunListener listener) {
    List<ConfigOverride> overrides =
        List.of(
            new ConfigOverride("--data digits", "data.name", "digits"),
            ConfigOverride.parse("data.samplesPerClass=20"),
            ConfigOverride.parse("network.width=24"),
            ConfigOverride.parse("train.batch=16"),
            ConfigOverride.parse("train.epochs=6"),
            ConfigOverride.parse("metrics.testEvery=4"),
            ConfigOverride.parse("seeds=2"));
    try (ExperimentDirectory opened = ExperimentDirectory.open(out)) {
      new ExperimentRunner(
              new DataDirectory(out.resolveSibling("data")),
              FetchListener.NONE,
              new Workers(threads, 1),
              interruption,
              List.of(listener),
              "a test")
          .run(Presets.readSweep("wu2025-fig1a", false, overrides), opened, WhatExists.RESUME);
    }
  }
}
