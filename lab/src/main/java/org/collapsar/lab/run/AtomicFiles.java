package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;

/** Writer of small files, each of which is whole at any moment. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /**
   * Writes bytes; the directory has to exist.
   *
   * @param file to be written or replaced
   * @param content all of it
   * @throws FailedException if they cannot be written; the old content is untouched
   */
  public static void write(Path file, byte[] content) {
    AtomicFile.write(file, out -> out.write(content));
  }

  /**
   * Writes a text in UTF-8; the directory has to exist.
   *
   * @param file to be written or replaced
   * @param text all of it
   * @throws FailedException if it cannot be written; the old content is untouched
   */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Deletes what a process that was killed while writing left behind. */
  static void deleteLeftovers(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, ".*.tmp")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      throw new FailedException(directory + ": cannot be tidied up (" + e.getMessage() + ")", e);
    }
  }
}
