package org.collapsar.files.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The cells of a line, one after another; what stands in quotes may hold separators. */
final class Cells {
  private static final byte[] SEPARATORS = {'\t', ';', ',', '|'};

  /** A cell by itself, for the few lines that are looked at more closely. */
  record Cell(String text, boolean quoted, Kind kind) {}

  /** What a cell holds. */
  enum Kind {
    NUMBER,
    /** NaN or an infinity, by name or beyond the range. */
    NOT_FINITE,
    /** A number in a notation that is not read. */
    FOREIGN,
    EMPTY,
    TEXT
  }

  private byte[] line = new byte[0];
  private int length;
  private byte separator;
  private int at;
  private int from;
  private int to;
  private boolean quoted;

  /** Goes to the start of a line. */
  void start(byte[] bytes, int count, byte separatedBy) {
    line = bytes;
    length = count;
    separator = separatedBy;
    at = 0;
  }

  /**
   * Goes to the next cell; false at the end.
   *
   * @throws Unclosed where a quote has no end
   */
  boolean next() {
    if (at > length) {
      return false;
    }
    int first = at;
    while (first < length && line[first] == ' ') {
      first++;
    }
    if (first < length && line[first] == '"') {
      quoted(first);
      return true;
    }
    int end = first;
    while (end < length && line[end] != separator) {
      end++;
    }
    at = end + 1;
    quoted = false;
    trim(first, end);
    return true;
  }

  private void quoted(int open) {
    int close = open + 1;
    while (close < length
        && (line[close] != '"' || (close + 1 < length && line[close + 1] == '"'))) {
      close += line[close] == '"' ? 2 : 1;
    }
    int end = close + 1;
    while (separator != ' ' && end < length && line[end] == ' ') {
      end++;
    }
    if (close >= length || (end < length && line[end] != separator)) {
      throw new Unclosed();
    }
    at = end + 1;
    quoted = true;
    trim(open + 1, close);
  }

  private void trim(int first, int end) {
    from = first;
    to = end;
    while (to > from && line[to - 1] == ' ') {
      to--;
    }
    while (from < to && line[from] == ' ') {
      from++;
    }
  }

  byte[] line() {
    return line;
  }

  /** Where the content of the cell begins. */
  int from() {
    return from;
  }

  /** Behind its last byte. */
  int to() {
    return to;
  }

  boolean isQuoted() {
    return quoted;
  }

  /** Whether this is the last cell of the line. */
  boolean isLast() {
    return at > length;
  }

  boolean hasPoint() {
    for (int i = from; i < to; i++) {
      if (line[i] == '.') {
        return true;
      }
    }
    return false;
  }

  String text() {
    String text = new String(line, from, to - from, StandardCharsets.UTF_8);
    return quoted ? text.replace("\"\"", "\"") : text;
  }

  Kind kind() {
    if (from == to) {
      return Kind.EMPTY;
    }
    double value = DecimalText.parse(line, from, to);
    if (Double.isFinite(value)) {
      return Kind.NUMBER;
    } else if (Double.isInfinite(value) || DecimalText.isNotFinite(line, from, to)) {
      return Kind.NOT_FINITE;
    } else if (DecimalText.isForeign(line, from, to)) {
      return Kind.FOREIGN;
    }
    return separator != ',' || quoted ? decimalComma() ? Kind.NUMBER : Kind.TEXT : Kind.TEXT;
  }

  private boolean decimalComma() {
    return !Double.isNaN(DecimalText.parseComma(line, from, to));
  }

  /** All cells of a line. */
  static List<Cell> of(byte[] line, int length, byte separator) {
    Cells cells = new Cells();
    cells.start(line, length, separator);
    List<Cell> all = new ArrayList<>();
    while (cells.next()) {
      all.add(new Cell(cells.text(), cells.quoted, cells.kind()));
    }
    return all;
  }

  /**
   * Tab, semicolon, comma or bar, whichever of these comes first and is outside quotes; or blank.
   */
  static byte separator(byte[] line, int length) {
    for (byte candidate : SEPARATORS) {
      boolean inQuotes = false;
      for (int i = 0; i < length; i++) {
        inQuotes ^= line[i] == '"';
        if (line[i] == candidate && !inQuotes) {
          return candidate;
        }
      }
    }
    return ' ';
  }

  /** A quote without an end, or with something behind it that is no separator. */
  static final class Unclosed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unclosed() {
      super(null, null, false, false);
    }
  }
}
