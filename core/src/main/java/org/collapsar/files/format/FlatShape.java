package org.collapsar.files.format;

import java.util.List;
import org.collapsar.BadInputException;

/**
 * Any number of dimensions seen as a table: the first one is the rows, all others are one row.
 *
 * @param rows at least 1
 * @param columns at least 1
 */
public record FlatShape(long rows, int columns) {
  private static final int MAX_COLUMNS = Integer.MAX_VALUE - 8;

  /**
   * Flattens the shape of an array.
   *
   * @param array of any number of dimensions
   * @return [first dimension x product of the others]
   * @throws BadInputException when it cannot be read, is empty, or a row is longer than an array
   */
  public static FlatShape of(StoredArray array) {
    if (array.refusal() != null) {
      throw new BadInputException(array.label() + ": " + array.refusal());
    }
    List<Long> shape = array.shape();
    if (shape.contains(0L)) {
      throw new BadInputException(
          array.label() + ": expected at least one row and one column, found " + array.shapeText());
    }
    long columns = 1;
    for (long size : shape.subList(Math.min(1, shape.size()), shape.size())) {
      // The rows of a table are read whole, and a row is an array of Java's.
      columns = columns > MAX_COLUMNS / size ? Long.MAX_VALUE : columns * size;
      if (columns > MAX_COLUMNS) {
        throw new BadInputException(
            array.label()
                + ": expected at most "
                + MAX_COLUMNS
                + " columns, found "
                + array.shapeText());
      }
    }
    return new FlatShape(shape.isEmpty() ? 1 : shape.get(0), (int) columns);
  }
}
