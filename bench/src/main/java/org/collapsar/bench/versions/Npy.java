package org.collapsar.bench.versions;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** NumPy's format, version 1.0, written without any of the program's own code. */
final class Npy {
  private Npy() {}

  /** A row of a table. */
  interface Row {
    double[] get(int row);
  }

  /** A table of numbers, row by row. */
  static void write(Path file, int rows, int columns, boolean single, Row row) throws IOException {
    int size = single ? 4 : 8;
    try (OutputStream out = open(file, single ? "<f4" : "<f8", "(" + rows + ", " + columns + ")")) {
      ByteBuffer data = ByteBuffer.allocate(size * columns).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < rows; i++) {
        data.clear();
        for (double x : row.get(i)) {
          if (single) {
            data.putFloat((float) x);
          } else {
            data.putDouble(x);
          }
        }
        out.write(data.array());
      }
    }
  }

  /** Numbers in a row, without a second dimension. */
  static void write(Path file, double[] numbers) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double x : numbers) {
      data.putDouble(x);
    }
    try (OutputStream out = open(file, "<f8", "(" + numbers.length + ",)")) {
      out.write(data.array());
    }
  }

  /** Labels. */
  static void write(Path file, int[] labels) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8 * labels.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int label : labels) {
      data.putLong(label);
    }
    try (OutputStream out = open(file, "<i8", "(" + labels.length + ",)")) {
      out.write(data.array());
    }
  }

  private static OutputStream open(Path file, String type, String shape) throws IOException {
    Files.createDirectories(file.getParent());
    String head = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    int length = (10 + head.length() + 1 + 63) / 64 * 64 - 10;
    String padded = head + " ".repeat(length - head.length() - 1) + "\n";
    ByteBuffer start = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    start.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    start.put((byte) 1).put((byte) 0).putShort((short) length);
    start.put(padded.getBytes(StandardCharsets.US_ASCII));
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    out.write(start.array());
    return out;
  }
}
