package org.collapsar.files;

import java.nio.ByteBuffer;

/** How the numbers of a tensor are stored, under the names of the safetensors format. */
public enum TensorType {
  F32(4) {
    @Override
    double next(ByteBuffer buffer) {
      return buffer.getFloat();
    }
  },
  F64(8) {
    @Override
    double next(ByteBuffer buffer) {
      return buffer.getDouble();
    }
  };

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one number in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Takes the next number from a little-endian buffer; exact. */
  abstract double next(ByteBuffer buffer);
}
