package org.collapsar.files.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Findings about a table of text; its numbers were given away row by row.
 *
 * @param rows how many were given, the first line among them unless it is a header for sure
 * @param columns numbers in each
 * @param names of the columns, null without a header; empty for one that has none
 * @param firstLine what the first line is
 * @param firstText the first line, shortened, for messages
 * @param texts the distinct texts of the one column, in order of first sight, which the numbers
 *     count; null where it holds numbers
 * @param withRow what the first column is if the first line is a row
 * @param withHeader what it is if the line is a header
 * @param leftOut what was left out while reading, a line each
 */
public record TextTable(
    long rows,
    int columns,
    @Nullable List<String> names,
    FirstLine firstLine,
    String firstText,
    @Nullable List<String> texts,
    Index withRow,
    Index withHeader,
    List<String> leftOut) {

  /**
   * Finding whether the first column only counts the rows.
   *
   * @param start from 0 or 1; -1 where it does not
   * @param open whether it may as well be a feature: the others are whole numbers, too, and the
   *     rows are few
   */
  public record Index(int start, boolean open) {
    static final Index NONE = new Index(-1, false);

    static Index of(IndexWatch watch, long rows, boolean firstIsHeader, boolean labels) {
      int start = watch.start(firstIsHeader);
      boolean few = (firstIsHeader ? rows - 1 : rows) < 10;
      return new Index(
          start, start >= 0 && !labels && few && watch.amongWholeNumbers(firstIsHeader));
    }

    /** {@return whether the first column is no feature} */
    public boolean isIndex() {
      return start >= 0 && !open;
    }
  }

  /**
   * {@return what the first column is}
   *
   * @param firstIsHeader whether the first line is a header
   */
  public Index index(boolean firstIsHeader) {
    return firstIsHeader ? withHeader : withRow;
  }
}
