package org.collapsar.lab.run;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/**
 * The file of one table of a run that is going on. It is made whole, with its header; from then on
 * rows are appended, so that a run writes each row once. A process that is killed meanwhile leaves
 * whole lines and perhaps the beginning of one more.
 */
final class AppendedFile implements RowFile {
  private static final long NONE = -1;

  private final Path file;
  private final String header;
  private final Disk disk;
  private final boolean atOnce;
  private long length = NONE;

  /** Where the rows of the epoch begin that is measured again; the end of the file for no epoch. */
  private long again = NONE;

  private boolean forced = true;

  /**
   * @param atOnce whether rows are waited for as soon as they are added; such a file is made when
   *     there are rows for the first time
   */
  AppendedFile(Path file, String header, Disk disk, boolean atOnce) {
    this.file = file;
    this.header = header + '\n';
    this.disk = disk;
    this.atOnce = atOnce;
  }

  @Override
  public void start() {
    if (!atOnce) {
      make("");
    }
  }

  private void make(String rows) {
    disk.replace(file, header + rows);
    length = Disk.utf8(header + rows).length;
    again = length;
  }

  /**
   * Rows of later epochs and a torn line are cut off; those of this epoch stay until {@link #add}
   * brings them again.
   */
  @Override
  public void resume(int epoch) {
    if (!Files.exists(file)) {
      return;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      again = NONE;
      length = 0;
      for (Line line = Line.read(in); line != null; line = Line.read(in)) {
        boolean isHeader = length == 0;
        if (!isHeader && line.epoch > epoch) {
          break;
        }
        if (!isHeader && line.epoch == epoch && again == NONE) {
          again = length;
        }
        length += line.bytes;
      }
    } catch (IOException e) {
      throw new FailedException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    if (length == 0) {
      length = NONE; // not even a header: it is made again with the next rows
      return;
    }
    if (again == NONE) {
      again = length;
    }
    disk.cut(file, length);
  }

  /**
   * A whole line.
   *
   * @param bytes with its line break
   * @param epoch its first cell; more than any where that is no number
   */
  private record Line(long bytes, int epoch) {
    static @Nullable Line read(InputStream in) throws IOException {
      long bytes = 0;
      long epoch = 0;
      boolean inFirstCell = true;
      for (int c = in.read(); c >= 0; c = in.read()) {
        bytes++;
        if (c == '\n') {
          return new Line(bytes, (int) epoch);
        }
        inFirstCell &= c != ',';
        if (inFirstCell) {
          boolean digit = c >= '0' && c <= '9';
          epoch = digit ? Math.min(Integer.MAX_VALUE, 10 * epoch + c - '0') : Integer.MAX_VALUE;
        }
      }
      return null;
    }
  }

  /** Rows that the file had before it was resumed are not written twice. */
  @Override
  public void add(@Nullable String rows) {
    byte[] bytes = rows == null ? new byte[0] : Disk.utf8(rows);
    if (again < length) {
      if (Arrays.equals(bytes, read(again))) {
        again = length;
        return;
      }
      disk.cut(file, again);
      length = again;
    }
    if (rows != null && length == NONE) {
      make(rows);
    } else if (bytes.length > 0) {
      disk.append(file, length, bytes);
      length += bytes.length;
      again = length;
      forced = false;
    }
    if (atOnce) {
      save();
    }
  }

  @Override
  public void save() {
    if (!forced) {
      disk.force(file, length);
      forced = true;
    }
  }

  private byte[] read(long from) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] rest = new byte[Math.toIntExact(length - from)];
      in.seek(from);
      in.readFully(rest);
      return rest;
    } catch (IOException e) {
      throw new FailedException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }
}
