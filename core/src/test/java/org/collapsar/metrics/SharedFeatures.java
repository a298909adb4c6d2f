package org.collapsar.metrics;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import org.collapsar.files.MatrixFile;
import org.collapsar.linalg.Matrix;

/**
 * Features of a trained network, which are not part of the project: tests on them run where the
 * environment variable COLLAPSAR_SHARED names the folder, elsewhere they are skipped.
 */
final class SharedFeatures {
  private static final int SHARDS = 4;
  private static final int SHARD = 50;

  /** Of a ResNet20 on CIFAR-10, [200 x 64]. */
  final Matrix features = new Matrix(SHARDS * SHARD, 64);

  final int[] labels = new int[SHARDS * SHARD];
  final Matrix weights;
  final double[] bias;

  private SharedFeatures(Path formats) {
    for (int s = 0; s < SHARDS; s++) {
      String file = formats.resolve("npz_shards/shard-0000" + s + "-of-00004.npz").toString();
      double[] part = MatrixFile.read(file + ":features").data();
      System.arraycopy(part, 0, features.data(), s * SHARD * 64, part.length);
      double[] of = MatrixFile.readVector(file + ":labels");
      for (int i = 0; i < SHARD; i++) {
        labels[s * SHARD + i] = (int) of[i];
      }
    }
    String dictionary = formats.resolve("dict.pt").toString();
    weights = MatrixFile.read(dictionary + ":weight");
    bias = MatrixFile.readVector(dictionary + ":bias");
  }

  /** The folder {@code data}. */
  static Path data() {
    String shared = System.getenv("COLLAPSAR_SHARED");
    if (shared == null || !Files.isDirectory(Path.of(shared, "data", "formats"))) {
      return abort("SKIPPED: COLLAPSAR_SHARED does not name the folder of shared data");
    }
    return Path.of(shared, "data");
  }

  static SharedFeatures get() {
    return new SharedFeatures(data().resolve("formats"));
  }
}
