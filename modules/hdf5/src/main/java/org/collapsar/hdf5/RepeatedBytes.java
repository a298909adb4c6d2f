package org.collapsar.hdf5;

import java.nio.ByteBuffer;
import org.collapsar.files.io.Bytes;

/**
 * The same bytes again and again: a dataset that was never written, whose numbers are all its fill
 * value; or once, where a dataset is so small that it stands in its header.
 */
final class RepeatedBytes implements Bytes {
  private final byte[] pattern;

  /**
   * Of a pattern.
   *
   * @param pattern at least one byte
   */
  RepeatedBytes(byte[] pattern) {
    this.pattern = pattern;
  }

  @Override
  public void read(long position, ByteBuffer target) {
    int at = (int) (position % pattern.length);
    while (target.hasRemaining()) {
      int n = Math.min(target.remaining(), pattern.length - at);
      target.put(pattern, at, n);
      at = 0;
    }
  }

  @Override
  public void close() {}
}
