package org.collapsar.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a data set in IDX format.
 *
 * @param name its canonical name, such as train-images-idx3-ubyte
 * @param bytes its size, uncompressed
 * @param sha256 its hash, uncompressed
 */
record IdxFile(String name, long bytes, String sha256) {

  /** The names that it goes by in the wild, the canonical one first. */
  List<String> names() {
    String dotted = name.replace("-idx", ".idx");
    return List.of(name, name + ".gz", dotted, dotted + ".gz");
  }

  /** Where it is in a directory, under whichever of its names, or null. */
  @Nullable Path in(Path directory) {
    for (String candidate : names()) {
      Path file = directory.resolve(candidate);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }
}
