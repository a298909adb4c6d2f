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
 * @param name of the member or tensor; empty where the file is one array
 * @param label file and name, for messages
 * @param type how a number is stored; null where the array is refused
 * @param typeText how a number is stored, in words
 * @param order of the bytes of a number
 * @param shape sizes of the dimensions; empty for a single number
 * @param strides from one index of a dimension to the next, in numbers, at least 0; as many as
 *     there are dimensions
 * @param bytes from the first number on; nothing is read behind the last one
 * @param refusal "expected .., found .."; null where the array can be read
 * @param remark a line that who measures it should see; null for none
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
    @Nullable String refusal,
    @Nullable String remark)
    implements StoredArray {

  /**
   * Checks that there is a stride for each dimension.
   *
   * @param name of the member or tensor; empty where the file is one array
   * @param label file and name, for messages
   * @param type how a number is stored; null where the array is refused
   * @param typeText how a number is stored, in words
   * @param order of the bytes of a number
   * @param shape sizes of the dimensions; empty for a single number
   * @param strides from one index of a dimension to the next, in numbers, at least 0; as many as
   *     there are dimensions
   * @param bytes from the first number on; nothing is read behind the last one
   * @param refusal "expected .., found .."; null where the array can be read
   * @param remark a line that who measures it should see; null for none
   * @throws IllegalArgumentException if there is not
   */
  public RawArray {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
    if (strides.size() != shape.size()) {
      throw new IllegalArgumentException(
          label + ": expected " + shape.size() + " strides, found " + strides.size());
    }
  }

  /**
   * Makes an array whose last dimension is the fastest, without gaps.
   *
   * @param name of the member or tensor; empty where the file is one array
   * @param label file and name, for messages
   * @param type how a number is stored
   * @param order of the bytes of a number
   * @param shape sizes of the dimensions; empty for a single number
   * @param bytes from the first number on
   * @return an array that is read in place
   */
  public static RawArray rowMajor(
      String name, String label, TensorType type, ByteOrder order, List<Long> shape, Bytes bytes) {
    return strided(name, label, type, order, shape, rowMajorStrides(shape), bytes);
  }

  /**
   * Makes an array whose first dimension is the fastest, without gaps.
   *
   * @param name of the member or tensor; empty where the file is one array
   * @param label file and name, for messages
   * @param type how a number is stored
   * @param order of the bytes of a number
   * @param shape sizes of the dimensions; empty for a single number
   * @param bytes from the first number on
   * @return an array that is read in place
   */
  public static RawArray columnMajor(
      String name, String label, TensorType type, ByteOrder order, List<Long> shape, Bytes bytes) {
    return strided(name, label, type, order, shape, columnMajorStrides(shape), bytes);
  }

  /**
   * Makes an array whose numbers lie at any strides: a view of a larger one, or of the same
   * numbers.
   *
   * @param name of the member or tensor; empty where the file is one array
   * @param label file and name, for messages
   * @param type how a number is stored
   * @param order of the bytes of a number
   * @param shape sizes of the dimensions; empty for a single number
   * @param strides from one index of a dimension to the next, in numbers, at least 0
   * @param bytes from the first number on
   * @return an array that is read in place
   * @throws IllegalArgumentException if there are not as many strides as dimensions
   */
  public static RawArray strided(
      String name,
      String label,
      TensorType type,
      ByteOrder order,
      List<Long> shape,
      List<Long> strides,
      Bytes bytes) {
    return new RawArray(name, label, type, type.name(), order, shape, strides, bytes, null, null);
  }

  /**
   * Makes an array that cannot be read.
   *
   * @param name of the member or tensor; empty where the file is one array
   * @param label file and name, for messages
   * @param typeText what it holds, in words
   * @param shape sizes of the dimensions; empty for a single number
   * @param refusal "expected .., found .."
   * @return an array without numbers
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
        refusal,
        null);
  }

  /**
   * Makes the same array with a line that who measures it should see.
   *
   * @param line of the remark; null for none
   * @return an array of the same numbers
   */
  public RawArray withRemark(@Nullable String line) {
    return new RawArray(name, label, type, typeText, order, shape, strides, bytes, refusal, line);
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
