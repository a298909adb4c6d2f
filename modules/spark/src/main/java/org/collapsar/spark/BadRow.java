package org.collapsar.spark;

import org.collapsar.BadInputException;

/** Messages about a row of a data set, which has no number but in its partition. */
final class BadRow {
  private BadRow() {}

  /**
   * @param column of the row
   * @param message "expected .., found .."
   * @param row counted from 0 in the partition
   */
  static BadInputException at(String column, String message, int partition, long row) {
    return new BadInputException(
        column
            + ": "
            + message
            + " in row "
            + row
            + " of partition "
            + partition
            + " (both counted from 0)");
  }
}
