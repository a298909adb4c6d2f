package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.FailedException;

/** Where the files of one run are. */
public record RunDirectory(Path path) {

  /** Configuration, provenance and status: what makes a directory a run. */
  public Path runJson() {
    return path.resolve("run.json");
  }

  /** The file of one of its tables. */
  public Path file(RunTable<?> table) {
    return path.resolve(table.file());
  }

  /** The last certificates with their hypotheses. */
  public Path certificatesJson() {
    return path.resolve("certificates.json");
  }

  /** The last row of metrics.csv, with reasons for what is undefined. */
  public Path summaryJson() {
    return path.resolve("summary.json");
  }

  /** What a theorem about descent takes of the start, where an experiment asks for its rates. */
  public Path descentJson() {
    return path.resolve("descent.json");
  }

  /** Weights after some epoch. */
  public Path checkpoint() {
    return path.resolve("checkpoint").resolve("state.safetensors");
  }

  /** SVG and PNG of this run alone. */
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
