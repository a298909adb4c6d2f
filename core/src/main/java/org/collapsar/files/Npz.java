package org.collapsar.files;

import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.collapsar.BadInputException;
import org.collapsar.files.format.NpyHeader;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.CheckedBytes;
import org.collapsar.files.io.FileBytes;
import org.collapsar.files.io.InflatedBytes;
import org.collapsar.files.io.ZipDirectory;
import org.collapsar.files.io.ZipMember;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;

/** The NPZ format: a zip archive of NPY files, stored (numpy.savez) or deflated. */
public final class Npz {
  private static final String SUFFIX = ".npy";

  /** The first moment that a zip archive can express: the bytes depend on the content alone. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /**
   * Writes tables as the members of an archive, stored, atomically.
   *
   * @param tables by name, in the map's order; each is read twice
   * @throws org.collapsar.FailedException when the file cannot be written
   */
  public static void write(Path file, Map<String, Rows> tables, Precision precision) {
    AtomicFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, Rows> table : tables.entrySet()) {
            add(zip, table.getKey(), table.getValue(), precision);
          }
          zip.finish();
        });
  }

  /** A stored member states size and CRC before its bytes, so they are produced twice. */
  private static void add(ZipOutputStream zip, String name, Rows table, Precision precision)
      throws IOException {
    CheckedOutputStream checked =
        new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
    Counting counted = new Counting(checked);
    Npy.write(counted, table, precision);
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(EPOCH);
    entry.setSize(counted.count);
    entry.setCompressedSize(counted.count);
    entry.setCrc(checked.getChecksum().getValue());
    zip.putNextEntry(entry);
    Npy.write(zip, table, precision);
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

  /**
   * The arrays of an archive, in the order of their bytes. Members that are no NPY files are passed
   * over.
   *
   * @throws BadInputException when it is no sound archive, or a header is not that of its member
   */
  static List<StoredArray> arrays(Path file, FileBytes bytes, long length) throws IOException {
    List<StoredArray> arrays = new ArrayList<>();
    boolean torch = false;
    for (ZipMember member : ZipDirectory.read(file.toString(), bytes, length)) {
      torch |= member.name().endsWith("data.pkl");
      if (member.name().endsWith(SUFFIX)) {
        arrays.add(array(file, bytes, member));
      }
    }
    if (arrays.isEmpty()) {
      throw new BadInputException(
          file
              + ": expected a zip archive with members NAME.npy, found "
              + (torch
                  ? "a PyTorch file: save arrays with numpy.savez or as safetensors"
                  : "one without"));
    }
    return arrays;
  }

  private static StoredArray array(Path file, FileBytes archive, ZipMember member)
      throws IOException {
    String name = member.name().substring(0, member.name().length() - SUFFIX.length());
    String label = StoredArray.label(file, name);
    FileBytes packed = archive.from(member.start());
    NpyHeader header;
    try (InputStream in =
        member.deflated()
            ? InflatedBytes.stream(member, archive.slice(member.start()))
            : archive.slice(member.start()).stream(member.size())) {
      header = NpyHeader.read(label, in, member.size());
    } catch (ZipException | EOFException e) {
      throw new BadInputException(label + ": expected a whole member, found a damaged one", e);
    }
    Bytes data =
        member.deflated()
            ? new InflatedBytes(label, member, packed, header.dataStart())
            : new CheckedBytes(label, member, packed, header.dataStart());
    return header.array(name, label, data);
  }
}
