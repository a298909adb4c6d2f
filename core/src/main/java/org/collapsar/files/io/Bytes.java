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
   * Fills {@code target} from its position to its limit.
   *
   * @throws EOFException when the bytes end before
   */
  void read(long position, ByteBuffer target) throws IOException;

  /** Frees what is held open; a later read opens it again. Nothing the second time. */
  @Override
  void close();

  /** The first {@code length} bytes, one after the other. Closing the stream leaves these open. */
  default InputStream stream(long length) {
    return new BytesStream(this, length);
  }
}
