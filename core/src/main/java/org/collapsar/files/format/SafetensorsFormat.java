package org.collapsar.files.format;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.files.io.FileBytes;

/** Safetensors: named tensors behind a header in JSON. */
public final class SafetensorsFormat implements ArrayFormat {
  @Override
  public String name() {
    return "safetensors";
  }

  @Override
  public String reads() {
    return "named tensors, safetensors.torch.save_file and the like";
  }

  @Override
  public List<String> endings() {
    return List.of(".safetensors");
  }

  /** {@inheritDoc} The format has no magic number, but a brace behind the length of its header. */
  @Override
  public boolean recognises(InputFile file) throws IOException {
    return file.isNamed(endings()) || file.has(SafetensorsFile.LENGTH_BYTES, '{');
  }

  @Override
  public List<StoredArray> open(InputFile file) throws IOException {
    return arrays(file.path());
  }

  /** All tensors of a file; those of types that are not read say so. */
  static List<StoredArray> arrays(Path path) throws IOException {
    long length = Files.size(path);
    List<StoredArray> arrays = new ArrayList<>();
    try (SafetensorsFile opened = SafetensorsFile.open(path)) {
      for (TensorInfo tensor : opened.tensors()) {
        String label = StoredArray.label(path, tensor.name());
        TensorType type = tensor.type();
        arrays.add(
            type == null
                ? RawArray.refused(
                    tensor.name(), label, tensor.typeText(), tensor.shape(), tensor.refusal())
                : RawArray.rowMajor(
                    tensor.name(),
                    label,
                    type,
                    ByteOrder.LITTLE_ENDIAN,
                    tensor.shape(),
                    new FileBytes(path, opened.position(tensor), length)));
      }
    }
    return arrays;
  }
}
