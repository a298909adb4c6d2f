package org.collapsar.files.text;

/**
 * Watches whether the first column only counts the rows, from 0 or from 1, and whether all others
 * hold whole numbers: with the first line as a row and without it.
 */
final class IndexWatch {
  private boolean with0 = true;
  private boolean with1 = true;
  private boolean without0 = true;
  private boolean without1 = true;
  private boolean whole = true;
  private boolean wholeBelow = true;
  private long rows;

  void row(double[] values, int columns) {
    double v = values[0];
    with0 &= v == rows;
    with1 &= v == rows + 1;
    if (rows > 0) {
      without0 &= v == rows - 1;
      without1 &= v == rows;
    }
    if (with0 || with1 || without0 || without1) {
      for (int j = 1; wholeBelow && j < columns; j++) {
        boolean fraction = values[j] != Math.rint(values[j]);
        whole &= !fraction;
        wholeBelow &= !(fraction && rows > 0);
      }
    }
    rows++;
  }

  /**
   * Where the first column begins to count.
   *
   * @param firstIsHeader whether the first line is no row
   * @return 0 or 1; -1 where it does not count, or there are too few rows to tell
   */
  int start(boolean firstIsHeader) {
    long n = firstIsHeader ? rows - 1 : rows;
    if (n < 3) {
      return -1;
    }
    boolean zero = firstIsHeader ? without0 : with0;
    boolean one = firstIsHeader ? without1 : with1;
    return zero ? 0 : one ? 1 : -1;
  }

  /** Whether all other columns hold whole numbers, so that a count may be one of them. */
  boolean amongWholeNumbers(boolean firstIsHeader) {
    return firstIsHeader ? wholeBelow : whole;
  }
}
