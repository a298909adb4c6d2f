package org.collapsar.lab.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.ExternalWriter;
import org.collapsar.lab.run.Machine;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunIndexTest {
  @TempDir Path here;

  private ExternalWriter writer(String place, long seed) {
    return ExternalWriter.start(
        here.resolve("runs").resolve(place),
        "net",
        seed,
        new External("<b>My net</b>", "PyTorch 2.4", List.of()),
        3,
        List.of("loss", "nc1.total", "lr"),
        Machine.provenance(1, "float32", "a test"));
  }

  private static void write(ExternalWriter writer, int epoch, double loss) {
    writer.write(
        new EpochRecord(
            epoch,
            Map.of("loss", MetricValue.of(loss), "nc1.total", MetricValue.undefined("because")),
            null,
            Map.of(),
            null,
            null,
            null,
            0,
            0));
  }

  private RunIndex index() {
    return new RunIndex(List.of(here.resolve("runs")), here.resolve("kept/index"));
  }

  @Test
  void aDirectoryThatIsNotThereHasNoRuns() {
    assertThat(index().look()).isEmpty();
  }

  @Test
  void seesWhateverIsWritten() {
    ExternalWriter first = writer("cnn/seed-10", 10);
    write(writer("cnn/seed-9", 9), 0, 4);
    write(first, 0, 2);
    RunIndex index = index();
    List<IndexedRun> runs = index.look();
    assertThat(runs)
        .extracting(IndexedRun::place)
        .containsExactly("runs/cnn/seed-9", "runs/cnn/seed-10");
    IndexedRun run = runs.get(1);
    assertThat(run.title()).isEqualTo("<b>My net</b>");
    assertThat(run.name()).isEqualTo("seed 10");
    assertThat(run.external()).isTrue();
    assertThat(run.group()).isEqualTo("runs/cnn");
    assertThat(run.state()).isEqualTo(RunState.RUNNING);
    assertThat(run.epoch()).isZero();
    assertThat(run.epochs()).isEqualTo(3);
    assertThat(run.last()).containsEntry("loss", 2.0).containsEntry("lr", Double.NaN);
    assertThat(run.metrics()).containsExactly("loss", "nc1.total", "lr");
    assertThat(run.sparks()).containsOnlyKeys("loss", "nc1.total");
    assertThat(run.id()).matches("[a-z0-9-]+").startsWith("cnn-seed-10-");
    assertThat(index.groups()).hasSize(1);
    assertThat(index.groups().get(0).runs()).isEqualTo(2);

    write(first, 1, 1);
    write(first, 2, 0.5);
    first.end(RunRecord.Status.DONE, null);
    run = index.now(run.id()).orElseThrow();
    assertThat(run.state()).isEqualTo(RunState.FINISHED);
    assertThat(run.epoch()).isEqualTo(2);
    assertThat(run.sparks().get("loss"))
        .extracting(Spark.Point::value)
        .containsExactly(2.0, 1.0, 0.5);
    assertThat(index.now("no-such-run")).isEmpty();
  }

  /** Damaged tables would be refused if they were read: a cold start reads what has changed. */
  @Test
  void aColdStartReadsOnlyWhatChanged() throws IOException {
    ExternalWriter a = writer("a/seed-1", 1);
    write(a, 0, 2);
    ExternalWriter b = writer("b/seed-1", 1);
    write(b, 0, 3);
    RunIndex index = index();
    List<IndexedRun> before = index.look();
    index.save();
    Path table = here.resolve("runs/a/seed-1/metrics.csv");
    FileTime time = Files.getLastModifiedTime(table);
    Files.writeString(table, Files.readString(table).replace("2.0", "7.0"));
    Files.setLastModifiedTime(table, time);
    write(b, 1, 1);
    List<IndexedRun> after = index().look();
    assertThat(after.get(0)).isEqualTo(before.get(0));
    assertThat(after.get(1).epoch()).isEqualTo(1);
    assertThat(after.get(1).sparks().get("loss")).hasSize(2);

    byte[] kept = Files.readAllBytes(here.resolve("kept/index"));
    for (int length : new int[] {0, 7, 20, kept.length / 2, kept.length - 1}) {
      Files.write(here.resolve("kept/index"), java.util.Arrays.copyOf(kept, length));
      assertThat(index().look().get(0).last()).as("%d bytes", length).containsEntry("loss", 7.0);
    }
  }

  @Test
  void rowsThatWereCutOffAreGone() throws IOException {
    ExternalWriter a = writer("a/seed-1", 1);
    write(a, 0, 2);
    write(a, 1, 1);
    write(a, 2, 0.5);
    RunIndex index = index();
    index.look();
    Path table = here.resolve("runs/a/seed-1/metrics.csv");
    Files.writeString(table, "epoch,loss,nc1.total,lr\n0,2.0,,\n1,0.75,,\n");
    IndexedRun run = index.look().get(0);
    assertThat(run.epoch()).isEqualTo(1);
    assertThat(run.sparks().get("loss")).extracting(Spark.Point::value).containsExactly(2.0, 0.75);
  }

  /** Nothing outside the directory is listed, and no list ends for what is wrong in a run. */
  @Test
  void linksAreNotFollowedAndBadRunsAreSaid() throws IOException {
    write(writer("a/seed-1", 1), 0, 2);
    Path outside = here.resolve("outside");
    ExternalWriter.start(
        outside.resolve("seed-1"),
        "x",
        1,
        new External("x", "y", List.of()),
        1,
        List.of("loss"),
        Machine.provenance(1, "float32", ""));
    Files.createSymbolicLink(here.resolve("runs/link"), outside);
    Files.createDirectories(here.resolve("runs/loop"));
    Files.createSymbolicLink(here.resolve("runs/loop/again"), here.resolve("runs"));
    Files.createDirectories(here.resolve("runs/bad/seed-2"));
    Files.writeString(here.resolve("runs/bad/seed-2/run.json"), "{\"schema\": \"other/1\"}");
    Files.createDirectories(here.resolve("runs/bad/seed-1"));
    Files.writeString(here.resolve("runs/bad/seed-1/run.json"), "{\"sche");
    List<IndexedRun> runs = index().look();
    assertThat(runs)
        .extracting(IndexedRun::place)
        .containsExactly("runs/a/seed-1", "runs/bad/seed-1", "runs/bad/seed-2");
    assertThat(runs.get(1).state()).isEqualTo(RunState.UNREADABLE);
    assertThat(runs.get(1).message())
        .isEqualTo("run.json: expected JSON, found what cannot be read");
    assertThat(runs.get(2).message())
        .isEqualTo("run.json: expected the schema collapsar/run/1, found other/1");
  }

  @Test
  void aRunTrainedElsewhereThatIsSilentHasStopped() throws IOException {
    write(writer("a/seed-1", 1), 0, 2);
    for (String name : List.of("run.json", "metrics.csv")) {
      Files.setLastModifiedTime(
          here.resolve("runs/a/seed-1").resolve(name),
          FileTime.from(Instant.now().minusSeconds(3600)));
    }
    assertThat(index().look().get(0).state()).isEqualTo(RunState.STOPPED);
  }

  /** Its clock is wrong, or ours was set back: what counts then is what was seen from here. */
  @Test
  void aRunTrainedElsewhereRunsOnceItWasSeenToWhateverTheClocksSay() throws IOException {
    ExternalWriter writer = writer("a/seed-1", 1);
    write(writer, 0, 2);
    RunIndex index = index();
    for (int seconds : new int[] {86_400, -86_400}) {
      changed(seconds);
      assertThat(index().look().get(0).state()).isEqualTo(RunState.STOPPED);
    }
    index.look();
    write(writer, 1, 1);
    changed(86_400);
    assertThat(index.look().get(0).state()).isEqualTo(RunState.RUNNING);
    assertThat(index.look().get(0).state()).isEqualTo(RunState.RUNNING);
  }

  /** Started in 1970, before the machine knew the time: an epoch did not take years. */
  @Test
  void aClockThatWasSetMakesNoRunEndless() throws IOException {
    write(writer("a/seed-1", 1), 0, 2);
    Path json = here.resolve("runs/a/seed-1/run.json");
    Files.writeString(
        json,
        Files.readString(json)
            .replaceFirst("(\"started\" *: *)\"[^\"]*\"", "$1\"1970-01-01T00:00:09Z\""));
    write(ExternalWriter.resume(here.resolve("runs/a/seed-1")), 1, 1);
    changed(-30 * 86_400);
    assertThat(index().look().get(0).state()).isEqualTo(RunState.STOPPED);
  }

  private void changed(int secondsFromNow) throws IOException {
    for (String name : List.of("run.json", "metrics.csv")) {
      Files.setLastModifiedTime(
          here.resolve("runs/a/seed-1").resolve(name),
          FileTime.from(Instant.now().plusSeconds(secondsFromNow)));
    }
  }

  /** A process that was killed holds no lock, whatever run.json says. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void oneOfOursRunsAsLongAsItsDirectoryIsLocked() throws IOException {
    write(writer("a/seed-1", 1), 0, 2);
    Path json = here.resolve("runs/a/seed-1/run.json");
    Files.writeString(json, Files.readString(json).replace("\"external\"", "\"experiment\""));
    Path lock = here.resolve("runs/a/.lock");
    try (FileChannel held =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      held.lock();
      assertThat(index().look().get(0).state()).isEqualTo(RunState.RUNNING);
    }
    assertThat(Files.exists(lock)).isTrue();
    assertThat(index().look().get(0).state()).isEqualTo(RunState.STOPPED);
  }
}
