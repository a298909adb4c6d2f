package org.collapsar.hdf5;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.files.format.ArrayFormat;
import org.collapsar.files.format.InputFile;
import org.collapsar.files.format.StoredArray;
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
      ZipMember weights = member(file, WEIGHTS);
      return Hdf5Format.arrays(source(file.path(), archive, weights), false).stream()
          .map(KerasArray::of)
          .toList();
    }
  }

  private static ZipMember member(InputFile file, String name) throws IOException {
    return file.zipMembers().stream()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Read in place where the weights are stored as they are, which Keras does. */
  private static Source source(Path file, FileBytes archive, ZipMember member) {
    String label = StoredArray.label(file, member.name());
    return new Source(
        file,
        member.size(),
        start ->
            member.deflated()
                ? new InflatedBytes(label, member, archive.from(member.start()), start)
                : new CheckedBytes(label, member, archive.from(member.start()), start));
  }
}
