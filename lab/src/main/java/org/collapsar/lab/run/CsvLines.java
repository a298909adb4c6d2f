package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.metrics.MetricValue;

/**
 * The lines of a table that a run wrote, read strictly: a mistake is named with file and line. The
 * program writes no quotes and no blanks, so it expects none.
 */
final class CsvLines {
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|Infinity)");

  private static final int MOST_DIGITS = 9;

  private final Path file;
  private final List<String> lines;

  /** Whether the last line has no line break. */
  private final boolean torn;

  private CsvLines(Path file, List<String> lines, boolean torn) {
    this.file = file;
    this.lines = lines;
    this.torn = torn;
  }

  /**
   * Reads a file.
   *
   * @param header how its first line begins, for the message about an empty one
   * @throws BadInputException if it is empty or no text
   * @throws FailedException if it cannot be read
   */
  static CsvLines read(Path file, String header) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new BadInputException(file + ": expected text in UTF-8, found other bytes", e);
    } catch (IOException e) {
      throw new FailedException("could not read " + file + ": " + e, e);
    }
    if (text.isEmpty()) {
      throw new BadInputException(
          file + ":1: expected a header \"" + header + "\", found an empty file");
    }
    return new CsvLines(file, text.lines().toList(), !text.endsWith("\n"));
  }

  /** Lines that are not in the file yet, as the program writes them. */
  static CsvLines of(Path file, String header, String rows) {
    return new CsvLines(file, (header + "\n" + rows).lines().toList(), false);
  }

  /**
   * This header and no other.
   *
   * @throws BadInputException if the first line is another one
   */
  void requireHeader(String header) {
    if (!header().equals(header)) {
      throw bad(1, "the header \"" + header + '"', header());
    }
  }

  /** Without the row at the end that has no line break, where there is one. */
  CsvLines withoutTornLine() {
    return torn && rows() > 0 ? new CsvLines(file, lines.subList(0, rows()), false) : this;
  }

  /** Without the rows at the end whose first cell is a later epoch. */
  CsvLines upTo(int lastEpoch) {
    int end = lines.size();
    while (end > 1 && isLater(lines.get(end - 1), lastEpoch)) {
      end--;
    }
    return new CsvLines(file, lines.subList(0, end), torn && end == lines.size());
  }

  private static boolean isLater(String line, int lastEpoch) {
    int comma = line.indexOf(',');
    String cell = comma < 0 ? "" : line.substring(0, comma);
    return isWhole(cell) && Integer.parseInt(cell) > lastEpoch;
  }

  private static boolean isWhole(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      if (cell.charAt(i) < '0' || cell.charAt(i) > '9') {
        return false;
      }
    }
    return !cell.isEmpty() && cell.length() <= MOST_DIGITS;
  }

  /** Appends the cell of a value, an empty one where it is undefined. */
  static StringBuilder append(StringBuilder row, MetricValue value) {
    return value instanceof MetricValue.Defined defined ? row.append(defined.value()) : row;
  }

  /** The file that was read. */
  Path file() {
    return file;
  }

  void forEachRow(Consumer<String> row) {
    lines.subList(1, lines.size()).forEach(row);
  }

  /** Lines after the header. */
  int rows() {
    return lines.size() - 1;
  }

  String header() {
    return lines.get(0);
  }

  /** The line of the file, counted from 1, on which a row stands. */
  static int lineOf(int row) {
    return row + 2;
  }

  /**
   * The cells of a row.
   *
   * @throws BadInputException if there are not {@code expected} of them
   */
  String[] cells(int row, int expected) {
    String[] cells = lines.get(row + 1).split(",", -1);
    if (cells.length != expected) {
      throw new BadInputException(
          "%s:%d: expected %d cells, found %d"
              .formatted(file, lineOf(row), expected, cells.length));
    }
    return cells;
  }

  /** A number, NaN where the cell is empty. */
  double number(int row, String column, String cell) {
    if (cell.isEmpty()) {
      return Double.NaN;
    }
    if (!NUMBER.matcher(cell).matches()) {
      throw wrong(lineOf(row), column + ": expected a number or an empty cell", cell);
    }
    return Double.parseDouble(cell);
  }

  /** A whole number from {@code least} on. */
  int whole(int row, String column, String cell, int least) {
    int value = isWhole(cell) ? Integer.parseInt(cell) : -1;
    if (value < least) {
      throw wrong(lineOf(row), column + ": expected a whole number, at least " + least, cell);
    }
    return value;
  }

  /** The error of a row. */
  BadInputException bad(int line, String expected, String found) {
    return wrong(line, "expected " + expected, found);
  }

  private BadInputException wrong(int line, String expected, String found) {
    return new BadInputException(file + ":" + line + ": " + expected + ", found \"" + found + '"');
  }
}
