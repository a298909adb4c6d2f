package org.collapsar.files.text;

import java.util.List;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Choices of a user about tables of text, where their content leaves one.
 *
 * @param headerLines lines before the first row, without comments; {@link #BY_CONTENT} to judge
 * @param skipColumns names of columns, or their numbers from 0, that are no features; {@code none}
 *     keeps also what would be left out by itself
 * @param labelColumn name or number of the column that is the labels; null for none
 */
public record TextOptions(int headerLines, List<String> skipColumns, @Nullable String labelColumn) {
  /** Whether there is a header is told by the first lines. */
  public static final int BY_CONTENT = -1;

  private static final int MOST_HEADER_LINES = 1000;
  private static final String NONE = "none";

  /** Everything is told by content. */
  public static final TextOptions DEFAULT = new TextOptions(BY_CONTENT, List.of(), null);

  /**
   * Checks that columns have names or numbers.
   *
   * @param headerLines lines before the first row, without comments; {@link #BY_CONTENT} to judge
   * @param skipColumns names of columns, or their numbers from 0, that are no features; {@code
   *     none} keeps also what would be left out by itself
   * @param labelColumn name or number of the column that is the labels; null for none
   * @throws BadInputException if one is empty
   */
  public TextOptions {
    skipColumns = List.copyOf(skipColumns);
    if (skipColumns.contains("") || "".equals(labelColumn)) {
      throw new BadInputException(
          "expected names or numbers of columns, found an empty one: a column without a name is"
              + " called by its number, from 0");
    }
  }

  /**
   * Reads how many lines a user says that a header has.
   *
   * @param said {@code yes}, {@code no} or a number
   * @return 0 to 1000
   * @throws BadInputException if it is something else
   */
  public static int headerLines(String said) {
    if (said.equals("yes")) {
      return 1;
    } else if (said.equals("no")) {
      return 0;
    } else if (said.matches("[0-9]{1,4}") && Integer.parseInt(said) <= MOST_HEADER_LINES) {
      return Integer.parseInt(said);
    }
    throw new BadInputException(
        "--header: expected yes, no or a number of lines up to "
            + MOST_HEADER_LINES
            + ", found '"
            + said
            + "'");
  }

  /** {@return whether nothing is left out that was not named} */
  public boolean keepsAll() {
    return skipColumns.contains(NONE);
  }

  /**
   * Makes the same options with another column for the labels.
   *
   * @param column name or number; null for none
   * @return a copy that differs in this alone
   */
  public TextOptions withLabelColumn(@Nullable String column) {
    return new TextOptions(headerLines, skipColumns, column);
  }

  /** {@return the columns to leave out that are named} */
  public List<String> named() {
    return skipColumns.stream().filter(name -> !name.equals(NONE)).toList();
  }
}
