package org.collapsar.files.format;

import java.io.IOException;
import java.util.List;
import org.collapsar.files.io.FileBytes;

/** NPY, NumPy's format of one array. */
public final class NpyFormat implements ArrayFormat {
  @Override
  public String name() {
    return "NPY";
  }

  @Override
  public String reads() {
    return "one array, numpy.save: versions 1 to 3, either order of dimensions and of bytes";
  }

  @Override
  public List<String> endings() {
    return List.of(".npy");
  }

  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.has(0, 0x93, 'N', 'U', 'M', 'P', 'Y');
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    String label = file.path().toString();
    long length = file.size();
    try (FileBytes bytes = file.bytes()) {
      NpyHeader header = NpyHeader.read(label, bytes.stream(length), length);
      return List.of(header.array("", label, bytes.from(header.dataStart())));
    }
  }
}
