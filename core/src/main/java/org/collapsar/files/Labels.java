package org.collapsar.files;

import java.util.Arrays;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Reads labels: one whole number a sample, of any type (a list, or a table with one column), or a
 * table with one column a class, in each row one 1 and otherwise 0. From the formats of {@link
 * TableFile}.
 */
public final class Labels {
  /**
   * More classes than that, or than rows, have to be asked for: a stray number must not make
   * billions of them.
   */
  private static final int MAX_CLASSES_FOUND = 1_000_000;

  private static final int MAX_LABELS = Integer.MAX_VALUE - 8;
  private static final int BLOCK = 1 << 16;

  private Labels() {}

  /**
   * Reads the labels of a file, or of one member of it.
   *
   * @param argument PATH or PATH:MEMBER; without MEMBER an NPZ or safetensors file has to have one
   *     member only, or one only that is a list of integers
   * @param classes how many there are; null for one more than the largest label, which then has to
   *     be below the number of rows, or the columns of a one-hot table
   * @throws BadInputException when it cannot be read or has something else than labels: names the
   *     file and the row, from 0
   */
  public static LabelColumn read(String argument, @Nullable Integer classes) {
    if (classes != null && classes < 1) {
      throw new BadInputException("expected at least 1 class, found " + classes);
    }
    StoredArray array =
        ArrayFile.open(argument)
            .one(
                "one list of integers",
                candidate -> candidate.isList() && !candidate.isFloatingPoint());
    try (Rows rows = array.rows()) {
      if (rows.rows() > MAX_LABELS) {
        throw new BadInputException(
            rows.describe() + ": expected at most " + MAX_LABELS + " labels, found " + rows.rows());
      }
      return rows.columns() == 1 ? column(rows, classes) : oneHot(rows, classes, array);
    }
  }

  private static LabelColumn column(Rows rows, @Nullable Integer classes) {
    int[] labels = new int[(int) rows.rows()];
    int limit = classes == null ? Math.min(MAX_CLASSES_FOUND, labels.length) : classes;
    double[] block = new double[Math.min(BLOCK, labels.length)];
    int largest = 0;
    for (int first = 0; first < labels.length; first += block.length) {
      int count = Math.min(block.length, labels.length - first);
      rows.read(first, count, block);
      for (int i = 0; i < count; i++) {
        double value = block[i];
        if (!(value >= 0 && value < limit) || value != Math.rint(value)) {
          String expected = expected(value, limit, classes != null);
          throw bad(rows, first + i, expected + ", found " + text(value));
        }
        labels[first + i] = (int) value;
        largest = Math.max(largest, (int) value);
      }
    }
    return new LabelColumn(labels, classes == null ? largest + 1 : classes, rows.describe());
  }

  private static String expected(double value, int limit, boolean given) {
    if (given) {
      return "expected a label in 0 .. " + (limit - 1);
    }
    if (!(value >= 0) || value != Math.rint(value)) {
      return "expected a label, a whole number from 0";
    }
    return "expected a label below "
        + limit
        + (limit < MAX_CLASSES_FOUND ? ", the number of rows," : "")
        + " unless the number of classes is given (measure --classes)";
  }

  private static LabelColumn oneHot(Rows rows, @Nullable Integer classes, StoredArray array) {
    int columns = rows.columns();
    if (rows.rows() == 1 && array.shape().size() == 2) {
      requireOneHot(rows, array);
    }
    if (classes != null && classes != columns) {
      throw new BadInputException(
          rows.describe()
              + ": expected labels in one column, or in "
              + classes
              + " columns of 0 and 1, found "
              + columns
              + " columns");
    }
    int[] labels = new int[(int) rows.rows()];
    int perBlock = Math.min(Math.max(1, BLOCK / columns), labels.length);
    double[] block = new double[Math.multiplyExact(perBlock, columns)];
    for (int first = 0; first < labels.length; first += perBlock) {
      int count = Math.min(perBlock, labels.length - first);
      rows.read(first, count, block);
      for (int i = 0; i < count; i++) {
        labels[first + i] = hot(rows, first + i, block, i * columns, columns);
      }
    }
    return new LabelColumn(labels, columns, rows.describe());
  }

  /** A list of labels that lies on its side looks like one row of a one-hot table. */
  private static void requireOneHot(Rows rows, StoredArray array) {
    double[] row = new double[rows.columns()];
    rows.read(0, 1, row);
    if (Arrays.stream(row).filter(value -> value == 1).count() != 1
        || Arrays.stream(row).filter(value -> value == 0).count() != row.length - 1) {
      throw new BadInputException(
          rows.describe()
              + ": expected labels as [n], [n x 1] or one-hot [n x K], found "
              + array.shapeText()
              + " that is not one-hot");
    }
  }

  /** The column of the one 1. */
  private static int hot(Rows rows, int row, double[] block, int at, int columns) {
    int hot = -1;
    for (int j = 0; j < columns; j++) {
      double value = block[at + j];
      if (value == 0) {
        continue;
      }
      if (value != 1) {
        throw bad(rows, row, "expected 0 or 1, found " + text(value) + " in column " + j);
      }
      if (hot >= 0) {
        throw bad(rows, row, "expected one 1, found one in column " + hot + " and in " + j);
      }
      hot = j;
    }
    if (hot < 0) {
      throw bad(rows, row, "expected one 1, found none");
    }
    return hot;
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static BadInputException bad(Rows rows, int row, String message) {
    return new BadInputException(
        rows.describe() + ": row " + row + " (counted from 0): " + message);
  }
}
