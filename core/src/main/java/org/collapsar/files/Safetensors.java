package org.collapsar.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.files.io.Json;

/**
 * Writer of the safetensors format [1]: the length of a header as a little-endian 64-bit integer,
 * the header (JSON: for each tensor dtype, shape and where its bytes lie; string metadata), the
 * tensors' bytes without gaps. {@link SafetensorsFile} reads it.
 *
 * <p>[1] Hugging Face, <i>safetensors</i>, section "Format", github.com/huggingface/safetensors.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * Writes a file atomically. The bytes depend on the arguments alone.
   *
   * @param file to be written or replaced
   * @param metadata written in the map's order
   * @param tensors of different names; the wider format comes first in the file, so that every
   *     tensor is aligned
   * @throws IllegalArgumentException when two tensors have the same name or a text is no Unicode
   * @throws org.collapsar.FailedException when the file cannot be written
   */
  public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) {
    List<Tensor> ordered = new ArrayList<>(tensors);
    ordered.sort(Comparator.comparing((Tensor t) -> t.type().bytes()).reversed());
    byte[] header = header(metadata, ordered);
    AtomicFile.write(
        file,
        out -> {
          byte[] length = new byte[SafetensorsFile.LENGTH_BYTES];
          wrap(length).putLong(header.length);
          out.write(length);
          out.write(header);
          for (Tensor tensor : ordered) {
            tensor.writeTo(out);
          }
        });
  }

  private static byte[] header(Map<String, String> metadata, List<Tensor> tensors) {
    List<String> members = new ArrayList<>();
    if (!metadata.isEmpty()) {
      List<String> texts = new ArrayList<>();
      metadata.forEach((key, value) -> texts.add(Json.quote(key) + ":" + Json.quote(value)));
      members.add(Json.quote(SafetensorsFile.METADATA) + ":{" + String.join(",", texts) + "}");
    }
    Set<String> names = new HashSet<>();
    long offset = 0;
    for (Tensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors are called " + tensor.name());
      }
      members.add(member(tensor, offset));
      offset += tensor.bytes();
    }
    return padded(utf8("{" + String.join(",", members) + "}"));
  }

  private static String member(Tensor tensor, long offset) {
    return Json.quote(tensor.name())
        + ":{\"dtype\":\""
        + tensor.type()
        + "\",\"shape\":["
        + tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(","))
        + "],\"data_offsets\":["
        + offset
        + ","
        + (offset + tensor.bytes())
        + "]}";
  }

  /** With blanks at the end, so that the data start at a multiple of eight bytes. */
  private static byte[] padded(byte[] json) {
    int length = (json.length + 7) / 8 * 8;
    if (length > SafetensorsFile.MAX_HEADER) {
      throw new IllegalArgumentException(
          "expected a header of at most " + SafetensorsFile.MAX_HEADER + " bytes, found " + length);
    }
    byte[] header = new byte[length];
    System.arraycopy(json, 0, header, 0, json.length);
    for (int i = json.length; i < length; i++) {
      header[i] = ' ';
    }
    return header;
  }

  /** Unlike String.getBytes, does not put question marks where a text is broken. */
  private static byte[] utf8(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a name or a text of the metadata is not Unicode", e);
    }
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
