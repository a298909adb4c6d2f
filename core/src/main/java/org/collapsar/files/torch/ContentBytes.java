package org.collapsar.files.torch;

import java.io.EOFException;
import java.nio.ByteBuffer;
import org.collapsar.files.io.Bytes;

/** Bytes in memory, from one of them on. */
record ContentBytes(byte[] content, long start) implements Bytes {

  @Override
  public void read(long position, ByteBuffer target) throws EOFException {
    long at = start + position;
    if (at > content.length - target.remaining()) {
      throw new EOFException("ends too early");
    }
    target.put(content, (int) at, target.remaining());
  }

  @Override
  public void close() {}
}
