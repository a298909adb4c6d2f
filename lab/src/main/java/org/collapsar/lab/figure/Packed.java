package org.collapsar.lab.figure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Many numbers in little space, as text that the page's script unpacks. */
final class Packed {

  /** Stands for a number that there is none of; the script knows it. */
  static final short NOTHING = Short.MIN_VALUE;

  private Packed() {}

  /** Seven digits each: float32, little-endian, base64; NaN stays NaN. */
  static String float32(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Four digits after the point: int16 of value times 10000 between -3 and 3, base64. */
  static String int16(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putShort(
          Double.isNaN(value)
              ? NOTHING
              : (short) Math.round(10_000 * Math.max(-3, Math.min(3, value))));
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
