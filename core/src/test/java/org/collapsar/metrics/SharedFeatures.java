package org.collapsar.metrics;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
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

  private SharedFeatures(Path formats) throws IOException {
    for (int s = 0; s < SHARDS; s++) {
      String file = formats.resolve("npz_shards/shard-0000" + s + "-of-00004.npz").toString();
      double[] part = MatrixFile.read(file + ":features").data();
      System.arraycopy(part, 0, features.data(), s * SHARD * 64, part.length);
      double[] of = MatrixFile.readVector(file + ":labels");
      for (int i = 0; i < SHARD; i++) {
        labels[s * SHARD + i] = (int) of[i];
      }
    }
    // The tensors of a PyTorch file are stored entries: told apart by their sizes.
    Path dictionary = formats.resolve("dict.pt");
    weights = new Matrix(10, 64, floats(dictionary, 640));
    bias = floats(dictionary, 10);
  }

  static SharedFeatures get() throws IOException {
    String shared = System.getenv("COLLAPSAR_SHARED");
    if (shared == null || !Files.isDirectory(Path.of(shared, "data", "formats"))) {
      return abort("SKIPPED: COLLAPSAR_SHARED does not name the folder of shared data");
    }
    return new SharedFeatures(Path.of(shared, "data", "formats"));
  }

  private static double[] floats(Path file, int count) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry =
          zip.stream().filter(e -> e.getSize() == 4L * count).findFirst().orElseThrow();
      byte[] bytes = new byte[4 * count];
      try (DataInputStream in = new DataInputStream(zip.getInputStream(entry))) {
        in.readFully(bytes);
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = buffer.getFloat();
      }
      return values;
    }
  }
}
