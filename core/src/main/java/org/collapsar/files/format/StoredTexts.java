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

  @Override
  default @Nullable TensorType type() {
    return null;
  }

  @Override
  default String typeText() {
    return "text";
  }

  @Override
  default String layout() {
    return "text";
  }

  @Override
  default Rows flattened() {
    throw new BadInputException(label() + ": " + refusal());
  }
}
