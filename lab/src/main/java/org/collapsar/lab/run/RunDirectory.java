package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.FailedException;

/**
 * Directory of one run, with the names of its files.
 *
 * @param path of the directory, which need not exist
 */
public record RunDirectory(Path path) {

  /** {@return the file of configuration, provenance and status: what makes a directory a run} */
  public Path runJson() {
    return path.resolve("run.json");
  }

  /**
   * {@return the file of one of its tables}
   *
   * @param table its format
   */
  public Path file(RunTable<?> table) {
    return path.resolve(table.file());
  }

  /** {@return the file of the last certificates with their hypotheses} */
  public Path certificatesJson() {
    return path.resolve("certificates.json");
  }

  /** {@return the file of the last row of metrics.csv, with reasons for what is undefined} */
  public Path summaryJson() {
    return path.resolve("summary.json");
  }

  /**
   * {@return the file of what a theorem about descent takes of the start, where an experiment asks
   * for its rates}
   */
  public Path descentJson() {
    return path.resolve("descent.json");
  }

  /** {@return the file of the weights after some epoch} */
  public Path checkpoint() {
    return path.resolve("checkpoint").resolve("state.safetensors");
  }

  /** {@return the directory of SVG and PNG of this run alone} */
  public Path figures() {
    return path.resolve("figures");
  }

  boolean exists() {
    return Files.exists(runJson());
  }

  /** Makes the directory and its folder for the checkpoint. */
  void create() {
    try {
      Files.createDirectories(path.resolve("checkpoint"));
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be created (" + e.getMessage() + ")", e);
    }
    deleteLeftovers();
  }

  void deleteLeftovers() {
    AtomicFiles.deleteLeftovers(path);
    AtomicFiles.deleteLeftovers(path.resolve("checkpoint"));
    AtomicFiles.deleteLeftovers(figures());
  }

  /** Deletes the files that a run writes and nothing else; run.json goes first. */
  void clear() {
    deleteLeftovers();
    try {
      for (Path file : List.of(runJson(), summaryJson(), descentJson(), certificatesJson())) {
        Files.deleteIfExists(file);
      }
      for (RunTable<?> table : RunTables.ALL) {
        for (String name : table.names()) {
          Files.deleteIfExists(path.resolve(name));
        }
      }
      Files.deleteIfExists(checkpoint());
      delete(figures(), "*.{svg,png}");
      delete(path.resolve(LiveEvents.DIRECTORY), "events.out.tfevents.*.collapsar.*");
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be cleared (" + e.getMessage() + ")", e);
    }
  }

  private static void delete(Path directory, String files) throws IOException {
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, files)) {
        for (Path file : found) {
          Files.delete(file);
        }
      }
    }
  }
}
