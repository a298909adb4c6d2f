package org.collapsar.files;

import org.collapsar.BadInputException;
import org.collapsar.files.format.TextRows;
import org.collapsar.linalg.Rows;

/**
 * The labels of samples.
 *
 * @param labels one per sample, each in 0 .. classes-1; not a copy
 * @param classes how many classes there are, with or without samples
 * @param source where they are from, for messages
 */
public record LabelColumn(int[] labels, int classes, String source) {
  private static final int MOST_HEADER_LINES = 5;

  /**
   * Checks that there is a label for each row of a table.
   *
   * @param features [n x D]
   * @throws BadInputException if not
   */
  public void requireRowsOf(Rows features) {
    requireRows(source, labels.length, features);
  }

  static void requireRows(String source, int labels, Rows features) {
    if (labels != features.rows()) {
      throw new BadInputException(
          source
              + ": expected "
              + features.rows()
              + " labels, one for each row of "
              + features.describe()
              + ", found "
              + labels
              + hint(labels, features));
    }
  }

  /** What explains that there are not as many, where something does. */
  private static String hint(int labels, Rows features) {
    if (features.columns() == labels) {
      return " (its transpose would fit)";
    }
    long over = features.rows() - labels;
    return features instanceof TextRows && over > 0 && over <= MOST_HEADER_LINES
        ? " (where a header has more lines, --header N says how many)"
        : "";
  }
}
