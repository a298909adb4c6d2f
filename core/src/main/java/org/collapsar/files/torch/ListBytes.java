package org.collapsar.files.torch;

import java.nio.ByteBuffer;
import java.util.List;
import org.collapsar.files.io.Bytes;

/**
 * Python's own numbers of a list as bytes: int64 or float64, little-endian.
 *
 * @param floatingPoint which of the two
 */
record ListBytes(List<Object> numbers, boolean floatingPoint) implements Bytes {

  @Override
  public void read(long position, ByteBuffer target) {
    long at = position;
    while (target.hasRemaining()) {
      long bits = bits(numbers.get((int) (at / Long.BYTES)));
      int from = (int) (at % Long.BYTES);
      for (int i = from; i < Long.BYTES && target.hasRemaining(); i++, at++) {
        target.put((byte) (bits >>> (8 * i)));
      }
    }
  }

  private long bits(Object number) {
    if (number instanceof Boolean truth) {
      return floatingPoint ? Double.doubleToRawLongBits(truth ? 1 : 0) : truth ? 1 : 0;
    }
    Number value = (Number) number;
    return floatingPoint ? Double.doubleToRawLongBits(value.doubleValue()) : value.longValue();
  }

  @Override
  public void close() {}
}
