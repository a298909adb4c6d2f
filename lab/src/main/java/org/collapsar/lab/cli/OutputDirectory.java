package org.collapsar.lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;

/** The directory that {@code --out} names for results that are files and no runs. */
final class OutputDirectory {
  private OutputDirectory() {}

  /**
   * Where {@code --out} points.
   *
   * @throws BadInputException if the name is empty, a file is there, or runs are, whose page would
   *     be lost
   */
  static Path check(Terminal terminal, String out) {
    return check(terminal, "--out", out);
  }

  /** The same of another option. */
  static Path check(Terminal terminal, String option, String out) {
    Path path = terminal.resolve(Terminal.named(option, out));
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new BadInputException(option + " " + out + ": expected a directory, found a file");
    }
    if (Files.isDirectory(path) && holdsRuns(path)) {
      throw new BadInputException(
          option + " " + out + ": expected a directory without runs, found a run or an experiment");
    }
    return path;
  }

  private static boolean holdsRuns(Path path) {
    try (Stream<Path> files = Files.list(path)) {
      return files.anyMatch(
          file -> file.getFileName().toString().matches("run\\.json|seed-\\d+|summary\\.json"));
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Makes the directory where it does not exist.
   *
   * @throws FailedException if it cannot be made
   */
  static void create(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be written (" + e.getMessage() + ")", e);
    }
  }
}
