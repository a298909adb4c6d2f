package org.collapsar.files.format;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Bytes;
import org.collapsar.files.io.Json;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers in a file, as its header describes it, with the bytes that hold it.
 *
 * @param name of the member or tensor, empty where the file is one array
 * @param label file and name, for messages
 * @param columnMajor whether the first dimension is the fastest
 * @param bytes exactly those of the numbers
 * @param refusal why it cannot be read, null where it can; then type, order and bytes mean nothing
 */
public record StoredArray(
    String name,
    String label,
    TensorType type,
    ByteOrder order,
    boolean columnMajor,
    List<Long> shape,
    Bytes bytes,
    @Nullable String refusal) {
  private static final int MAX_COLUMNS = Integer.MAX_VALUE - 8;

  /** Whether it is a table of numbers of the given kind. */
  public boolean isTable(boolean floatingPoint) {
    return refusal == null && shape.size() == 2 && type.isFloatingPoint() == floatingPoint;
  }

  /** Whether it is a list of numbers, or a table with one row or column. */
  public boolean isList() {
    return refusal == null
        && (shape.size() == 1 || (shape.size() == 2 && (shape.get(0) == 1 || shape.get(1) == 1)));
  }

  /**
   * The rows of a table; one number a row where there is one dimension.
   *
   * @throws BadInputException when it is no table, is empty, or cannot be read
   */
  public Rows rows() {
    if (refusal != null) {
      throw new BadInputException(label + ": " + refusal);
    }
    int dimensions = shape.size();
    if (dimensions < 1 || dimensions > 2) {
      throw new BadInputException(
          label + ": expected a table of 2 dimensions, found " + shapeText());
    }
    long rows = shape.get(0);
    long columns = dimensions == 2 ? shape.get(1) : 1;
    if (rows < 1 || columns < 1) {
      throw new BadInputException(
          label + ": expected at least one row and one column, found " + shapeText());
    }
    if (columns > MAX_COLUMNS) {
      throw new BadInputException(
          label + ": expected at most " + MAX_COLUMNS + " columns, found " + columns);
    }
    return new StoredRows(this, rows, (int) columns);
  }

  /** The shape as a person reads it, "3 x 16". */
  public String shapeText() {
    return shapeText(shape);
  }

  public static String shapeText(List<Long> shape) {
    return shape.isEmpty()
        ? "a single number"
        : shape.stream().map(String::valueOf).collect(Collectors.joining(" x "));
  }

  /** Name and shape, for a list of what there is. */
  public String summary() {
    String shown = shown(name);
    return refusal == null
        ? shown + " (" + shapeText() + " " + type + ")"
        : shown + " (not readable)";
  }

  /** What messages call a member. */
  public static String label(Path file, String name) {
    return file + ":" + shown(name);
  }

  /** A name as it is, or in quotes where it has blanks or what is not ASCII. */
  public static String shown(String name) {
    return name.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? name : Json.quote(name);
  }
}
