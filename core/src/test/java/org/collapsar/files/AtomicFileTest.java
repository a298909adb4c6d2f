package org.collapsar.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
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

  /** A directory is in the way of the rename, as another mount would be. */
  @Test
  void aRenameThatIsRefusedLeavesEverythingAsItWas() throws IOException {
    Path file = Files.createDirectory(directory.resolve("a.txt"));
    Files.writeString(file.resolve("kept"), "old");
    assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(1)))
        .isInstanceOf(FailedException.class)
        .hasMessageMatching(Pattern.quote(file + ": cannot be written (") + "[^/]+\\)");
    assertThat(file.resolve("kept")).hasContent("old");
    assertThat(directory.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void aRenameThatFailsLeavesTheOldContent() throws IOException {
    Path file = directory.resolve("a.txt");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> out.write(1),
                    (finished, target) -> {
                      throw new FileSystemException(
                          finished.toString(), target.toString(), "Stale file handle");
                    }))
        .isInstanceOf(FailedException.class)
        .hasMessage(file + ": cannot be written (Stale file handle)");
    assertThat(file).hasContent("old");
    assertThat(directory.toFile().list()).containsExactly("a.txt");
  }

  /** A server of files whose first answer was lost does it and then finds nothing to rename. */
  @Test
  void aRenameThatWasDoneAlthoughItFailedIsDone() throws IOException {
    Path file = directory.resolve("a.txt");
    Files.writeString(file, "old");
    AtomicFile.write(
        file,
        out -> out.write('n'),
        (finished, target) -> {
          Files.move(finished, target, StandardCopyOption.REPLACE_EXISTING);
          throw new NoSuchFileException(finished.toString());
        });
    assertThat(file).hasContent("n");
    assertThat(directory.toFile().list()).containsExactly("a.txt");
  }

  /** It is gone, but what has the name is another file. */
  @Test
  void aFileThatVanishedBeforeItsRenameIsNotTakenForDone() throws IOException {
    Path file = directory.resolve("a.txt");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> out.write('n'),
                    (finished, target) -> {
                      Files.delete(finished);
                      throw new NoSuchFileException(finished.toString());
                    }))
        .hasMessage(file + ": cannot be written (no such file or directory)");
    assertThat(file).hasContent("old");
  }

  @Test
  void theReasonNamesNoTemporaryFile() {
    Path file = directory.resolve("missing").resolve("a.txt");
    assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(1)))
        .hasMessageMatching(Pattern.quote(file + ": cannot be written (") + "[^/]+\\)");
  }
}
