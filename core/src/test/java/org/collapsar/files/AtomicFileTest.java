package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.FailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path directory;

  @Test
  void replacesTheContent() throws IOException {
    Path file = directory.resolve("a.txt");
    Files.writeString(file, "a longer old content");
    AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
    assertThat(file).hasContent("new");
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void leavesTheOldContentWhenWritingFails() throws IOException {
    Path file = directory.resolve("a.txt");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(FailedException.class)
        .hasMessage(file + ": cannot be written (No space left on device)");
    assertThat(file).hasContent("old");
    assertThat(directory.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void leavesNothingWhenTheContentThrowsSomethingElse() {
    Path file = directory.resolve("a.txt");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void failsWhereThereIsNoDirectory() {
    Path file = directory.resolve("missing").resolve("a.txt");
    assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(1)))
        .isInstanceOf(FailedException.class)
        .hasMessageStartingWith(file + ": cannot be written (");
  }
}
