package org.collapsar.lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.files.Npy;
import org.collapsar.lab.run.Interruption;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;

/**
 * What the launcher runs once so that the JVM can archive the classes that commands load: a
 * measurement of a few samples, as text and as JSON. It prints what that prints.
 */
final class ArchivedRun {
  private ArchivedRun() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("collapsar");
    Path features = directory.resolve("features.npy");
    Path labels = directory.resolve("labels.npy");
    Path weights = directory.resolve("weights.npy");
    int exitCode;
    try {
      float[][] rows = {{1, 0, 0}, {1, 0.5f, 0}, {0, 1, 0}, {0, 1, 0.5f}};
      Npy.write(features, Rows.of(rows), Precision.FLOAT32);
      Npy.write(labels, new int[] {0, 0, 1, 1});
      Npy.write(weights, Rows.of(new double[][] {{1, 0, 0}, {0, 1, 0}}), Precision.FLOAT32);
      List<String> command =
          List.of(
              "measure",
              "--features",
              features.toString(),
              "--labels",
              labels.toString(),
              "--weights",
              weights.toString());
      List<String> json = new ArrayList<>(command);
      json.add("--json");
      exitCode = run(command) + run(json);
    } finally {
      for (Path file : List.of(features, labels, weights, directory)) {
        Files.deleteIfExists(file);
      }
    }
    System.exit(exitCode);
  }

  private static int run(List<String> command) {
    return Main.run(Terminal.ofProcess(), new Interruption(), command.toArray(String[]::new));
  }
}
