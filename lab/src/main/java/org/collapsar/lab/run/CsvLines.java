package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;

/**
 * The lines of a table that a run wrote, read strictly: a mistake is named with file and line. The
 * program writes no quotes and no blanks, so it expects none.
 */
final class CsvLines {
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|Infinity)");

  private final Path file;
  private final List<String> lines;

  private CsvLines(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * Reads a file.
   *
   * @param header how its first line begins, for the message about an empty one
   * @throws BadInputException if it is empty or no text
   * @throws FailedException if it cannot be read
   */
  static CsvLines read(Path file, String header) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new BadInputException(file + ": expected text in UTF-8, found other bytes", e);
    } catch (IOException e) {
      throw new FailedException("could not read " + file + ": " + e, e);
    }
    if (lines.isEmpty()) {
      throw new BadInputException(
          file + ":1: expected a header \"" + header + "\", found an empty file");
    }
    return new CsvLines(file, lines);
  }

  /** The same of a table whose header is always this one. */
  static CsvLines readWithHeader(Path file, String header) {
    CsvLines lines = read(file, header);
    if (!lines.header().equals(header)) {
      throw lines.bad(1, "the header \"" + header + '"', lines.header());
    }
    return lines;
  }

  /**
   * The rows, as they stand, of epochs before one, where epochs are the first column; none where
   * there is no file.
   *
   * @throws FailedException if it cannot be read
   */
  static List<String> rowsBefore(int epoch, Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file).stream()
          .skip(1)
          .filter(line -> Integer.parseInt(line.substring(0, line.indexOf(','))) < epoch)
          .toList();
    } catch (IOException e) {
      throw new FailedException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
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
    int value = cell.matches("[0-9]{1,9}") ? Integer.parseInt(cell) : -1;
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
