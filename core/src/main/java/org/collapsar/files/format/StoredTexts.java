package org.collapsar.files.format;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/** List of texts in a file: names of classes, which labels alone may be, and no numbers. */
public interface StoredTexts extends StoredArray {

  /**
   * Texts of a list, each kept once.
   *
   * @param texts each text once, in order of first sight
   * @param places of each place of the list, which of the texts it has
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Indexed(List<String> texts, double[] places) {}

  /**
   * Reads the texts.
   *
   * @return each text once, and which of them each place has
   * @throws BadInputException if it is no list, or damaged
   */
  Indexed read();

  /**
   * Counts the texts of the list.
   *
   * @param most how many there may be
   * @return at least 1
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

  /** {@inheritDoc} Texts can be read, as labels. */
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
