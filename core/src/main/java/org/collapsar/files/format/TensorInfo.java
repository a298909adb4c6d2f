package org.collapsar.files.format;

import java.util.List;

/**
 * A tensor in a file, as the header describes it.
 *
 * @param name unique in the file
 * @param type how its numbers are stored
 * @param shape sizes, last dimension fastest; empty for a single number
 * @param begin where its bytes begin, counted from the end of the header
 * @param end where they end
 */
public record TensorInfo(String name, TensorType type, List<Long> shape, long begin, long end) {

  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** How many numbers it has. */
  public long count() {
    return (end - begin) / type.bytes();
  }

  /** The shape as a person reads it, "3 x 16". */
  public String shapeText() {
    return StoredArray.shapeText(shape);
  }
}
