package org.collapsar.files.format;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Json;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers in a file, as its header describes it. What implements it says what the
 * numbers are and hands them out as {@link #flattened} rows; all else follows. {@link RawArray} is
 * the one whose numbers lie in the file as they are.
 */
public interface StoredArray {

  /**
   * {@return the name of the member or tensor, unique in the file; empty where the file is one
   * array}
   */
  String name();

  /** {@return another name that the array is found by, the user's word for it; empty for none} */
  default String alias() {
    return "";
  }

  /** {@return file and name, for messages} */
  String label();

  /** {@return the sizes of the dimensions; empty for a single number} */
  List<Long> shape();

  /** {@return how a number is stored; null where there are no numbers that are read here} */
  @Nullable TensorType type();

  /** {@return why the array cannot be read, "expected .., found .."; null where it can} */
  @Nullable String refusal();

  /**
   * {@return whether the array is meant only where it is named} A format keeps such arrays beside
   * those that its files are for, as the state of an optimizer.
   */
  default boolean aside() {
    return false;
  }

  /** {@return a line that who measures the array should see; null for none} */
  default @Nullable String remark() {
    return null;
  }

  /**
   * {@return how the array lies in the file, in a few words for people: "row-major, little-endian"}
   */
  String layout();

  /**
   * Opens the numbers as one table, the last dimension fastest, whatever their order in the file; a
   * list is one column, a single number [1 x 1].
   *
   * @return [first dimension x product of the others]; has to be closed
   * @throws BadInputException when it cannot be read, is empty, or a row is longer than an array
   */
  Rows flattened();

  /**
   * Opens the rows of a table; one number per row where there is one dimension.
   *
   * @return [n x D]; has to be closed
   * @throws BadInputException when it is no table, is empty, or cannot be read
   */
  default Rows rows() {
    if (refusal() == null && (shape().isEmpty() || tableDimensions() > 2)) {
      throw new BadInputException(
          label() + ": expected a table of 2 dimensions, found " + shapeText());
    }
    return flattened();
  }

  /**
   * {@return the number of dimensions without those of size 1 behind the first} An average pool
   * leaves such: [n x D x 1 x 1] is a table.
   */
  default int tableDimensions() {
    return 1 + (int) shape().stream().skip(1).filter(size -> size != 1).count();
  }

  /** {@return the type in words, for messages} */
  default String typeText() {
    TensorType type = type();
    return type == null ? "no numbers" : type.name();
  }

  /** {@return whether its numbers can have fractions} */
  default boolean isFloatingPoint() {
    TensorType type = type();
    return type != null && type.isFloatingPoint();
  }

  /**
   * Tells whether it is a table of numbers of a kind. One of float8 has to be asked for.
   *
   * @param floatingPoint the kind: numbers with fractions, or whole ones
   * @return true for two dimensions, without those of size 1, that can be read
   */
  default boolean isTable(boolean floatingPoint) {
    TensorType type = type();
    return refusal() == null
        && shape().size() >= 2
        && tableDimensions() <= 2
        && isFloatingPoint() == floatingPoint
        && !(type != null && type.isFloat8());
  }

  /** {@return whether it is a list of numbers, or a table with one row or column} */
  default boolean isList() {
    List<Long> shape = shape();
    return refusal() == null
        && (shape.size() == 1 || (shape.size() == 2 && (shape.get(0) == 1 || shape.get(1) == 1)));
  }

  /** {@return the shape as a person reads it, "3 x 16"} */
  default String shapeText() {
    return shapeText(shape());
  }

  /** {@return name and shape, for a list of what there is} */
  default String summary() {
    String shown = shown(name());
    return refusal() == null
        ? shown + " (" + shapeText() + " " + typeText() + ")"
        : shown + " (not readable)";
  }

  /**
   * {@return a shape as a person reads it, "3 x 16"}
   *
   * @param shape sizes of the dimensions
   */
  static String shapeText(List<Long> shape) {
    return shape.isEmpty()
        ? "a single number"
        : shape.stream().map(String::valueOf).collect(Collectors.joining(" x "));
  }

  /**
   * {@return what messages call a member}
   *
   * @param file in which it is
   * @param name of the member
   */
  static String label(Path file, String name) {
    return file + ":" + shown(name);
  }

  /**
   * {@return a name as it is, or in quotes where it has blanks or what is not ASCII}
   *
   * @param name of a member
   */
  static String shown(String name) {
    return name.chars().allMatch(c -> c > 0x20 && c < 0x7f) ? name : Json.quote(name);
  }
}
