package org.collapsar.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a data set: an IDX file, which may be packed by gzip, or an archive, whose name ends
 * in .gz and which stays packed.
 *
 * @param name its canonical name, such as train-images-idx3-ubyte
 * @param bytes its size, uncompressed; that of an archive as it is
 * @param sha256 its hash, likewise
 */
record DataFile(String name, long bytes, String sha256) {

  /** Whether it is kept as it is fetched. */
  boolean staysPacked() {
    return name.endsWith(".gz");
  }

  /** What it is called where it can be fetched. */
  String address() {
    return staysPacked() ? name : name + ".gz";
  }

  /** The names that it goes by in the wild, the canonical one first. */
  List<String> names() {
    if (staysPacked()) {
      return List.of(name);
    }
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
