package org.collapsar.hdf5;

import io.jhdf.ObjectHeader;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.FillValueOldMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.collapsar.files.format.NpyTexts;
import org.collapsar.files.format.RawArray;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.TensorType;
import org.collapsar.files.io.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Turns the header of a dataset into an array. Numbers that lie together are read in place, as
 * those of NPY are; the others a chunk at a time ({@link ChunkedBytes}).
 */
final class Datasets {
  private static final long NOWHERE = -1;

  /** The type of a dataspace without a number, not even one. */
  private static final int NULL_SPACE = 2;

  private final Storage storage;
  private final boolean matlab;

  /**
   * For the datasets of a file.
   *
   * @param matlab whether MATLAB wrote it: its arrays have their first dimension fastest, and stand
   *     in the file with their dimensions reversed
   */
  Datasets(Storage storage, boolean matlab) {
    this.storage = storage;
    this.matlab = matlab;
  }

  /** The array of a dataset. */
  StoredArray array(String name, String label, ObjectHeader header) {
    DataSpace space = header.getMessageOfType(DataSpaceMessage.class).getDataSpace();
    List<Long> shape = new ArrayList<>();
    for (long size : space.getDimensionsAsLong()) {
      shape.add(size);
    }
    if (matlab) {
      Collections.reverse(shape);
    }
    DataTypeMessage typeMessage = header.getMessageOfType(DataTypeMessage.class);
    NumberType number = NumberType.of(typeMessage);
    TensorType type = number.type();
    String refusal =
        space.getType() == NULL_SPACE
            ? "expected numbers, found a dataset that has none (a null dataspace)"
            : matlab ? MatlabClass.refusal(header) : null;
    if (refusal == null && type == null && !matlab && !typeMessage.isMessageShared()) {
      StoredArray texts = texts(name, label, header, space, typeMessage.getDataType(), shape);
      if (texts != null) {
        return texts;
      }
    }
    if (refusal == null && type == null) {
      refusal = "expected numbers, found " + number.text();
    }
    if (refusal == null) {
      refusal = sizeRefusal(shape, type);
    }
    if (refusal != null || type == null) {
      return RawArray.refused(name, label, number.text(), positive(shape), String.valueOf(refusal));
    }
    if (matlab && MatlabClass.isLogical(header) && type == TensorType.U8) {
      type = TensorType.BOOL;
    }
    return numbers(name, label, header, space, type, number.order(), shape);
  }

  private StoredArray numbers(
      String name,
      String label,
      ObjectHeader header,
      DataSpace space,
      TensorType type,
      ByteOrder order,
      List<Long> shape) {
    long length = shape.stream().reduce((long) type.bytes(), (a, b) -> a * b);
    byte[] fill = fill(header, type.bytes());
    DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
    Bytes bytes;
    if (layout instanceof CompactDataLayoutMessage compact) {
      ByteBuffer data = compact.getDataBuffer();
      byte[] content = new byte[data.remaining()];
      data.get(content);
      if (content.length < length) {
        return RawArray.refused(name, label, type.name(), shape, tooShort(length, content.length));
      }
      bytes = new RepeatedBytes(content.length == 0 ? fill : content);
    } else if (layout instanceof ContiguousDataLayoutMessage contiguous) {
      long address = contiguous.getAddress();
      if (address != NOWHERE && !storage.has(address, length)) {
        return RawArray.refused(
            name, label, type.name(), shape, tooShort(length, storage.source().size()));
      }
      bytes = address == NOWHERE ? new RepeatedBytes(fill) : storage.from(address);
    } else {
      Chunking chunking = Chunking.of(layout, space, type.bytes(), matlab);
      Filters filters = Filters.of(header);
      String refusal = filters.refusal();
      if (refusal == null) {
        refusal = chunking.refusal();
      }
      if (refusal != null) {
        return RawArray.refused(name, label, type.name(), shape, refusal);
      }
      bytes = new ChunkedBytes(label, storage, layout, chunking, filters, fill);
      return RawArray.rowMajor(name, label, type, order, shape, bytes);
    }
    return matlab
        ? RawArray.columnMajor(name, label, type, order, shape, bytes)
        : RawArray.rowMajor(name, label, type, order, shape, bytes);
  }

  /** Texts, which are labels; null for what is none, or lies in the file as numbers alone may. */
  private @Nullable StoredArray texts(
      String name,
      String label,
      ObjectHeader header,
      DataSpace space,
      DataType type,
      List<Long> shape) {
    boolean anyLength = type instanceof VariableLength list && list.isVariableLengthString();
    if (!anyLength && !(type instanceof StringData)) {
      return null;
    }
    int size = type.getSize();
    DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
    Bytes bytes = null;
    if (layout instanceof ContiguousDataLayoutMessage contiguous) {
      bytes = contiguous.getAddress() == NOWHERE ? null : storage.from(contiguous.getAddress());
    } else if (!(layout instanceof CompactDataLayoutMessage)) {
      Chunking chunking = Chunking.of(layout, space, size, matlab);
      Filters filters = Filters.of(header);
      if (filters.refusal() == null && chunking.refusal() == null) {
        bytes = new ChunkedBytes(label, storage, layout, chunking, filters, new byte[size]);
      }
    }
    if (bytes == null || sizeRefusal(shape, TensorType.U8) != null) {
      return null;
    }
    return anyLength
        ? new HeapTexts(name, label, shape, bytes, storage)
        : new NpyTexts(name, label, shape, size, false, ByteOrder.LITTLE_ENDIAN, bytes);
  }

  private static String tooShort(long expected, long found) {
    return "expected " + expected + " bytes of numbers, found an end after " + found;
  }

  /** Sizes whose product is not a number of bytes. */
  private static @Nullable String sizeRefusal(List<Long> shape, @Nullable TensorType type) {
    long length = type == null ? 1 : type.bytes();
    for (long size : shape) {
      if (size < 0 || (size > 0 && length > Long.MAX_VALUE / size)) {
        return "expected sizes of which the product fits into 63 bits, found "
            + StoredArray.shapeText(shape);
      }
      length *= size;
    }
    return null;
  }

  /** A shape for lists, which has no strides that overflow. */
  private static List<Long> positive(List<Long> shape) {
    return sizeRefusal(shape, null) == null ? shape : List.of();
  }

  /** The bytes of a number that was never written: zeros where the file does not say. */
  private static byte[] fill(ObjectHeader header, int size) {
    ByteBuffer found = null;
    if (header.hasMessageOfType(FillValueMessage.class)) {
      FillValueMessage message = header.getMessageOfType(FillValueMessage.class);
      found = message.isFillValueDefined() ? message.getFillValue() : null;
    } else if (header.hasMessageOfType(FillValueOldMessage.class)) {
      found = header.getMessageOfType(FillValueOldMessage.class).getFillValue();
    }
    byte[] fill = new byte[size];
    if (found != null && found.remaining() == size) {
      found.get(fill);
    }
    return fill;
  }
}
