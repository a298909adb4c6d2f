package org.collapsar.files;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;

/**
 * Writer of the NPZ format [1]: a zip archive of NPY files, stored, as numpy.savez does.
 *
 * <p>[1] R. Kern, <i>A simple file format for NumPy arrays</i>, NumPy Enhancement Proposal 1, 2007.
 */
public final class Npz {
  private static final String SUFFIX = ".npy";

  /** The first moment that a zip archive can express: the bytes depend on the content alone. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /** Content of a member: an NPY file. */
  @FunctionalInterface
  public interface Member {
    /**
     * Writes the member, the same bytes whenever it is asked.
     *
     * @param out left open
     * @throws IOException when the stream fails
     */
    void writeTo(OutputStream out) throws IOException;

    /**
     * Makes a member of a table.
     *
     * @param table [rows x columns], read a block at a time
     * @param precision float32 rounds to the nearest float
     * @return an array [rows x columns]
     */
    static Member of(Rows table, Precision precision) {
      return out -> Npy.write(out, table, precision);
    }

    /**
     * Makes a member of labels.
     *
     * @param labels one per sample
     * @return a list of int32
     */
    static Member of(int[] labels) {
      return out -> Npy.write(out, labels);
    }

    /**
     * Makes a member of a text.
     *
     * @param text any
     * @return a list of the bytes of UTF-8
     */
    static Member of(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return out -> Npy.write(out, bytes);
    }
  }

  /**
   * Writes tables as the members of an archive, stored, atomically.
   *
   * @param file to be written or replaced
   * @param tables by name, in the map's order; each is read twice
   * @param precision float32 rounds to the nearest float
   * @throws org.collapsar.FailedException when the file cannot be written
   */
  public static void write(Path file, Map<String, Rows> tables, Precision precision) {
    Map<String, Member> members = new LinkedHashMap<>();
    tables.forEach((name, table) -> members.put(name, Member.of(table, precision)));
    write(file, members);
  }

  /**
   * Writes members of any kind, stored, atomically.
   *
   * @param file to be written or replaced
   * @param members by name, in the map's order; each is written twice
   * @throws org.collapsar.FailedException when the file cannot be written
   */
  public static void write(Path file, Map<String, Member> members) {
    AtomicFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, Member> member : members.entrySet()) {
            add(zip, member.getKey(), member.getValue());
          }
          zip.finish();
        });
  }

  /** A stored member states size and CRC before its bytes, so they are produced twice. */
  private static void add(ZipOutputStream zip, String name, Member member) throws IOException {
    CheckedOutputStream checked =
        new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
    Counting counted = new Counting(checked);
    member.writeTo(counted);
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(EPOCH);
    entry.setSize(counted.count);
    entry.setCompressedSize(counted.count);
    entry.setCrc(checked.getChecksum().getValue());
    zip.putNextEntry(entry);
    member.writeTo(zip);
    zip.closeEntry();
  }

  /** Counts what goes through. */
  private static final class Counting extends FilterOutputStream {
    private long count;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      out.write(source, offset, length);
      count += length;
    }
  }
}
