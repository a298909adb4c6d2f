package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.files.format.TensorInfo;
import org.collapsar.lab.run.ExperimentDirectory;
import org.collapsar.lab.run.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that are ended from outside leave directories that can be read and resumed. */
@DisabledOnOs(OS.WINDOWS)
class KilledIT {
  private static final int KILLS = 6;
  private static final long SECONDS_TO_WAIT = 60;
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** As many epochs as keep a process busy for a few seconds, a checkpoint after each. */
  private static final List<String> LONG =
      List.of(
          "train",
          "wu2025-fig1a",
          "--data=digits",
          "--set=data.samplesPerClass=20",
          "--set=network.width=24",
          "--set=train.batch=16",
          "--set=train.epochs=120",
          "--set=output.checkpointSeconds=0",
          "--seeds=2",
          "--threads=1");

  private static final String SWEEP =
      """
      id: small
      title: A sweep of some seconds
      data: {name: digits, samplesPerClass: 20}
      network: {kind: mean-field, features: 10, activation: tanh}
      train: {epochs: 120, batch: 16, steps: 0.1}
      output: {checkpointSeconds: 0}
      seeds: 2
      sweep:
        axes:
          - {name: width, key: network.width, values: [24, 20]}
      """;

  @TempDir Path here;

  @Test
  void sigkillAtAnyMomentLeavesWholeFilesThatResumeToTheSameBytes() throws Exception {
    Process whole = start("whole", LONG);
    assertThat(whole.waitFor(SECONDS_TO_WAIT, TimeUnit.SECONDS)).isTrue();
    assertThat(whole.exitValue()).as(log("whole")).isZero();
    long wholeMillis = millisOfBothRuns();

    Random random = new Random(20250119);
    int midway = 0;
    for (int i = 0; i < KILLS; i++) {
      Process process = start("killed", LONG);
      waitForRuns(process);
      Thread.sleep(random.nextInt((int) Math.max(50, wholeMillis / KILLS)));
      process.destroyForcibly();
      assertThat(process.waitFor(SECONDS_TO_WAIT, TimeUnit.SECONDS)).isTrue();
      if (process.exitValue() == 0 || process.exitValue() == Exit.WRONG_USE) {
        break; // finished before the kill; the next start says that there is nothing to do
      }
      midway++;
      assertEveryFileIsWhole(here.resolve("killed"));
    }
    assertThat(midway).as("processes that were killed at work").isGreaterThanOrEqualTo(3);

    Process rest = start("killed", List.of("resume", "killed"));
    assertThat(rest.waitFor(SECONDS_TO_WAIT, TimeUnit.SECONDS)).isTrue();
    assertThat(rest.exitValue()).as(log("killed")).isZero();
    assertEveryFileIsWhole(here.resolve("killed"));
    for (String seed : List.of("seed-1", "seed-2")) {
      assertThat(here.resolve("killed").resolve(seed).resolve("metrics.csv"))
          .hasSameBinaryContentAs(here.resolve("whole").resolve(seed).resolve("metrics.csv"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalEndsWithACheckpointAnd130(String signal) throws Exception {
    List<String> command = new ArrayList<>(LONG);
    command.replaceAll(a -> a.startsWith("--set=train.epochs") ? "--set=train.epochs=100000" : a);
    command.replaceAll(
        a -> a.startsWith("--set=output") ? "--set=output.checkpointSeconds=600" : a);
    Process process = start("stopped", command);
    waitForRows(process, here.resolve("stopped/seed-1/metrics.csv"), 4);
    assumeThat(signal.equals("INT") && ignoresInterrupts(process))
        .as("started by a parent that ignores Ctrl-C")
        .isFalse();
    send(signal, process);
    assertThat(process.waitFor(SECONDS_TO_WAIT, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(log("stopped")).isEqualTo(Exit.INTERRUPTED);

    RunRecord first = RunRecord.read(here.resolve("stopped/seed-1"));
    assertThat(first.status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    assertThat(first.lastEpoch()).isGreaterThanOrEqualTo(3);
    assertThat(first.message())
        .isEqualTo(
            "interrupted after epoch " + first.lastEpoch() + ": continue with collapsar resume");
    RunRecord second = RunRecord.read(here.resolve("stopped/seed-2"));
    assertThat(second.status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    try (SafetensorsFile state = SafetensorsFile.open(state("stopped/seed-1"))) {
      assertThat(state.metadata()).containsEntry("epoch", Integer.toString(first.lastEpoch()));
    }
    assertEveryFileIsWhole(here.resolve("stopped"));
  }

  /** Ctrl-C in the middle of a sweep with two runs at a time, then resume. */
  @Test
  void aSweepThatIsInterruptedResumesToTheSameBytes() throws Exception {
    Files.writeString(here.resolve("sweep.yaml"), SWEEP);
    Process whole = start("whole", List.of("sweep", "sweep.yaml", "--threads=1"));
    assertThat(whole.waitFor(SECONDS_TO_WAIT, TimeUnit.SECONDS)).isTrue();
    assertThat(whole.exitValue()).as(log("whole")).isZero();

    Process process = start("stopped", List.of("sweep", "sweep.yaml", "--threads=2", "--jobs=2"));
    waitForRows(process, here.resolve("stopped/width=24/seed-2/metrics.csv"), 4);
    assumeThat(ignoresInterrupts(process)).as("started by one that ignores Ctrl-C").isFalse();
    send("INT", process);
    assertThat(process.waitFor(SECONDS_TO_WAIT, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(log("stopped")).isEqualTo(Exit.INTERRUPTED);
    assertEveryFileIsWhole(here.resolve("stopped"));
    assertThat(here.resolve("stopped/sweep.json")).content().contains("\"interrupted\"");
    RunRecord waiting = RunRecord.read(here.resolve("stopped/width=20/seed-2"));
    assertThat(waiting.status()).isEqualTo(RunRecord.Status.INTERRUPTED);
    assertThat(waiting.lastEpoch()).isLessThan(1);

    Process rest = start("rest", List.of("resume", "stopped", "--jobs=2"));
    assertThat(rest.waitFor(SECONDS_TO_WAIT, TimeUnit.SECONDS)).isTrue();
    assertThat(rest.exitValue()).as(log("rest")).isZero();
    for (String file : List.of("width=24/seed-1", "width=24/seed-2", "width=20/seed-2")) {
      assertThat(here.resolve("stopped").resolve(file).resolve("metrics.csv"))
          .hasSameBinaryContentAs(here.resolve("whole").resolve(file).resolve("metrics.csv"));
    }
    assertThat(here.resolve("stopped/sweep.csv"))
        .hasSameBinaryContentAs(here.resolve("whole/sweep.csv"));
    assertThat(here.resolve("stopped/report.html")).isNotEmptyFile();
  }

  /** Two processes in one directory would write over each other. */
  @Test
  void aSecondProcessIsKeptOut() throws Exception {
    List<String> command = new ArrayList<>(LONG);
    command.replaceAll(a -> a.startsWith("--set=train.epochs") ? "--set=train.epochs=100000" : a);
    Process process = start("busy", command);
    waitForRows(process, here.resolve("busy/seed-1/metrics.csv"), 2);
    List<String> same = new ArrayList<>(command);
    same.addAll(List.of("--out", "busy"));
    List<Typed> others =
        List.of(
            Typed.in(here, same.toArray(new String[0])),
            Typed.in(here, "resume", "busy"),
            Typed.in(here, "resume", "busy/seed-1"));
    boolean undisturbed = process.isAlive();
    process.destroyForcibly().waitFor(SECONDS_TO_WAIT, TimeUnit.SECONDS);
    assertThat(undisturbed).isTrue();
    for (Typed other : others) {
      assertThat(other.exitCode()).isEqualTo(2);
      assertThat(other.err())
          .isEqualTo(
              "collapsar: "
                  + here.resolve("busy")
                  + ": another process is writing this directory\n");
    }
    try (ExperimentDirectory released = ExperimentDirectory.open(here.resolve("busy"))) {
      assertThat(released.path()).isDirectory();
    }
  }

  /** The shell's limit on the size of files stands in for a disk without room. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileThatCannotBeWrittenFailsInOneLineAndCanBeResumed() throws Exception {
    List<String> command = new ArrayList<>(LONG);
    command.replaceAll(a -> a.startsWith("--set=train.epochs") ? "--set=train.epochs=2" : a);
    command.replaceAll(a -> a.startsWith("--set=network") ? "--set=network.width=600" : a);
    // In units of 1024 bytes: room for every file but the checkpoint.
    Process process = start("full", command, "bash", "-c", "ulimit -f 60; exec \"$@\"", "bash");
    assertThat(process.waitFor(SECONDS_TO_WAIT, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(log("full")).isEqualTo(Exit.FAILED);
    List<String> errors = log("full").lines().filter(l -> l.startsWith("collapsar: ")).toList();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).contains("state.safetensors");
    assertThat(log("full")).doesNotContain("Exception", "\tat ");
    RunRecord run = RunRecord.read(here.resolve("full/seed-1"));
    assertThat(run.status()).isEqualTo(RunRecord.Status.FAILED);
    assertThat("collapsar: " + run.message()).isEqualTo(errors.get(0));
    assertEveryFileIsWhole(here.resolve("full"));

    assertThat(Typed.in(here, "resume", "full").exitCode()).isZero();
  }

  private static void assertEveryFileIsWhole(Path experiment) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(experiment)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.startsWith(".")) {
        continue; // a temporary file that never got its name, or the lock
      }
      if (name.endsWith(".json")) {
        STRICT.readTree(Files.readString(file));
      }
      if (name.equals("run.json")) {
        RunRecord.read(file.getParent());
      }
      if (name.endsWith(".csv")) {
        // Rows are appended: the last one may be cut off anywhere, and does not count then.
        String text = Files.readString(file);
        text = text.substring(0, text.lastIndexOf('\n') + 1);
        long columns = text.lines().findFirst().orElseThrow().chars().filter(c -> c == ',').count();
        assertThat(text.lines())
            .allMatch(line -> line.chars().filter(c -> c == ',').count() == columns);
      }
      if (name.endsWith(".safetensors")) {
        try (SafetensorsFile state = SafetensorsFile.open(file)) {
          for (TensorInfo tensor : state.tensors()) {
            assertThat(state.values(tensor.name())).doesNotContain(Double.NaN);
          }
          int epoch = Integer.parseInt(state.metadata().get("epoch"));
          RunRecord run = RunRecord.read(file.getParent().getParent());
          assertThat(run.lastEpoch()).isGreaterThanOrEqualTo(epoch);
        }
      }
      if (name.endsWith(".html")) {
        assertThat(Files.readString(file).strip()).endsWith("</html>");
      }
    }
  }

  private Process start(String directory, List<String> arguments, String... through)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(through));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(
        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-Djava.awt.headless=true", "-cp", classPath, Main.class.getName()));
    command.addAll(arguments);
    if (!arguments.get(0).equals("resume")) {
      command.addAll(List.of("--out", directory));
    }
    File log = here.resolve(directory + ".log").toFile();
    return new ProcessBuilder(command)
        .directory(here.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private String log(String directory) throws IOException {
    return Files.readString(here.resolve(directory + ".log"));
  }

  private Path state(String run) {
    return here.resolve(run).resolve("checkpoint/state.safetensors");
  }

  private long millisOfBothRuns() {
    return (long)
        (1000
            * (RunRecord.read(here.resolve("whole/seed-1")).seconds().orElseThrow()
                + RunRecord.read(here.resolve("whole/seed-2")).seconds().orElseThrow()));
  }

  /** Until the process has begun to write, so that the kills do not all hit the JVM's start. */
  private void waitForRuns(Process process) throws Exception {
    long lines = Files.exists(here.resolve("killed.log")) ? log("killed").lines().count() : 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_WAIT);
    while (process.isAlive() && log("killed").lines().count() <= lines + 1) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(2);
    }
  }

  private static void waitForRows(Process process, Path csv, int rows) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_WAIT);
    while (!Files.exists(csv) || Files.readAllLines(csv).size() < rows + 1) {
      assertThat(process.isAlive()).isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(10);
    }
  }

  private static void send(String signal, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** Signal 2 in the mask of ignored signals, which children inherit. */
  private static boolean ignoresInterrupts(Process process)
      throws IOException, InterruptedException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return false;
    }
    boolean ignores =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    if (ignores) {
      // The test is skipped, and its directory deleted.
      process.destroyForcibly().waitFor();
    }
    return ignores;
  }
}
