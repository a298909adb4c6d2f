package org.collapsar.data.images;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Files in memory, one after the other, as ImageIO takes them: no cache, on disk or in memory. One
 * for all, because each would bring a buffer of 8 KB, which for a small picture is most of its cost
 * in memory.
 */
final class BytesInput extends ImageInputStreamImpl {
  private byte[] bytes = {};

  /** Goes to the beginning of another file. */
  BytesInput of(byte[] file) {
    bytes = file;
    streamPos = 0;
    flushedPos = 0;
    bitOffset = 0;
    return this;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) {
    bitOffset = 0;
    if (streamPos >= bytes.length) {
      return -1;
    }
    int n = (int) Math.min(count, bytes.length - streamPos);
    System.arraycopy(bytes, (int) streamPos, target, offset, n);
    streamPos += n;
    return n;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
