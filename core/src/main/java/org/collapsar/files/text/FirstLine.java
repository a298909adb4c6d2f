package org.collapsar.files.text;

import java.util.List;
import java.util.regex.Pattern;
import org.collapsar.files.text.Cells.Cell;
import org.collapsar.files.text.Cells.Kind;
import org.jspecify.annotations.Nullable;

/** Kinds of first lines of a table, as far as the line and the one below it tell. */
public enum FirstLine {
  /** Names of columns. */
  HEADER,
  /** Most likely names, 0, 1, 2, .. or a word among words: kept as the first row all the same. */
  PROBABLY_HEADER,
  /** A row, but what a table without names gets as a header looks like it: 0 or 0, 1. */
  PERHAPS_HEADER,
  /** A row of numbers, which might be a header only where the number of samples says so. */
  NUMBERS,
  /** A row. */
  ROW;

  /** So many columns called 0, 1, 2, .. are no accident. */
  private static final int COUNTED = 3;

  /** A list of files and labels, "a/0.png 0" above "a/1.png 1", has no header. */
  private static final Pattern FILE = Pattern.compile("[./\\\\]");

  /** {@return whether the line is the first row of what was read, for now} */
  public boolean isAmongRows() {
    return this != HEADER;
  }

  /** {@return whether the line is no row unless something says that it is one} */
  public boolean isHeaderByItself() {
    return this == HEADER || this == PROBABLY_HEADER;
  }

  /** {@return whether there are two readings} */
  public boolean isOpen() {
    return this != HEADER && this != ROW;
  }

  /**
   * Looks at the first two lines.
   *
   * @param second null where there is one line only
   */
  static FirstLine of(List<Cell> first, @Nullable List<Cell> second) {
    if (first.stream().anyMatch(c -> c.kind() == Kind.NOT_FINITE || c.kind() == Kind.FOREIGN)) {
      return ROW;
    }
    boolean words = first.stream().noneMatch(c -> c.kind() == Kind.NUMBER);
    if (words) {
      boolean amongWords =
          second != null
              && second.stream().allMatch(c -> c.kind() == Kind.TEXT)
              && second.size() == first.size();
      return amongWords ? PROBABLY_HEADER : HEADER;
    }
    boolean numbers = first.stream().allMatch(c -> c.kind() == Kind.NUMBER);
    if (!numbers) {
      return second != null && namesAmongNumbers(first, second) ? HEADER : ROW;
    }
    boolean short1 = second != null && second.size() == first.size() + 1;
    if (short1 && (counts(first, 0) || counts(first, 1))) {
      return HEADER;
    } else if (counts(first, 0) && first.size() >= COUNTED) {
      return PROBABLY_HEADER;
    }
    return counts(first, 0) || counts(first, 1) ? PERHAPS_HEADER : NUMBERS;
  }

  /** Columns called 0, 1, 2, .. beside some that have names, or an index that has none. */
  private static boolean namesAmongNumbers(List<Cell> first, List<Cell> second) {
    if (second.size() != first.size()
        || !counts(first.stream().filter(c -> c.kind() == Kind.NUMBER).toList(), 0)) {
      return false;
    }
    for (int j = 0; j < first.size(); j++) {
      boolean named = first.get(j).kind() == Kind.TEXT;
      boolean unnamed = first.get(j).kind() == Kind.EMPTY;
      boolean isNumber = second.get(j).kind() == Kind.NUMBER;
      if ((unnamed && j > 0)
          || (named && !isNumber && FILE.matcher(first.get(j).text()).find())
          || (named && !isNumber && first.get(j).text().equals(second.get(j).text()))
          || (named && second.get(j).kind() != Kind.TEXT && !isNumber)) {
        return false;
      }
    }
    return true;
  }

  private static boolean counts(List<Cell> cells, int from) {
    for (int j = 0; j < cells.size(); j++) {
      if (!cells.get(j).text().equals(Integer.toString(from + j))) {
        return false;
      }
    }
    return !cells.isEmpty();
  }
}
