package org.collapsar.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;

/**
 * Writer of NPY files [1]: version 1, C order, little-endian, as NumPy writes them.
 *
 * <p>[1] R. Kern, <i>A simple file format for NumPy arrays</i>, NumPy Enhancement Proposal 1, 2007.
 */
public final class Npy {
  private static final int ALIGNMENT = 64;
  private static final int BLOCK_BYTES = 1 << 18;

  private Npy() {}

  /**
   * Writes a table as an array [rows x columns], a block at a time and atomically.
   *
   * @param file to be written or replaced
   * @param table [rows x columns], read once
   * @param precision float32 rounds to the nearest float
   * @throws org.collapsar.FailedException when the file cannot be written
   */
  public static void write(Path file, Rows table, Precision precision) {
    AtomicFile.write(file, out -> write(out, table, precision));
  }

  /**
   * Writes labels as a list of int32, atomically.
   *
   * @param file to be written or replaced
   * @param labels one per sample
   * @throws org.collapsar.FailedException when the file cannot be written
   */
  public static void write(Path file, int[] labels) {
    AtomicFile.write(file, out -> write(out, labels));
  }

  static void write(OutputStream out, int[] labels) throws IOException {
    out.write(header("<i4", "(" + labels.length + ",)"));
    ByteBuffer buffer = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int label : labels) {
      if (!buffer.hasRemaining()) {
        flush(out, buffer);
      }
      buffer.putInt(label);
    }
    flush(out, buffer);
  }

  static void write(OutputStream out, byte[] bytes) throws IOException {
    out.write(header("|u1", "(" + bytes.length + ",)"));
    out.write(bytes);
  }

  static void write(OutputStream out, Rows table, Precision precision) throws IOException {
    boolean single = precision == Precision.FLOAT32;
    int columns = table.columns();
    out.write(header(single ? "<f4" : "<f8", "(" + table.rows() + ", " + columns + ")"));
    int block = Math.max(1, BLOCK_BYTES / Double.BYTES / columns);
    double[] values = new double[Math.multiplyExact(block, columns)];
    ByteBuffer buffer = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long row = 0; row < table.rows(); row += block) {
      int count = (int) Math.min(block, table.rows() - row);
      table.read(row, count, values);
      for (int i = 0; i < count * columns; i++) {
        if (!buffer.hasRemaining()) {
          flush(out, buffer);
        }
        if (single) {
          buffer.putFloat((float) values[i]);
        } else {
          buffer.putDouble(values[i]);
        }
      }
    }
    flush(out, buffer);
  }

  private static void flush(OutputStream out, ByteBuffer buffer) throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  /** With blanks and a line's end, so that the numbers start at a multiple of 64 bytes. */
  private static byte[] header(String descr, String shape) {
    String dict = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
    int before = 10;
    int total = (before + dict.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    String padded = dict + " ".repeat(total - before - dict.length() - 1) + "\n";
    return ByteBuffer.allocate(total)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
