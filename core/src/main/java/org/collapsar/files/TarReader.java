package org.collapsar.files;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reader of the regular files of a tar archive, one after the other from a stream. Links are
 * skipped; nothing is ever written, so that a name in the archive can do no harm. Long names are
 * known in three ways: the prefix of ustar [1], a header of POSIX's pax (path) [1], a header of GNU
 * tar (L) [2].
 *
 * <p>[1] IEEE Std 1003.1, utility <i>pax</i>, sections "ustar interchange format" and "pax
 * interchange format". [2] <i>GNU tar</i>, manual, "Basic tar format".
 */
public final class TarReader {
  private static final int BLOCK = 512;

  /** A name longer than this is not believed. */
  private static final int LONGEST_NAME = 1 << 16;

  private TarReader() {}

  /** Receiver of the files and directories of an archive. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes one file.
     *
     * @param name its path in the archive
     * @param size its bytes
     * @param content ends where the file ends; need not be read
     * @throws IOException when the archive cannot be read, or the visitor wants no more
     */
    void file(String name, long size, InputStream content) throws IOException;

    /**
     * Takes a directory. Does nothing, unless it is overridden.
     *
     * @param name its path in the archive
     * @throws IOException when the visitor wants no more
     */
    default void directory(String name) throws IOException {}
  }

  /**
   * Visits every regular file, in the order of the archive.
   *
   * @param archive the unpacked bytes; left open
   * @param visitor hears of each file
   * @throws IOException when the archive is cut or is none
   */
  public static void read(InputStream archive, Visitor visitor) throws IOException {
    String longName = "";
    while (true) {
      byte[] header = archive.readNBytes(BLOCK);
      if (header.length == 0 || isZero(header)) {
        return;
      }
      if (header.length < BLOCK) {
        throw new EOFException("the tar archive is cut in a header");
      }
      checkSum(header);
      long size = octal(header, 124, 12);
      Entry entry = new Entry(archive, size);
      String name = longName.isEmpty() ? name(header) : longName;
      switch (header[156]) {
        case '0', 0 -> visitor.file(name, size, entry);
        case '5' -> visitor.directory(name);
        default -> {}
      }
      // A name of its own stands in front of the entry that it belongs to, before or behind other
      // headers of that entry.
      longName =
          switch (header[156]) {
            case 'L' -> text(content(entry, size));
            case 'x' -> paxPath(content(entry, size), longName);
            case 'g', 'K' -> longName;
            default -> "";
          };
      entry.skipRest();
      archive.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }
  }

  private static byte[] content(Entry entry, long size) throws IOException {
    if (size > LONGEST_NAME) {
      throw new IOException("expected a name of at most " + LONGEST_NAME + " bytes, found " + size);
    }
    return entry.readNBytes((int) size);
  }

  /** The path in a header of pax: records "LENGTH KEY=VALUE\n"; what is there if it has none. */
  private static String paxPath(byte[] records, String there) {
    int at = 0;
    while (at < records.length) {
      int blank = at;
      while (blank < records.length && records[blank] >= '0' && records[blank] <= '9') {
        blank++;
      }
      if (blank == at || blank - at > 6 || blank == records.length || records[blank] != ' ') {
        return there;
      }
      int digits = blank - at;
      int length = Integer.parseInt(new String(records, at, digits, StandardCharsets.US_ASCII));
      if (length <= digits + 1 || length > records.length - at) {
        return there;
      }
      String record = new String(records, blank + 1, length - digits - 2, StandardCharsets.UTF_8);
      if (record.startsWith("path=")) {
        return record.substring("path=".length());
      }
      at += length;
    }
    return there;
  }

  private static String text(byte[] bytes) {
    return text(bytes, 0, bytes.length);
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 5).equals("ustar");
    String prefix = ustar ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private static void checkSum(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    long stated = octal(header, 148, 8);
    if (sum != stated) {
      throw new IOException("not a tar archive: a header's sum is " + sum + ", stated " + stated);
    }
  }

  private static long octal(byte[] header, int from, int length) throws IOException {
    String digits = text(header, from, length).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw new IOException("not a tar archive: expected an octal number, found '" + digits + "'");
    }
    return Long.parseLong(digits, 8);
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** The part of the archive that is one file. */
  private static final class Entry extends FilterInputStream {
    private long left;

    Entry(InputStream archive, long size) {
      super(archive);
      left = size;
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
      if (left == 0) {
        return -1;
      }
      int n = in.read(target, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw new EOFException("the tar archive is cut in a file");
      }
      left -= n;
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      long skipped = in.skip(Math.min(n, left));
      left -= skipped;
      return skipped;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(left, in.available());
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void close() {
      // The archive goes on after this file.
    }

    void skipRest() throws IOException {
      in.skipNBytes(left);
      left = 0;
    }
  }
}
