package org.collapsar.files.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Stream of the beginning of something that is read by position. Not buffered. */
public final class BytesStream extends InputStream {
  private final Bytes bytes;
  private final long length;
  private long position;

  /**
   * Makes a stream.
   *
   * @param bytes stay open when it is closed
   * @param length how many bytes it has
   */
  public BytesStream(Bytes bytes, long length) {
    this.bytes = bytes;
    this.length = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (position >= length) {
      return -1;
    }
    int n = (int) Math.min(count, length - position);
    bytes.read(position, ByteBuffer.wrap(target, offset, n));
    position += n;
    return n;
  }
}
