package org.collapsar.files.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.InflatedBytes;
import org.collapsar.files.io.ZipMember;

/**
 * A stretch of a file, or a packed member of it.
 *
 * @param bytes how they are read from one of them on
 * @param length how many there are
 * @param order of the bytes of a number, where nothing else says it
 */
record Region(From bytes, long length, ByteOrder order) {

  /** Opens the bytes of a region from one of them on, each time anew: the caller closes them. */
  interface From {
    Bytes open(long start);
  }

  /** A stretch of a file as it is. */
  static Region of(FileBytes file, long start, long length, ByteOrder order) {
    return new Region(from -> file.from(start + from), length, order);
  }

  /** A member of a zip archive. */
  static Region of(String label, FileBytes archive, ZipMember member, ByteOrder order) {
    return member.deflated()
        ? new Region(
            from -> new InflatedBytes(label, member, archive.from(member.start()), from),
            member.size(),
            order)
        : of(archive, member.start(), member.size(), order);
  }

  /** The bytes from {@code start} on, to be closed by whoever reads them. */
  Bytes from(long start) {
    return bytes.open(start);
  }

  /** A part of it. */
  Region part(long start, long partLength) {
    return new Region(from -> bytes.open(start + from), partLength, order);
  }

  /** What is read of it from its first byte on. */
  interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  /** Reads from its first byte on. */
  <T> T read(Reader<T> reader) throws IOException {
    try (Bytes open = from(0);
        InputStream in = open.stream(length)) {
      return reader.read(in);
    }
  }
}
