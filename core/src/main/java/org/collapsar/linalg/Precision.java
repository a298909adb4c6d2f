package org.collapsar.linalg;

/**
 * The floating-point format that a network is stored and trained in. Statistics are in double
 * whatever it is.
 */
public enum Precision {
  FLOAT32(4),
  FLOAT64(8);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one number in bytes. */
  public int bytes() {
    return bytes;
  }
}
