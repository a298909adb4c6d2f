package org.collapsar.linalg;

/**
 * The floating-point format that a network is stored and trained in. Statistics are in double
 * whatever it is.
 */
public enum Precision {
  /** Single precision: 24 bits of significand, 4 bytes. */
  FLOAT32(4),
  /** Double precision: 53 bits of significand, 8 bytes. */
  FLOAT64(8);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** {@return the size of one number, in bytes} */
  public int bytes() {
    return bytes;
  }
}
