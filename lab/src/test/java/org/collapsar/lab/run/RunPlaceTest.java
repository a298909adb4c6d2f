package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.config.SweepReader;
import org.collapsar.lab.experiment.Sweep;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are handed over by their directories end as those that are trained here. */
class RunPlaceTest {
  private static final int EPOCHS = 4;

  private static final String YAML =
      """
      id: places
      title: A sweep on a cluster
      data: {name: digits, relabel: {modulo: 3}, samplesPerClass: 12}
      network: {kind: mean-field, features: 4, activation: tanh}
      train: {epochs: 4, batch: 12, steps: 0.1}
      metrics: {layers: [nc1.quotient]}
      output: {checkpointSeconds: 0}
      seeds: 2
      sweep:
        axes:
          - {name: width, key: network.width, values: [6, 9]}
      """;

  @TempDir Path here;

  private List<RunResult> run(
      String name, @Nullable RunPlace place, WhatExists whatExists, RunListener listener) {
    Sweep sweep = SweepReader.read("places.yaml", YAML, false, List.of());
    try (ExperimentDirectory opened = ExperimentDirectory.open(here.resolve(name), sweep)) {
      return new ExperimentRunner(
              new DataDirectory(here.resolve("data")),
              FetchListener.NONE,
              new Workers(1, 1),
              new Interruption(),
              List.of(listener),
              "a test",
              place)
          .run(sweep, opened, whatExists);
    }
  }

  /** Every table of every run, by its path; wall times are no numbers of a run. */
  private Map<String, String> tables(String name) throws IOException {
    Map<String, String> tables = new TreeMap<>();
    Path root = here.resolve(name);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        if (!file.endsWith("timing.csv")) {
          tables.put(root.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return tables;
  }

  /** As a task travels. */
  @SuppressWarnings("unchecked")
  private static <T> T sent(T value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(value);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (T) in.readObject();
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RunPlace place(java.util.function.Function<RunTask, RunTask.End> train) {
    return new RunPlace() {
      @Override
      public int atATime(int runs) {
        return 2;
      }

      @Override
      public RunTask.End train(RunTask task, Interruption interruption) {
        return sent(train.apply(sent(task)));
      }
    };
  }

  @Test
  void theTablesAreThoseOfALocalSweep() throws IOException {
    List<RunResult> local = run("local", null, WhatExists.RESUME_AND_REPAIR, new RunListener() {});
    AtomicLong steps = new AtomicLong();
    AtomicLong planned = new AtomicLong();
    RunListener listener =
        new RunListener() {
          @Override
          public void started(String experiment, long all) {
            planned.set(all);
          }

          @Override
          public void stepDone(long weight) {
            steps.addAndGet(weight);
          }
        };
    List<RunResult> there =
        run(
            "there",
            place(task -> task.run(1, new Interruption())),
            WhatExists.RESUME_AND_REPAIR,
            listener);
    assertThat(there).extracting(RunResult::status).containsOnly(RunRecord.Status.DONE);
    assertThat(there)
        .extracting(RunResult::name)
        .containsExactlyElementsOf(local.stream().map(RunResult::name).toList());
    assertThat(tables("there")).hasSizeGreaterThan(8).isEqualTo(tables("local"));
    assertThat(steps.get()).as("steps that were told of").isEqualTo(planned.get()).isPositive();
  }

  /**
   * A machine is lost in the middle of each run: the second attempt goes on from the checkpoint.
   */
  @Test
  void aSecondAttemptGoesOnFromTheCheckpoint() throws IOException {
    run("local", null, WhatExists.RESUME_AND_REPAIR, new RunListener() {});
    List<Integer> found = Collections.synchronizedList(new ArrayList<>());
    List<RunResult> there =
        run(
            "there",
            place(
                task -> {
                  Path run = Path.of(task.directory());
                  Interruption lost = new Interruption();
                  Thread killer = new Thread(() -> requestAtEpoch(run, 2, lost));
                  killer.start();
                  RunTask.End first = task.run(1, lost);
                  lost.request();
                  join(killer);
                  if (first.status() == RunRecord.Status.INTERRUPTED) {
                    found.add(Checkpoint.read(new RunDirectory(run).checkpoint()).epoch());
                  }
                  return task.run(1, new Interruption());
                }),
            WhatExists.RESUME_AND_REPAIR,
            new RunListener() {});
    assertThat(there).extracting(RunResult::status).containsOnly(RunRecord.Status.DONE);
    assertThat(found).allSatisfy(epoch -> assertThat(epoch).isBetween(0, EPOCHS - 1));
    assertThat(tables("there")).isEqualTo(tables("local"));
  }

  private static void requestAtEpoch(Path run, int epoch, Interruption lost) {
    Path table = run.resolve("metrics.csv");
    while (!lost.requested()) {
      try {
        if (Files.exists(table) && Files.readAllLines(table).size() > epoch + 1) {
          lost.request();
        }
      } catch (IOException e) {
        // It is being written.
        continue;
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The result of the first attempt was lost on its way, not the run. */
  @Test
  void aRunThatIsDoneIsNotTrainedAgain() throws IOException {
    List<byte[]> records = Collections.synchronizedList(new ArrayList<>());
    List<RunResult> there =
        run(
            "there",
            place(
                task -> {
                  task.run(1, new Interruption());
                  records.add(bytes(Path.of(task.directory(), "run.json")));
                  RunTask.End again = task.run(1, new Interruption());
                  records.add(bytes(Path.of(task.directory(), "run.json")));
                  return again;
                }),
            WhatExists.RESUME_AND_REPAIR,
            new RunListener() {});
    assertThat(there).extracting(RunResult::status).containsOnly(RunRecord.Status.DONE);
    // Run by run, whichever of the two threads it was: each record is there twice.
    assertThat(records.stream().map(String::new).distinct()).hasSize(records.size() / 2);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRunThatIsGivenUpFailsAlone() {
    List<RunResult> there =
        run(
            "there",
            place(
                task -> {
                  if (task.directory().endsWith("seed-1")) {
                    throw new FailedException("no machine is left");
                  }
                  return task.run(1, new Interruption());
                }),
            WhatExists.RESUME_AND_REPAIR,
            new RunListener() {});
    assertThat(there)
        .filteredOn(r -> r.seed() == 1)
        .hasSize(2)
        .allSatisfy(
            r -> {
              assertThat(r.status()).isEqualTo(RunRecord.Status.FAILED);
              RunRecord record = RunRecord.read(r.directory().path());
              assertThat(record.status()).isEqualTo(RunRecord.Status.FAILED);
              assertThat(record.message()).isEqualTo("no machine is left");
            });
    assertThat(there)
        .filteredOn(r -> r.seed() == 2)
        .extracting(RunResult::status)
        .containsExactly(RunRecord.Status.DONE, RunRecord.Status.DONE);
  }

  /** The task of a driver that was killed goes on for a while. */
  @Test
  void aSweepWhoseTaskStillWritesIsNotOpened() throws IOException {
    run(
        "there",
        place(task -> task.run(1, new Interruption())),
        WhatExists.RESUME_AND_REPAIR,
        new RunListener() {});
    Path run = ExperimentDirectory.runs(here.resolve("there")).get(0);
    try (DirectoryLock lock = DirectoryLock.tryLock(run)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(
              () -> run("there", null, WhatExists.RESUME_AND_REPAIR, new RunListener() {}))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("another process is writing this directory");
    }
  }
}
