package org.collapsar.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.collapsar.files.IdxBytes;
import org.collapsar.files.Sha256;

/** A data set of four small IDX files: 300 training and 20 test images of 8 x 8, four classes. */
final class MadeUpData {
  static final int TRAIN = 300;
  static final int TEST = 20;

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  MadeUpData() {
    SplittableRandom random = new SplittableRandom(5);
    files.put("train-images-idx3-ubyte", images(random, TRAIN));
    files.put("train-labels-idx1-ubyte", labels(TRAIN));
    files.put("t10k-images-idx3-ubyte", images(random, TEST));
    files.put("t10k-labels-idx1-ubyte", labels(TEST));
  }

  private static byte[] images(SplittableRandom random, int count) {
    byte[] pixels = new byte[count * 64];
    random.nextBytes(pixels);
    return IdxBytes.of(pixels, count, 8, 8);
  }

  private static byte[] labels(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 4);
    }
    return IdxBytes.of(labels, count);
  }

  List<String> names() {
    return List.copyOf(files.keySet());
  }

  byte[] plain(String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw new IllegalArgumentException(name);
    }
    return content.clone();
  }

  byte[] packed(String name) {
    return IdxBytes.gzip(plain(name));
  }

  void writePlain(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String name : names()) {
      Files.write(directory.resolve(name), plain(name));
    }
  }

  IdxDataSet from(FileSource... sources) {
    List<DataFile> specified = new ArrayList<>();
    files.forEach(
        (name, content) -> specified.add(new DataFile(name, content.length, Sha256.of(content))));
    return new IdxDataSet(
        new DataSetInfo(
            "made-up",
            "Made-up",
            64,
            Optional.of(new ImageShape(1, 8, 8)),
            List.of("a", "b", "c", "d"),
            TRAIN,
            TEST,
            255,
            false,
            "nobody",
            "https://example.org/",
            "none"),
        specified.get(0),
        specified.get(1),
        specified.get(2),
        specified.get(3),
        List.of(sources));
  }
}
