package org.collapsar.files.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.collapsar.files.io.Bytes;

/**
 * Floating-point numbers of which each stands for its opposite: PyTorch stores the imaginary part
 * of a conjugate so.
 *
 * @param size of a number in bytes
 */
record Negated(Bytes bytes, int size, ByteOrder order) implements Bytes {
  private static final int SIGN = 0x80;

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    int first = target.position();
    bytes.read(position, target);
    int signByte = order == ByteOrder.LITTLE_ENDIAN ? size - 1 : 0;
    int next = (int) Math.floorMod(signByte - position, (long) size);
    for (int at = first + next; at < target.position(); at += size) {
      target.put(at, (byte) (target.get(at) ^ SIGN));
    }
  }

  @Override
  public void close() {
    bytes.close();
  }
}
