package org.collapsar.files.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file, checked: shapes of known types that agree with the offsets,
 * offsets that tile the data exactly, nothing besides.
 *
 * @param tensors by name, in the order of their bytes
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorInfo> tensors) {
  private static final int MAX_DIMENSIONS = 8;

  /**
   * Reads the header's text.
   *
   * @param file for messages
   * @param dataBytes how many bytes follow the header
   * @throws BadInputException when the header is not that of such data
   */
  static SafetensorsHeader parse(Path file, String text, long dataBytes) {
    Object root;
    try {
      root = Json.parse(text);
    } catch (Json.Malformed e) {
      throw bad(file, "expected a header in JSON: " + e.getMessage(), e);
    }
    Map<String, String> metadata = Map.of();
    List<TensorInfo> tensors = new ArrayList<>();
    for (Map.Entry<String, Object> member : object(file, "the header", root).entrySet()) {
      if (member.getKey().equals(SafetensorsFile.METADATA)) {
        metadata = metadata(file, member.getValue());
      } else {
        tensors.add(tensor(file, member.getKey(), member.getValue()));
      }
    }
    return new SafetensorsHeader(metadata, tiling(file, tensors, dataBytes));
  }

  private static Map<String, String> metadata(Path file, Object value) {
    Map<String, String> metadata = new LinkedHashMap<>();
    object(file, SafetensorsFile.METADATA, value)
        .forEach((key, text) -> metadata.put(key, string(file, "metadata " + key, text)));
    return metadata;
  }

  private static TensorInfo tensor(Path file, String name, Object value) {
    String what = "tensor " + Json.quote(name);
    Map<String, Object> members = object(file, what, value);
    if (members.size() != 3) {
      throw bad(
          file, what + ": expected dtype, shape and data_offsets, found " + members.keySet(), null);
    }
    String dtype = string(file, what + " dtype", members.get("dtype"));
    List<Long> shape = wholes(file, what + " shape", members.get("shape"));
    List<Long> offsets = wholes(file, what + " data_offsets", members.get("data_offsets"));
    if (shape.size() > MAX_DIMENSIONS) {
      throw bad(
          file,
          what + ": expected at most " + MAX_DIMENSIONS + " dimensions, found " + shape.size(),
          null);
    }
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw bad(file, what + ": expected data_offsets [begin, end], found " + offsets, null);
    }
    TensorInfo info =
        new TensorInfo(name, TensorType.named(dtype), dtype, shape, offsets.get(0), offsets.get(1));
    checkSize(file, what, info);
    return info;
  }

  private static void checkSize(Path file, String what, TensorInfo info) {
    long bytes;
    TensorType type = info.type();
    if (type == null) {
      return;
    }
    try {
      bytes = type.bytes();
      for (long size : info.shape()) {
        bytes = Math.multiplyExact(bytes, size);
      }
    } catch (ArithmeticException e) {
      throw bad(file, what + ": expected a possible shape, found " + info.shapeText(), e);
    }
    if (bytes != info.end() - info.begin()) {
      throw bad(
          file,
          what
              + ": expected "
              + bytes
              + " bytes for "
              + info.shapeText()
              + " of "
              + info.type()
              + ", found data_offsets of "
              + (info.end() - info.begin()),
          null);
    }
  }

  /** Every byte of the data belongs to exactly one tensor. */
  private static Map<String, TensorInfo> tiling(
      Path file, List<TensorInfo> tensors, long dataBytes) {
    tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    Map<String, TensorInfo> byName = new LinkedHashMap<>();
    long next = 0;
    for (TensorInfo tensor : tensors) {
      if (tensor.begin() != next) {
        throw bad(
            file,
            "tensor "
                + Json.quote(tensor.name())
                + ": expected data that begin at "
                + next
                + ", where the tensor before ends, found "
                + tensor.begin(),
            null);
      }
      next = tensor.end();
      byName.put(tensor.name(), tensor);
    }
    if (next != dataBytes) {
      throw bad(file, "expected " + next + " bytes after the header, found " + dataBytes, null);
    }
    return byName;
  }

  private static Map<String, Object> object(Path file, String what, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw bad(file, what + ": expected an object, found another value", null);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach((key, member) -> members.put((String) key, member));
    return members;
  }

  private static String string(Path file, String what, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw bad(file, what + ": expected a text, found " + describe(value), null);
  }

  private static List<Long> wholes(Path file, String what, @Nullable Object value) {
    List<Long> numbers = new ArrayList<>();
    if (!(value instanceof List<?> list)) {
      throw bad(file, what + ": expected a list, found " + describe(value), null);
    }
    for (Object element : list) {
      if (!(element instanceof Long number) || number < 0) {
        throw bad(file, what + ": expected whole numbers of at least 0, found " + element, null);
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static String describe(@Nullable Object value) {
    return value == null ? "none" : "another value";
  }

  private static BadInputException bad(Path file, String message, @Nullable Throwable cause) {
    String line = file + ": " + message;
    return cause == null ? new BadInputException(line) : new BadInputException(line, cause);
  }
}
