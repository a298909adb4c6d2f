package org.collapsar.files.format;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.collapsar.files.io.Bytes;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * An array whose numbers lie in a file as they are, each at {@code sum of index x stride}.
 *
 * @param typeText how a number is stored, in words
 * @param order of the bytes of a number
 * @param strides from one index of a dimension to the next, in numbers, at least 0; as many as
 *     there are dimensions
 * @param bytes from the first number on; nothing is read behind the last one
 */
public record RawArray(
    String name,
    String label,
    @Nullable TensorType type,
    String typeText,
    ByteOrder order,
    List<Long> shape,
    List<Long> strides,
    Bytes bytes,
    @Nullable String refusal)
    implements StoredArray {

  public RawArray {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
    if (strides.size() != shape.size()) {
      throw new IllegalArgumentException(
          label + ": expected " + shape.size() + " strides, found " + strides.size());
    }
  }

  /** An array whose last dimension is the fastest, without gaps. */
  public static RawArray rowMajor(
      String name, String label, TensorType type, ByteOrder order, List<Long> shape, Bytes bytes) {
    return strided(name, label, type, order, shape, rowMajorStrides(shape), bytes);
  }

  /** An array whose first dimension is the fastest, without gaps. */
  public static RawArray columnMajor(
      String name, String label, TensorType type, ByteOrder order, List<Long> shape, Bytes bytes) {
    return strided(name, label, type, order, shape, columnMajorStrides(shape), bytes);
  }

  /** An array whose numbers lie at any strides: a view of a larger one, or of the same numbers. */
  public static RawArray strided(
      String name,
      String label,
      TensorType type,
      ByteOrder order,
      List<Long> shape,
      List<Long> strides,
      Bytes bytes) {
    return new RawArray(name, label, type, type.name(), order, shape, strides, bytes, null);
  }

  /**
   * An array that cannot be read.
   *
   * @param typeText what it holds, in words
   * @param refusal "expected .., found .."
   */
  public static RawArray refused(
      String name, String label, String typeText, List<Long> shape, String refusal) {
    return new RawArray(
        name,
        label,
        null,
        typeText,
        ByteOrder.nativeOrder(),
        shape,
        rowMajorStrides(shape),
        Bytes.NONE,
        refusal);
  }

  @Override
  public Rows flattened() {
    FlatShape flat = FlatShape.of(this);
    if (type == null) {
      throw new IllegalStateException(label + ": no type and no refusal");
    }
    // Where one side is 1, both orders are the same and row-major reads faster.
    if (isRowMajor()) {
      return new StoredRows(label, type, order, false, flat, bytes);
    } else if (shape.size() == 2 && isColumnMajor()) {
      return new StoredRows(label, type, order, true, flat, bytes);
    }
    return new StridedRows(label, type, order, shape, strides, flat, bytes);
  }

  @Override
  public String layout() {
    String lies = isRowMajor() ? "row-major" : isColumnMajor() ? "column-major" : "strided";
    if (type == null || type.bytes() == 1) {
      return lies;
    }
    return lies + (order == ByteOrder.LITTLE_ENDIAN ? ", little-endian" : ", big-endian");
  }

  private boolean isRowMajor() {
    return agrees(rowMajorStrides(shape));
  }

  private boolean isColumnMajor() {
    return agrees(columnMajorStrides(shape));
  }

  /** Strides of dimensions of one index do not matter. */
  private boolean agrees(List<Long> others) {
    for (int i = 0; i < shape.size(); i++) {
      if (shape.get(i) > 1 && !strides.get(i).equals(others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<Long> rowMajorStrides(List<Long> shape) {
    List<Long> backwards = new ArrayList<>(shape);
    Collections.reverse(backwards);
    List<Long> strides = new ArrayList<>(columnMajorStrides(backwards));
    Collections.reverse(strides);
    return strides;
  }

  private static List<Long> columnMajorStrides(List<Long> shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (long size : shape) {
      strides.add(stride);
      stride *= size;
    }
    return strides;
  }
}
