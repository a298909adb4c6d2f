package org.collapsar.files.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Bytes that are read by position, by any number of threads at once. */
public interface Bytes extends AutoCloseable {

  /** No bytes at all. */
  Bytes NONE =
      new Bytes() {
        @Override
        public void read(long position, ByteBuffer target) throws EOFException {
          throw new EOFException("has no bytes");
        }

        @Override
        public void close() {}
      };

  /**
   * Fills a buffer from its position to its limit.
   *
   * @param position of the first byte to read, from 0
   * @param target is full after it
   * @throws EOFException when the bytes end before
   * @throws IOException when they cannot be read
   */
  void read(long position, ByteBuffer target) throws IOException;

  /** Frees what is held open; a later read opens it again. A second call does nothing. */
  @Override
  void close();

  /**
   * Opens the first bytes as a stream. Closing it leaves these open.
   *
   * @param length how many bytes
   * @return a stream that ends behind them
   */
  default InputStream stream(long length) {
    return new BytesStream(this, length);
  }
}
