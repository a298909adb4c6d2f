package org.collapsar.files.text;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Text as UTF-8 without a byte order mark, from UTF-8 or from UTF-16 that begins with its mark. */
final class Utf8 {
  private static final int MARK = 3;

  private Utf8() {}

  static InputStream of(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
    in.mark(MARK);
    byte[] start = in.readNBytes(MARK);
    in.reset();
    if (start.length == MARK && is(start, 0xef, 0xbb) && start[2] == (byte) 0xbf) {
      in.skipNBytes(MARK);
    } else if (start.length >= 2 && is(start, 0xff, 0xfe)) {
      in.skipNBytes(2);
      return new Converted(in, StandardCharsets.UTF_16LE);
    } else if (start.length >= 2 && is(start, 0xfe, 0xff)) {
      in.skipNBytes(2);
      return new Converted(in, StandardCharsets.UTF_16BE);
    }
    return in;
  }

  private static boolean is(byte[] start, int first, int second) {
    return start[0] == (byte) first && start[1] == (byte) second;
  }

  private static final class Converted extends InputStream {
    private final Reader reader;
    private final char[] chars = new char[1 << 13];

    /** A high surrogate whose other half is still to be read stays for the next turn. */
    private int kept;

    private byte[] bytes = new byte[0];
    private int at;

    Converted(InputStream in, Charset charset) {
      this.reader = new InputStreamReader(in, charset);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (at == bytes.length) {
        int n = reader.read(chars, kept, chars.length - kept);
        if (n < 0 && kept == 0) {
          return -1;
        }
        int end = kept + Math.max(n, 0);
        kept = n > 0 && Character.isHighSurrogate(chars[end - 1]) ? 1 : 0;
        bytes = new String(chars, 0, end - kept).getBytes(StandardCharsets.UTF_8);
        at = 0;
        chars[0] = chars[end - 1];
      }
      int count = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, target, offset, count);
      at += count;
      return count;
    }
  }
}
