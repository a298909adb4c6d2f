package org.collapsar.files.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor in a file, as the header describes it.
 *
 * @param name unique in the file
 * @param type how its numbers are stored, null where they are of a kind that is not read
 * @param typeText the type in the words of the file
 * @param shape sizes, last dimension fastest; empty for a single number
 * @param begin where its bytes begin, counted from the end of the header
 * @param end where they end
 */
public record TensorInfo(
    String name,
    @Nullable TensorType type,
    String typeText,
    List<Long> shape,
    long begin,
    long end) {

  /**
   * Keeps a copy of the shape.
   *
   * @param name unique in the file
   * @param type how its numbers are stored, null where they are of a kind that is not read
   * @param typeText the type in the words of the file
   * @param shape sizes, last dimension fastest; empty for a single number
   * @param begin where its bytes begin, counted from the end of the header
   * @param end where they end
   */
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** {@return the number of values} */
  public long count() {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }

  /** Why a tensor of another type is not read, "expected .., found ..". */
  String refusal() {
    return "expected a dtype of " + List.of(TensorType.values()) + ", found " + typeText;
  }

  /** {@return the shape as a person reads it, "3 x 16"} */
  public String shapeText() {
    return StoredArray.shapeText(shape);
  }
}
