package org.collapsar.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path here;

  private DirectoryLock taken() throws IOException {
    DirectoryLock lock = DirectoryLock.tryLock(here);
    assertThat(lock).isNotNull();
    return lock;
  }

  @Test
  void oneAtATime() throws IOException {
    try (DirectoryLock first = taken()) {
      assertThat(first).isNotNull();
      assertThat(DirectoryLock.tryLock(here)).isNull();
      assertThat(DirectoryLock.tryLock(here.resolve("."))).isNull();
    }
    assertThat(here).isEmptyDirectory();
    try (DirectoryLock again = taken()) {
      assertThat(again).isNotNull();
    }
  }

  /** Closing any descriptor of a file releases the locks that the process has on it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aRefusedAttemptOfTheSameProcessReleasesNothing() throws IOException {
    try (DirectoryLock first = taken()) {
      assertThat(first).isNotNull();
      assertThat(isLocked()).isTrue();
      assertThat(DirectoryLock.tryLock(here)).isNull();
      assertThat(isLocked()).isTrue();
    }
  }

  private boolean isLocked() throws IOException {
    String inode = ":" + Files.getAttribute(here.resolve(".lock"), "unix:ino") + " ";
    return Files.readAllLines(Path.of("/proc/locks")).stream().anyMatch(l -> l.contains(inode));
  }

  /** Its holder lets go between our opening the file and our lock; then a third one comes. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aLockOnAFileThatWasDeletedKeepsEverybodyOut() throws IOException {
    try (DirectoryLock second =
        DirectoryLock.tryLock(
            here,
            () -> {
              assertThat(here.resolve(".lock").toFile().delete()).isTrue();
            })) {
      assertThat(second).isNotNull();
      assertThat(isLocked()).as("the file of that name").isTrue();
    }
    assertThat(here).isEmptyDirectory();
  }

  @Test
  void whatAKilledProcessLeftIsNoLock() throws Exception {
    Files.createFile(here.resolve(".lock"));
    try (DirectoryLock lock = taken()) {
      assertThat(lock).isNotNull();
    }
    assertThat(here).isEmptyDirectory();
  }

  /** Another process takes the new file in between. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theThirdOneMayBeFaster() throws Exception {
    Process[] third = new Process[1];
    DirectoryLock second =
        DirectoryLock.tryLock(
            here,
            () -> {
              assertThat(here.resolve(".lock").toFile().delete()).isTrue();
              third[0] = holder();
            });
    try {
      assertThat(second).isNull();
      assertThat(here.resolve(".lock")).exists();
    } finally {
      third[0].destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    }
    try (DirectoryLock free = taken()) {
      assertThat(free).as("released by the kill").isNotNull();
    }
  }

  private Process holder() {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  Holder.class.getName(),
                  here.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      assertThat(process.getInputStream().read()).isEqualTo('!');
      return process;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A process that takes a directory, says so and waits to be killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      try (DirectoryLock lock = DirectoryLock.tryLock(Path.of(arguments[0]))) {
        System.out.print(lock == null ? "?" : "!");
        System.out.flush();
        Thread.sleep(TimeUnit.MINUTES.toMillis(5));
      }
    }
  }
}
