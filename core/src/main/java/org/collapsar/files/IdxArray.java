package org.collapsar.files;

import java.util.Arrays;

/** The content of an IDX file of unsigned bytes. */
public final class IdxArray {
  private final int[] shape;
  private final byte[] values;
  private final String sha256;

  IdxArray(int[] shape, byte[] values, String sha256) {
    this.shape = shape;
    this.values = values;
    this.sha256 = sha256;
  }

  /** {@return the number of dimensions, 1 to 4} */
  public int dimensions() {
    return shape.length;
  }

  /**
   * {@return the size of a dimension, at least 1}
   *
   * @param axis number of the dimension, from 0
   */
  public int size(int axis) {
    return shape[axis];
  }

  /**
   * {@return the unsigned bytes, last dimension fastest; not a copy, as whoever reads a file owns
   * it}
   */
  public byte[] values() {
    return values;
  }

  /** {@return SHA-256 of the whole file, header included, uncompressed} */
  public String sha256() {
    return sha256;
  }

  /** {@return the shape as a person reads it, "60000 x 28 x 28"} */
  public String shapeText() {
    return text(shape);
  }

  static String text(int[] shape) {
    return Arrays.stream(shape)
        .mapToObj(Integer::toString)
        .reduce((a, b) -> a + " x " + b)
        .orElse("");
  }
}
