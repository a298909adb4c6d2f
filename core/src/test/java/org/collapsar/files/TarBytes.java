package org.collapsar.files;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Makes tar archives for tests, by hand. */
public final class TarBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a regular file. */
  public TarBytes file(String name, byte[] content) {
    return entry(name, "", '0', content);
  }

  /** Adds an entry of any type (0 file, 2 link, 5 directory, x extension). */
  public TarBytes entry(String name, String prefix, char type, byte[] content) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, String.format(Locale.ROOT, "%011o", content.length));
    put(header, 136, "00000000000");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    put(header, 345, prefix);
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    bytes.writeBytes(header);
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  /** The whole archive, with the two empty blocks at its end. */
  public byte[] end() {
    bytes.writeBytes(new byte[1024]);
    return bytes.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, at, ascii.length);
  }
}
