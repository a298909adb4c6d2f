package org.collapsar.lab.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.data.images.ImageBatches;
import org.collapsar.data.images.ImageSet;
import org.collapsar.data.images.ImageSetOptions;
import org.collapsar.data.images.ImageSets;
import org.collapsar.data.images.Preprocessing;
import org.collapsar.files.Npy;
import org.collapsar.lab.run.Interruption;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;

/**
 * What the launcher runs once so that the JVM can archive the classes that commands load: a
 * measurement of a few samples, as text and as JSON, one of so many classes that their means are
 * decomposed by another route, and pictures that are read for a network. It prints what a
 * measurement prints.
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
      exitCode = run(command) + run(json) + run(manyClasses(directory));
      readPictures(directory);
    } finally {
      delete(directory);
    }
    System.exit(exitCode);
  }

  private static List<String> manyClasses(Path directory) throws IOException {
    int classes = 300;
    int dimension = 16;
    float[][] rows = new float[2 * classes][dimension];
    double[][] head = new double[classes][dimension];
    int[] numbers = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      numbers[i] = i % classes;
      for (int j = 0; j < dimension; j++) {
        rows[i][j] = (float) Math.sin(1 + i + 7.0 * i * j);
        head[numbers[i]][j] = rows[i][j];
      }
    }
    Path features = directory.resolve("many-features.npy");
    Path labels = directory.resolve("many-labels.npy");
    Path weights = directory.resolve("many-weights.npy");
    Npy.write(features, Rows.of(rows), Precision.FLOAT32);
    Npy.write(labels, numbers);
    Npy.write(weights, Rows.of(head), Precision.FLOAT32);
    return List.of(
        "measure",
        "--json",
        "--metrics",
        "nc1.pinv,nc4.mismatch",
        "--features",
        features.toString(),
        "--labels",
        labels.toString(),
        "--weights",
        weights.toString());
  }

  private static void readPictures(Path directory) throws IOException {
    Path folder = directory.resolve("pictures");
    for (String name : List.of("a/1.jpg", "b/2.jpg")) {
      Path file = folder.resolve(name);
      Files.createDirectories(folder.resolve(name.substring(0, 1)));
      ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "jpg", file.toFile());
    }
    try (ImageSet set =
            ImageSets.open(
                ImageSets.PREFIX + folder,
                ImageSetOptions.DEFAULT,
                DataDirectory.resolve(directory),
                FetchListener.NONE);
        ImageBatches batches = ImageBatches.of(set, Preprocessing.NONE, 2, 1, false)) {
      batches.next();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static int run(List<String> command) {
    return Main.run(Terminal.ofProcess(), new Interruption(), command.toArray(String[]::new));
  }
}
