package org.collapsar.onnx;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.format.RawArray;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.FileBytes;

/**
 * The constants of a model: whether each has the bytes that its type and shape ask for, and its
 * numbers.
 */
final class Constants {
  private static final int FLOATS = 4;
  private static final int INT32S = 5;
  private static final int INT64S = 7;
  private static final int RAW = 9;
  private static final int DOUBLES = 10;
  private static final int UINT64S = 11;
  private static final int LONGEST_VARINT = 10;

  private final Path file;
  private final long size;
  private final ExternalFiles externals;

  /**
   * Of a model.
   *
   * @param size of the file
   */
  Constants(Path file, long size, ExternalFiles externals) {
    this.file = file;
    this.size = size;
    this.externals = externals;
  }

  /**
   * Looks at every constant of a model, before anybody asks for memory because of it.
   *
   * @throws BadInputException where one has other bytes than its shape asks for, or lies in a file
   *     that it must not name
   */
  void check(List<TensorHeader> tensors) throws IOException {
    for (TensorHeader tensor : tensors) {
      ElementType type = ElementType.of(tensor.type);
      if (type == null) {
        throw bad(tensor, "expected a type of numbers, found type " + tensor.type);
      }
      if (type == ElementType.STRING) {
        if (tensor.external) {
          throw bad(tensor, "expected numbers in an external file, found text");
        }
        continue;
      }
      long count = count(tensor);
      long bytes = bytes(type, count);
      if (tensor.external) {
        externals.bytes(tensor, bytes).close();
      } else {
        checkInside(tensor, type, count, bytes);
      }
    }
  }

  private void checkInside(TensorHeader tensor, ElementType type, long count, long bytes) {
    if (count == 0 && tensor.pieces == 0) {
      return;
    }
    boolean fits =
        tensor.pieces == 1
            && switch (tensor.field) {
              case RAW, FLOATS, DOUBLES -> tensor.length == bytes;
              // Numbers of less than 8 bits share one.
              case INT32S, INT64S, UINT64S ->
                  tensor.length <= LONGEST_VARINT * count
                      && tensor.length >= (type.bits() < Byte.SIZE ? 1 : count);
              default -> false;
            };
    if (!fits) {
      throw bad(
          tensor,
          "expected "
              + StoredArray.shapeText(tensor.shape)
              + " numbers of "
              + type.words()
              + " in one piece, found "
              + (tensor.pieces == 0
                  ? "none"
                  : tensor.pieces > 1 ? "several pieces" : tensor.length + " bytes"));
    }
  }

  private long count(TensorHeader tensor) {
    long count = 1;
    for (long side : tensor.shape) {
      if (side < 0 || (side > 0 && count > Long.MAX_VALUE / Long.BYTES / 4 / side)) {
        throw bad(tensor, "expected a shape, found " + StoredArray.shapeText(tensor.shape));
      }
      count *= side;
    }
    return count;
  }

  private static long bytes(ElementType type, long count) {
    return type.bits() >= Byte.SIZE
        ? count * (type.bits() / Byte.SIZE)
        : (count * type.bits() + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** The numbers of a constant that was checked, by the name that a user gives. */
  StoredArray array(TensorHeader tensor, String name) throws IOException {
    ElementType type = ElementType.of(tensor.type);
    TensorType stored = type == null ? null : type.stored();
    String label = StoredArray.label(file, name);
    if (type == null || stored == null) {
      return RawArray.refused(
          name,
          label,
          ElementType.words(tensor.type),
          tensor.shape,
          "expected numbers, found " + ElementType.words(tensor.type));
    }
    long bytes = bytes(type, count(tensor));
    Bytes content;
    if (tensor.external) {
      content = externals.bytes(tensor, bytes);
    } else if (tensor.field == INT32S || tensor.field == INT64S || tensor.field == UINT64S) {
      content = new VarintBytes(this, tensor, stored);
    } else {
      content = open(tensor);
    }
    return RawArray.rowMajor(name, label, stored, ByteOrder.LITTLE_ENDIAN, tensor.shape, content);
  }

  /** What lies in the model's own file, from the first number on. */
  FileBytes open(TensorHeader tensor) {
    return new FileBytes(file, tensor.start, size);
  }

  /** What is said of a constant. */
  BadInputException bad(TensorHeader tensor, String what) {
    return new BadInputException(file + ": " + tensor.describe() + ": " + what);
  }

  /** The model, for messages. */
  Path file() {
    return file;
  }
}
