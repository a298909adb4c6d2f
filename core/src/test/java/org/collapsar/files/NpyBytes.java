package org.collapsar.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** NPY files with headers of any content, and archives of them. */
final class NpyBytes {
  private NpyBytes() {}

  /** A file with {@code shape} as it is written there; the version may be none that there is. */
  static byte[] of(String descr, boolean columnMajor, String shape, byte[] data, int version) {
    return of(
        "{'descr': '"
            + descr
            + "', 'fortran_order': "
            + (columnMajor ? "True" : "False")
            + ", 'shape': "
            + shape
            + ", }\n",
        data,
        version);
  }

  static byte[] of(String dict, byte[] data, int version) {
    byte[] header = dict.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(6 + 2 + (version == 1 ? 2 : 4) + header.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      file.putShort((short) header.length);
    } else {
      file.putInt(header.length);
    }
    return file.put(header).put(data).array();
  }

  static void add(ZipOutputStream zip, String name, byte[] content, boolean stored)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    if (stored) {
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
    }
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** Where a little-endian number stands first. */
  static int indexOf(byte[] bytes, int number) {
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + 4 <= bytes.length; i++) {
      if (view.getInt(i) == number) {
        return i;
      }
    }
    throw new IllegalArgumentException("not found");
  }
}
