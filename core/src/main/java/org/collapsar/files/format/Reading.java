package org.collapsar.files.format;

import java.io.EOFException;
import java.io.IOException;
import org.collapsar.BadInputException;

/** Reading of numbers from a file, by implementations of rows, which guard it against failures. */
@FunctionalInterface
public interface Reading {
  /**
   * Reads.
   *
   * @throws IOException when the file is shorter than it said, or cannot be read
   */
  void read() throws IOException;

  /**
   * Reads, and turns a failure into the one line that a user sees.
   *
   * @param describe what the table is called
   * @param reading is done once
   * @throws BadInputException when the file is shorter than it said, or cannot be read
   */
  static void run(String describe, Reading reading) {
    try {
      reading.read();
    } catch (EOFException e) {
      throw new BadInputException(describe + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new BadInputException(describe + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }
}
