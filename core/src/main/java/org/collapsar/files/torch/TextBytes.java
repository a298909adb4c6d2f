package org.collapsar.files.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.Spool;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a pickle has as a text, a character each, in UTF-8: so Python 3 writes arrays for
 * protocol 2, which torch.save takes. The first read decodes all of them.
 */
final class TextBytes implements Bytes {
  private static final int BUFFER = 1 << 16;

  private final String label;
  private final Bytes text;
  private final long textLength;
  private final long start;
  private final long length;
  private @Nullable Spool spool;

  /**
   * The bytes that a text stands for.
   *
   * @param label for messages
   * @param text from its first byte on
   * @param start the one that position 0 is
   * @param length how many bytes it has to stand for
   */
  TextBytes(String label, Bytes text, long textLength, long start, long length) {
    this.label = label;
    this.text = text;
    this.textLength = textLength;
    this.start = start;
    this.length = length;
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    decoded().read(start + position, target);
  }

  private synchronized Spool decoded() throws IOException {
    Spool kept = spool;
    if (kept == null) {
      kept = new Spool();
      try (InputStream in = text.stream(textLength)) {
        decode(in, kept);
        spool = kept;
      } finally {
        text.close();
        if (spool == null) {
          kept.close();
        }
      }
    }
    return kept;
  }

  private void decode(InputStream in, Spool target) throws IOException {
    byte[] block = new byte[BUFFER];
    long done = 0;
    // The first byte of a character whose second one is in the next block.
    int first = 0;
    for (int n = in.read(block); n > 0; n = in.read(block)) {
      int filled = 0;
      for (int i = 0; i < n; i++) {
        int b = block[i] & 0xff;
        if (first != 0) {
          block[filled++] = (byte) second(first, b);
          first = 0;
        } else if (b < 0x80) {
          block[filled++] = (byte) b;
        } else {
          first = b;
        }
      }
      done += filled;
      if (done > length) {
        throw wrong("more");
      }
      target.write(block, 0, filled);
    }
    target.finish();
    if (done < length || first != 0) {
      throw wrong(String.valueOf(done));
    }
  }

  /** Characters up to U+00FF have one byte or two. */
  private int second(int first, int next) {
    if ((first != 0xc2 && first != 0xc3) || (next & 0xc0) != 0x80) {
      throw new BadInputException(
          label + ": expected bytes written as a text of Latin-1, found other characters");
    }
    return (first & 3) << 6 | (next & 0x3f);
  }

  private BadInputException wrong(String found) {
    return new BadInputException(
        label + ": expected " + length + " bytes of numbers, found " + found);
  }

  @Override
  public synchronized void close() {
    Spool kept = spool;
    spool = null;
    if (kept != null) {
      kept.close();
    }
  }
}
