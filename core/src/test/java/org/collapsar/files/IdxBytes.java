package org.collapsar.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Makes IDX files for tests. */
public final class IdxBytes {
  private IdxBytes() {}

  /** Unsigned bytes of the given shape, header first. */
  public static byte[] of(byte[] values, int... shape) {
    return withType(0x08, values, shape);
  }

  static byte[] withType(int type, byte[] values, int... shape) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
    buffer.put((byte) 0).put((byte) 0).put((byte) type).put((byte) shape.length);
    for (int size : shape) {
      buffer.putInt(size);
    }
    return buffer.put(values).array();
  }

  /** The same bytes in gzip. */
  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
