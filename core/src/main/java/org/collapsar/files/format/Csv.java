package org.collapsar.files.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Json;
import org.collapsar.files.io.Spool;

/**
 * Reads a table of numbers from text: a row a line, separated by tabs, semicolons, commas or
 * blanks, whichever of these comes first in this list and is in the first row. A first line without
 * a number is a header and passed over; so are one that begins with #, and one of 0, 1, 2, ..
 * (three or more), which pandas writes where columns have no names. Any other first line is a row:
 * a number in a notation that is not read here must not cost that row in silence. Empty lines are
 * passed over. Numbers are read once and kept as doubles in a {@link Spool}.
 */
final class Csv {
  private static final int BUFFER = 1 << 16;
  private static final int MAX_LINE = 32 << 20;
  private static final int MAX_COLUMNS = 1 << 20;
  private static final int SHOWN = 30;
  private static final byte[] SEPARATORS = {'\t', ';', ','};

  private final String label;
  private final InputStream in;
  private final Spool spool;
  private final byte[] buffer = new byte[BUFFER];
  private int bufferAt;
  private int bufferEnd;
  private byte[] line = new byte[256];
  private int lineLength;
  private long lineNumber;
  private byte separator;
  private double[] values = new double[8];
  private long rows;
  private int columns;

  /** Doubles on their way to the spool. */
  private final ByteBuffer out = ByteBuffer.allocate(BUFFER).order(ByteOrder.nativeOrder());

  private Csv(String label, InputStream in, Spool spool) {
    this.label = label;
    this.in = in;
    this.spool = spool;
  }

  /**
   * Reads a whole table.
   *
   * @param in the text; not closed
   * @throws BadInputException when it is no table of finite numbers: names line, row and column
   */
  static StoredArray read(String label, InputStream in) throws IOException {
    Spool spool = new Spool();
    boolean done = false;
    try {
      Csv csv = new Csv(label, in, spool);
      csv.readRows();
      spool.finish();
      done = true;
      return RawArray.rowMajor(
          "",
          label,
          TensorType.F64,
          ByteOrder.nativeOrder(),
          List.of(csv.rows, (long) csv.columns),
          spool);
    } finally {
      if (!done) {
        spool.close();
      }
    }
  }

  private void readRows() throws IOException {
    boolean first = true;
    while (nextLine()) {
      if (lineLength == 0) {
        continue;
      }
      if (first) {
        skipByteOrderMark();
      }
      if (rows == 0) {
        separator = separator();
      }
      if (!first || !isHeader()) {
        keepRow(first);
      }
      first = false;
    }
    if (rows == 0) {
      throw new BadInputException(label + ": expected rows of numbers, found none");
    }
    spool.write(out.array(), 0, out.position());
  }

  /** Reads up to the next end of a line; blanks at both ends, and the CR of Windows, are cut. */
  private boolean nextLine() throws IOException {
    lineLength = 0;
    lineNumber++;
    boolean any = false;
    while (true) {
      if (bufferAt == bufferEnd) {
        bufferAt = 0;
        bufferEnd = Math.max(0, in.read(buffer));
        if (bufferEnd == 0) {
          break;
        }
      }
      any = true;
      int end = bufferAt;
      while (end < bufferEnd && buffer[end] != '\n') {
        end++;
      }
      append(end - bufferAt);
      bufferAt = end;
      if (end < bufferEnd) {
        bufferAt++;
        break;
      }
    }
    while (lineLength > 0 && (line[lineLength - 1] == ' ' || line[lineLength - 1] == '\r')) {
      lineLength--;
    }
    return any;
  }

  private void append(int count) {
    if (lineLength + count > MAX_LINE) {
      throw bad("expected lines of at most " + MAX_LINE + " bytes, found more in line ", "");
    }
    if (lineLength + count > line.length) {
      line = Arrays.copyOf(line, Math.max(lineLength + count, 2 * line.length));
    }
    System.arraycopy(buffer, bufferAt, line, lineLength, count);
    lineLength += count;
  }

  private void skipByteOrderMark() {
    if (lineLength >= 3
        && line[0] == (byte) 0xef
        && line[1] == (byte) 0xbb
        && line[2] == (byte) 0xbf) {
      lineLength -= 3;
      System.arraycopy(line, 3, line, 0, lineLength);
    }
  }

  private byte separator() {
    for (byte candidate : SEPARATORS) {
      for (int i = 0; i < lineLength; i++) {
        if (line[i] == candidate) {
          return candidate;
        }
      }
    }
    return ' ';
  }

  private boolean isHeader() {
    if (lineLength > 0 && line[0] == '#') {
      return true;
    }
    boolean words = true;
    boolean counts = true;
    int column = 0;
    for (int at = 0; at <= lineLength; column++) {
      int from = fieldStart(at);
      int to = fieldEnd(from);
      int end = trimmed(from, to);
      double value = DecimalText.parse(line, from, end);
      words &=
          Double.isNaN(value)
              && !DecimalText.isNotFinite(line, from, end)
              && !DecimalText.isForeign(line, from, end);
      counts &= value == column;
      at = to + 1;
    }
    return words || (counts && column >= 3);
  }

  private void keepRow(boolean first) {
    int column = 0;
    for (int at = 0; at <= lineLength; column++) {
      int from = fieldStart(at);
      int to = fieldEnd(from);
      double value = DecimalText.parse(line, from, trimmed(from, to));
      if (!Double.isFinite(value)) {
        throw notANumber(from, trimmed(from, to), column, value, first);
      }
      if (column == values.length) {
        if (column == MAX_COLUMNS) {
          throw bad("expected at most " + MAX_COLUMNS + " columns, found more in line ", "");
        }
        values = Arrays.copyOf(values, 2 * column);
      }
      values[column] = value;
      at = to + 1;
    }
    if (rows > 0 && column != columns) {
      throw bad(
          "expected " + columns + " columns as in row 0, found " + column + " in line ",
          " (row " + rows + ", counted from 0)");
    }
    columns = column;
    rows++;
    for (int j = 0; j < columns; j++) {
      if (!out.hasRemaining()) {
        spool.write(out.array(), 0, out.position());
        out.clear();
      }
      out.putDouble(values[j]);
    }
  }

  private int fieldStart(int at) {
    int from = at;
    while (from < lineLength && line[from] == ' ') {
      from++;
    }
    return from;
  }

  private int fieldEnd(int from) {
    int to = from;
    while (to < lineLength && line[to] != separator) {
      to++;
    }
    return to;
  }

  private int trimmed(int from, int to) {
    int end = to;
    while (end > from && line[end - 1] == ' ') {
      end--;
    }
    return end;
  }

  private BadInputException notANumber(int from, int to, int column, double value, boolean first) {
    String found =
        new String(line, from, Math.min(to - from, SHOWN), StandardCharsets.ISO_8859_1)
            + (to - from > SHOWN ? ".." : "");
    boolean number = Double.isInfinite(value) || DecimalText.isNotFinite(line, from, to);
    return bad(
        "expected a "
            + (number ? "finite " : "")
            + "number, found "
            + Json.quote(found)
            + " in line ",
        " (row "
            + rows
            + ", column "
            + column
            + ", counted from 0)"
            + (first && !number ? "; a header has no numbers" : ""));
  }

  private BadInputException bad(String message, String where) {
    return new BadInputException(label + ": " + message + lineNumber + where);
  }
}
