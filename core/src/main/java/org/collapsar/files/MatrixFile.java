package org.collapsar.files;

import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;

/**
 * Reader of what fits into memory as a whole, classifiers and biases, from {@link TableFile}'s
 * formats.
 */
public final class MatrixFile {
  private static final int MAX_NUMBERS = Integer.MAX_VALUE - 8;

  private MatrixFile() {}

  /**
   * Reads a matrix.
   *
   * @param argument PATH or PATH:MEMBER; without MEMBER an NPZ or safetensors file has to have one
   *     member only, or one only with two dimensions of floating-point numbers
   * @return [rows x columns], in double
   * @throws BadInputException when it cannot be read or has something else, or a number that is not
   *     finite
   */
  public static Matrix read(String argument) {
    try (Rows rows = open(argument)) {
      return matrix(rows);
    }
  }

  /**
   * Opens a matrix of which some rows are wanted: its numbers are not read.
   *
   * @param argument as in {@link #read}
   * @return open; has to be closed
   * @throws BadInputException as {@link #read}, but for the numbers
   */
  public static Rows open(String argument) {
    return ArrayFile.open(argument).one(ArrayUse.WEIGHTS).rows();
  }

  /**
   * Reads all rows of a table.
   *
   * @param rows [n x D]; stays open
   * @return [n x D], in double
   * @throws BadInputException if they are too many, or a number is not finite
   */
  public static Matrix matrix(Rows rows) {
    requireRoom(rows);
    return new Matrix((int) rows.rows(), rows.columns(), values(rows));
  }

  /**
   * Reads a list of numbers: one dimension, or two of which one is 1.
   *
   * @param argument as in {@link #read}, with one list instead of one table
   * @return the numbers in their order, in double
   * @throws BadInputException when it cannot be read or has something else, or a number that is not
   *     finite
   */
  public static double[] readVector(String argument) {
    try (Rows rows = vectorRows(ArrayFile.open(argument).one(ArrayUse.BIAS))) {
      return values(rows);
    }
  }

  /** The rows of a table that fits into memory. */
  static Rows rows(StoredArray array) {
    Rows rows = array.rows();
    requireRoom(rows);
    return rows;
  }

  private static void requireRoom(Rows rows) {
    if (rows.rows() > MAX_NUMBERS / rows.columns()) {
      throw new BadInputException(
          rows.describe()
              + ": expected at most "
              + MAX_NUMBERS
              + " numbers, found "
              + rows.rows()
              + " x "
              + rows.columns());
    }
  }

  /** The rows of a list that fits into memory. */
  static Rows vectorRows(StoredArray array) {
    Rows rows = rows(array);
    if (rows.rows() > 1 && rows.columns() > 1) {
      throw new BadInputException(
          rows.describe() + ": expected a list of numbers, found " + array.shapeText());
    }
    return rows;
  }

  private static double[] values(Rows rows) {
    double[] values = new double[(int) rows.rows() * rows.columns()];
    rows.read(0, (int) rows.rows(), values);
    return values;
  }
}
