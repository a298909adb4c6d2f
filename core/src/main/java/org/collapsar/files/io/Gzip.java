package org.collapsar.files.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Gzip or not, told apart by content: names lie, and some web servers unpack what they send. */
public final class Gzip {
  private static final int BUFFER = 1 << 16;

  private Gzip() {}

  /**
   * The unpacked content of a stream that may be gzip; the stream itself where it is not.
   *
   * @throws IOException when it cannot be read or its gzip header is damaged
   */
  public static InputStream unpack(InputStream raw) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
    return isGzip(buffered) ? new GZIPInputStream(buffered, BUFFER) : buffered;
  }

  /** Whether a stream that supports marks goes on with gzip's two magic bytes. */
  public static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    return first == 0x1f && second == 0x8b;
  }
}
