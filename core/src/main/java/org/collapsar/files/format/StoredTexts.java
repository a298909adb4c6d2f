package org.collapsar.files.format;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/** A list of texts, which labels alone may be: names of classes, and no numbers. */
public interface StoredTexts extends StoredArray {

  /** Each text once, in order of first sight, and which of them each place of a list has. */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Indexed(List<String> texts, double[] places) {}

  /**
   * Reads them.
   *
   * @throws BadInputException if it is no list, or damaged
   */
  Indexed read();

  /**
   * How many there are in the list.
   *
   * @throws BadInputException if it is no list, or longer than that
   */
  default int count(int most) {
    List<Long> shape = shape();
    if (tableDimensions() > 1 || shape.isEmpty() || shape.contains(0L)) {
      throw new BadInputException(
          label()
              + ": expected a list of names, found "
              + (shape.isEmpty() ? "a single text" : shapeText() + " texts"));
    }
    if (shape.get(0) > most) {
      throw new BadInputException(label() + ": expected at most " + most + " names");
    }
    return (int) (long) shape.get(0);
  }

  @Override
  default @Nullable TensorType type() {
    return null;
  }

  @Override
  default String typeText() {
    return "text";
  }

  /** Read they can be, as labels. */
  @Override
  default String summary() {
    return StoredArray.shown(name())
        + (shape().isEmpty() ? " (a single text)" : " (" + shapeText() + " texts)");
  }

  @Override
  default String layout() {
    return "text";
  }

  @Override
  default String refusal() {
    return "expected numbers, found text, which labels alone may be";
  }

  @Override
  default Rows flattened() {
    throw new BadInputException(label() + ": " + refusal());
  }
}
