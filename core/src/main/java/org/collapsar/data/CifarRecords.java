package org.collapsar.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.collapsar.BadInputException;
import org.collapsar.files.NamedRows;
import org.collapsar.files.TableFile;
import org.collapsar.linalg.Rows;

/**
 * What an image is in CIFAR's files: one or two labels, then 3 x 32 x 32 bytes; or, in Python's
 * files, a row of an array {@code data} and an item of a list.
 *
 * @param labelBytes in front of the pixels
 * @param labelAt which of them is the class
 * @param labelKey the list of classes in Python's files
 */
record CifarRecords(int labelBytes, int labelAt, String labelKey) {
  static final int PIXELS = 3 * 32 * 32;

  private static final int BLOCK = 100;

  /**
   * Reads exactly {@code count} records.
   *
   * @param first where they go, in images
   */
  void readBytes(String label, InputStream in, byte[] pixels, byte[] labels, int first, int count)
      throws IOException {
    byte[] record = new byte[labelBytes + PIXELS];
    for (int i = 0; i < count; i++) {
      if (in.readNBytes(record, 0, record.length) < record.length) {
        throw wrong(label, count, "fewer");
      }
      labels[first + i] = record[labelAt];
      System.arraycopy(record, labelBytes, pixels, (first + i) * PIXELS, PIXELS);
    }
    if (in.read() >= 0) {
      throw wrong(label, count, "more");
    }
  }

  /** The same of a file of Python's pickle, of which nothing is executed. */
  void readPickle(String label, Path file, byte[] pixels, byte[] labels, int first, int count) {
    readRows(label, file + ":data", PIXELS, pixels, first, count);
    readRows(label, file + ":" + labelKey, 1, labels, first, count);
  }

  /** The same of one in an archive: the reader takes numbers from where they lie in a file. */
  void readPickle(String label, InputStream in, byte[] pixels, byte[] labels, int first, int count)
      throws IOException {
    Path copy = Files.createTempFile("collapsar", ".pickle");
    try {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      readPickle(label, copy, pixels, labels, first, count);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private void readRows(
      String label, String argument, int columns, byte[] target, int first, int count) {
    try (NamedRows table = TableFile.open(argument).get(0)) {
      Rows rows = table.rows();
      if (rows.rows() != count || rows.columns() != columns) {
        throw wrong(label, count, rows.rows() + " of " + rows.columns() + " numbers");
      }
      double[] block = new double[BLOCK * columns];
      for (int from = 0; from < count; from += BLOCK) {
        int n = Math.min(BLOCK, count - from);
        rows.read(from, n, block);
        for (int j = 0; j < n * columns; j++) {
          target[(first + from) * columns + j] = (byte) block[j];
        }
      }
    }
  }

  private BadInputException wrong(String label, int count, String found) {
    return new BadInputException(
        label
            + ": expected "
            + count
            + " images of "
            + PIXELS
            + " bytes and "
            + labelBytes
            + (labelBytes == 1 ? " label" : " labels")
            + ", found "
            + found);
  }
}
