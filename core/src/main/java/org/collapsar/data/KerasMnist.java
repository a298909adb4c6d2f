package org.collapsar.data;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Sha256;
import org.collapsar.files.Shaping;
import org.collapsar.files.TableFile;
import org.collapsar.files.text.TextOptions;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * MNIST as Keras keeps it: one NPZ file of x_train [60000 x 28 x 28], y_train, x_test and y_test.
 * What is in it is checked as the four IDX files are, whose bytes it has: header and numbers hash
 * to the same.
 */
final class KerasMnist {
  private static final int BLOCK = 500;

  private KerasMnist() {}

  /** The file that is meant by a path: itself, or in the directory; null where there is none. */
  static @Nullable Path in(Path path, String name) {
    if (Files.isRegularFile(path)) {
      return path;
    }
    Path inside = path.resolve(name + ".npz");
    return Files.isRegularFile(inside) ? inside : null;
  }

  static DataSplit read(Path npz, IdxDataSet set) {
    Map<String, String> hashes = new LinkedHashMap<>();
    ImageShape image = set.info().image().orElseThrow();
    byte[][] arrays = new byte[4][];
    String[] names = {"x_train", "y_train", "x_test", "y_test"};
    DataFile[] files = {set.trainImages(), set.trainLabels(), set.testImages(), set.testLabels()};
    for (int k = 0; k < names.length; k++) {
      boolean images = k % 2 == 0;
      arrays[k] = bytes(npz, names[k], images ? image.dimension() : 1);
      String hash = hash(arrays[k], images ? image : null);
      if (!hash.equals(files[k].sha256())) {
        throw new BadInputException(
            npz
                + ":"
                + names[k]
                + ": expected the numbers of "
                + files[k].name()
                + " of "
                + set.info().title()
                + " (sha256 "
                + files[k].sha256()
                + " with their header), found others (sha256 "
                + hash
                + ")");
      }
      hashes.put(files[k].name(), hash);
    }
    int classes = set.info().classes();
    return set.split(
        new ByteDataset(npz + ":y_train", arrays[0], arrays[1], image, classes),
        new ByteDataset(npz + ":y_test", arrays[2], arrays[3], image, classes),
        npz,
        hashes);
  }

  private static byte[] bytes(Path npz, String name, int columns) {
    try (NamedRows table =
        TableFile.open(npz + ":" + name, TextOptions.DEFAULT, Shaping.FLATTEN, remark -> {})
            .get(0)) {
      Rows rows = table.rows();
      if (rows.columns() != columns || rows.rows() > Integer.MAX_VALUE / columns - 8) {
        throw new BadInputException(
            npz
                + ":"
                + name
                + ": expected "
                + columns
                + " numbers per row, found "
                + rows.columns());
      }
      int n = (int) rows.rows();
      byte[] bytes = new byte[n * columns];
      double[] block = new double[BLOCK * columns];
      for (int first = 0; first < n; first += BLOCK) {
        int count = Math.min(BLOCK, n - first);
        rows.read(first, count, block);
        for (int j = 0; j < count * columns; j++) {
          bytes[first * columns + j] = (byte) block[j];
        }
      }
      return bytes;
    }
  }

  /** Of the IDX file with these numbers. */
  private static String hash(byte[] numbers, @Nullable ImageShape image) {
    int dimensions = image == null ? 1 : 3;
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * dimensions);
    header.put(new byte[] {0, 0, 8, (byte) dimensions});
    header.putInt(image == null ? numbers.length : numbers.length / image.dimension());
    if (image != null) {
      header.putInt(image.height()).putInt(image.width());
    }
    MessageDigest digest = Sha256.digest();
    digest.update(header.array());
    digest.update(numbers);
    return Sha256.hex(digest);
  }
}
