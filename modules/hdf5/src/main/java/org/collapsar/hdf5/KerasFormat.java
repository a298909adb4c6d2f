package org.collapsar.hdf5;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.CheckedBytes;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.InflatedBytes;
import org.collapsar.files.io.ZipMember;

/**
 * Models of Keras since version 3: a zip archive whose weights are HDF5. Layers are named in it by
 * their classes, numbered in their order: dense, dense_1.
 */
public final class KerasFormat implements ArrayFormat {
  private static final String WEIGHTS = "model.weights.h5";
  private static final String CONFIG = "config.json";

  @Override
  public String name() {
    return "Keras";
  }

  @Override
  public String reads() {
    return "weights of a .keras model as layers/NAME/vars/0";
  }

  @Override
  public List<String> endings() {
    return List.of(".keras");
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.zipHas(WEIGHTS::equals);
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    try (FileBytes archive = file.bytes()) {
      ZipMember weights = member(file, WEIGHTS).orElseThrow();
      List<StoredArray> arrays = Hdf5Format.arrays(source(file.path(), archive, weights), false);
      return new LayerNames(names(file, archive))
          .give(arrays).stream().map(KerasArray::of).toList();
    }
  }

  /** What config.json calls the layers. */
  private static Map<String, String> names(InputFile file, FileBytes archive) throws IOException {
    Optional<ZipMember> config = member(file, CONFIG);
    if (config.isEmpty() || config.get().size() > KerasConfig.LARGEST) {
      return Map.of();
    }
    ZipMember member = config.get();
    try (Bytes bytes = bytes(file.path(), archive, member, 0);
        InputStream json = bytes.stream(member.size())) {
      return KerasConfig.names(json);
    }
  }

  private static Optional<ZipMember> member(InputFile file, String name) throws IOException {
    return file.zipMembers().stream().filter(member -> member.name().equals(name)).findFirst();
  }

  private static Source source(Path file, FileBytes archive, ZipMember member) {
    return new Source(file, member.size(), start -> bytes(file, archive, member, start));
  }

  /** Read in place where the member is stored as it is, as Keras does. */
  private static Bytes bytes(Path file, FileBytes archive, ZipMember member, long start) {
    String label = StoredArray.label(file, member.name());
    Bytes packed = archive.from(member.start());
    return member.deflated()
        ? new InflatedBytes(label, member, packed, start)
        : new CheckedBytes(label, member, packed, start);
  }
}
