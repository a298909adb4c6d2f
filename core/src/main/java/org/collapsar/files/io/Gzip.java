package org.collapsar.files.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Gzip (RFC 1952) or not, told apart by content: names lie, and some web servers unpack what they
 * send.
 */
public final class Gzip {
  private static final int BUFFER = 1 << 16;

  private Gzip() {}

  /**
   * Unpacks a stream that may be gzip.
   *
   * @param raw is closed with the stream that comes back
   * @return the unpacked content; that of the stream itself where it is not gzip
   * @throws IOException when it cannot be read or its gzip header is damaged
   */
  public static InputStream unpack(InputStream raw) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
    return isGzip(buffered) ? new GZIPInputStream(buffered, BUFFER) : buffered;
  }

  /**
   * Tells whether a stream goes on with gzip's two magic bytes.
   *
   * @param in supports marks; its position stays
   * @return true where it does
   * @throws IOException when it cannot be read
   */
  public static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    return first == 0x1f && second == 0x8b;
  }
}
