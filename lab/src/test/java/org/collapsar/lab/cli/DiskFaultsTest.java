package org.collapsar.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Disks that are full, read-only or refuse a rename, made of small file systems in memory. Skipped
 * where nothing can be mounted.
 */
@EnabledOnOs(OS.LINUX)
class DiskFaultsTest {
  private static final String[] EVERY_EPOCH = {"--set", "output.checkpointSeconds=0"};

  @TempDir Path here;
  private final Deque<Path> mounted = new ArrayDeque<>();

  @AfterEach
  void unmount() throws Exception {
    while (!mounted.isEmpty()) {
      Path last = mounted.pop();
      assertThat(run("umount", "-l", last.toString())).isZero();
    }
  }

  private static int run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private void mount(Path place, String... how) throws Exception {
    String[] command = Stream.concat(Stream.of("mount"), Stream.of(how)).toArray(String[]::new);
    int exit;
    try {
      exit = run(command);
    } catch (IOException e) {
      exit = -1;
    }
    assumeThat(exit).as("exit code of mount, which needs root").isZero();
    mounted.push(place);
  }

  private Path disk(String name, int kibibytes) throws Exception {
    Path place = Files.createDirectory(here.resolve(name));
    mount(place, "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "tmpfs", place.toString());
    return place;
  }

  private static void remount(Path place, String how) throws Exception {
    assertThat(run("mount", "-o", "remount," + how, place.toString())).isZero();
  }

  private Typed train(Path out) {
    return Typed.tiny(here, "--out", out.toString(), EVERY_EPOCH[0], EVERY_EPOCH[1]);
  }

  /** The one line about what ended the command; others say how single runs ended. */
  private static String line(Typed failed, int exitCode) {
    assertThat(failed.exitCode()).as(failed.err()).isEqualTo(exitCode);
    List<String> lines = failed.err().lines().filter(l -> l.startsWith("collapsar: ")).toList();
    assertThat(lines).hasSize(1);
    assertThat(failed.err()).endsWith(lines.get(0) + "\n");
    return lines.get(0);
  }

  private static String rows(Path experiment, int seed) throws IOException {
    return Files.readString(experiment.resolve("seed-" + seed + "/metrics.csv"));
  }

  private static Map<String, String> contents(Path below) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(below)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            below.relativize(file).toString(), java.util.Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  @Test
  void aFullDiskEndsInOneLineAndTheRestIsTrainedOnceThereIsRoom() throws Exception {
    Path whole = here.resolve("whole");
    assertThat(train(whole).exitCode()).isZero();
    // Room for the first rows, for some checkpoints, and for one run but not for the second.
    for (int size : new int[] {60, 140, 180}) {
      Path disk = disk("disk" + size, size);
      Path out = disk.resolve("out");
      assertThat(line(train(out), Exit.FAILED))
          .startsWith("collapsar: " + out)
          .endsWith(": cannot be written (No space left on device)");
      for (int seed : new int[] {1, 2}) {
        assertThat(rows(whole, seed)).startsWith(rows(out, seed));
      }
      assertThat(contents(out).keySet()).noneMatch(name -> name.endsWith(".tmp"));
      remount(disk, "size=64m");
      assertThat(Typed.in(here, "resume", out.toString()).exitCode()).isZero();
      for (int seed : new int[] {1, 2}) {
        assertThat(rows(out, seed)).as("%d KiB", size).isEqualTo(rows(whole, seed));
      }
    }
  }

  @Test
  void aReadOnlyDiskIsLeftAsItWas() throws Exception {
    Path disk = disk("disk", 1 << 16);
    Path out = disk.resolve("out");
    assertThat(train(out).exitCode()).isZero();
    Map<String, String> before = contents(disk);
    remount(disk, "ro");
    String refused = ": cannot be written (Read-only file system)";
    assertThat(line(train(out), Exit.FAILED)).isEqualTo("collapsar: " + out + refused);
    assertThat(line(Typed.in(here, "resume", out.toString()), Exit.FAILED))
        .isEqualTo("collapsar: " + out + refused);
    assertThat(line(Typed.tiny(here, "--out", out.toString(), "--force"), Exit.FAILED))
        .isEqualTo("collapsar: " + out + refused);
    assertThat(line(train(disk.resolve("new")), Exit.FAILED))
        .isEqualTo("collapsar: " + disk.resolve("new") + refused);
    assertThat(line(Typed.in(here, "report", out.toString()), Exit.FAILED))
        .isEqualTo("collapsar: " + out.resolve("report.html") + refused);
    assertThat(contents(disk)).isEqualTo(before);
  }

  /** A mount point cannot be replaced: the rename fails, as one over a network may. */
  @Test
  void aCheckpointThatCannotBeRenamedIsWrittenWhenItCanBe() throws Exception {
    Path whole = here.resolve("whole");
    RunsTest.train(whole, 1, new Interruption(), RunListener.NONE);
    Path out = here.resolve("out");
    RunsTest.interrupt(out, 2);
    Path state = out.resolve("seed-1/checkpoint/state.safetensors");
    byte[] before = Files.readAllBytes(state);
    Path same = Files.copy(state, here.resolve("same"));
    mount(state, "--bind", same.toString(), state.toString());
    Typed failed = Typed.in(here, "resume", out.toString());
    assertThat(failed.exitCode()).isEqualTo(Exit.FAILED);
    assertThat(failed.err())
        .contains(
            "seed 1: failed: " + state + ": cannot be written (Device or resource busy)\n",
            "seed 2: done\n");
    assertThat(state).hasBinaryContent(before);
    unmount();
    assertThat(Typed.in(here, "resume", out.toString()).exitCode()).isZero();
    for (int seed : new int[] {1, 2}) {
      assertThat(rows(out, seed)).isEqualTo(rows(whole, seed));
    }
  }
}
