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

  /** One row an epoch. */
  public Path metricsCsv() {
    return path.resolve("metrics.csv");
  }

  /** Metrics of the layers, a row a value, where an experiment asks for them. */
  public Path layersCsv() {
    return path.resolve("layers.csv");
  }

  /** Matrices on some epochs, a row an entry, where an experiment asks for them. */
  public Path matricesCsv() {
    return path.resolve("matrices.csv");
  }

  /** Where earlier versions had Gram matrices of the class means. */
  public Path gramCsv() {
    return path.resolve("gram.csv");
  }

  /** Values and bounds of certificates, a row a bound, where an experiment asks for them. */
  public Path certificatesCsv() {
    return path.resolve("certificates.csv");
  }

  /** The last of them with their hypotheses. */
  public Path certificatesJson() {
    return path.resolve("certificates.json");
  }

  /** Histograms of the particles, where an experiment asks for their law. */
  public Path gibbsCsv() {
    return path.resolve("gibbs.csv");
  }

  /** Features as they are and as predicted, where the landscape theorems are evaluated. */
  public Path parityCsv() {
    return path.resolve("parity.csv");
  }

  /** Seconds of each epoch, kept apart so that metrics.csv depends on nothing but the seed. */
  public Path timingCsv() {
    return path.resolve("timing.csv");
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
      for (Path file :
          List.of(
              runJson(),
              summaryJson(),
              descentJson(),
              metricsCsv(),
              timingCsv(),
              layersCsv(),
              matricesCsv(),
              gramCsv(),
              gibbsCsv(),
              certificatesCsv(),
              certificatesJson(),
              parityCsv(),
              checkpoint())) {
        Files.deleteIfExists(file);
      }
      if (Files.isDirectory(figures())) {
        try (DirectoryStream<Path> drawn = Files.newDirectoryStream(figures(), "*.{svg,png}")) {
          for (Path file : drawn) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be cleared (" + e.getMessage() + ")", e);
    }
  }
}
