package org.collapsar.files;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.linalg.Rows;

/** Ways to turn features of more than two dimensions into tables. */
public enum Shaping {
  /** They are refused. */
  NONE,
  /** All numbers of a sample are its row. */
  FLATTEN,
  /** The mean over places: over H and W of [n x C x H x W], over T of [n x T x D]. */
  MEAN,
  /** The mean over all dimensions but the first two. */
  CHANNELS_FIRST,
  /** The mean over all dimensions but the first and the last. */
  CHANNELS_LAST;

  /**
   * Looks up a value of {@code --pool}.
   *
   * @param said mean, channels-first or channels-last
   * @return the shaping of that name
   * @throws BadInputException if nothing is
   * @throws BadInputException if it is none of them
   */
  public static Shaping pool(String said) {
    return switch (said) {
      case "mean" -> MEAN;
      case "channels-first" -> CHANNELS_FIRST;
      case "channels-last" -> CHANNELS_LAST;
      default ->
          throw new BadInputException(
              "--pool: expected mean, channels-first or channels-last, found '" + said + "'");
    };
  }

  /** The rows of an array, one per sample. */
  Rows rows(StoredArray array) {
    if (array.refusal() != null || array.tableDimensions() <= 2) {
      return array.rows();
    }
    if (this == FLATTEN) {
      return array.flattened();
    }
    List<Long> shape = array.shape();
    if (this == NONE) {
      throw new BadInputException(
          array.label()
              + ": expected a table of 2 dimensions, found "
              + array.shapeText()
              + ": --pool mean takes the mean over "
              + (shape.size() == 3 ? "the middle dimension" : "all dimensions but the first two")
              + ", --flatten takes all as columns");
    }
    boolean last = this == CHANNELS_LAST || (this == MEAN && shape.size() == 3);
    int channels = (int) Math.min(shape.get(last ? shape.size() - 1 : 1), Integer.MAX_VALUE);
    return new PooledRows(array.flattened(), channels, last);
  }
}
