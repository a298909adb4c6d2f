package org.collapsar.files.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text that say something: without empty ones and comments, which begin with # or %.
 * A line ends with LF, CR LF, or CR alone. Blanks at its end are cut, in a table of tabs those
 * alone that are no tabs.
 */
final class Lines {
  private static final int BUFFER = 1 << 16;
  private static final int MAX_LINE = 32 << 20;

  private final String label;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int bufferAt;
  private int bufferEnd;
  private boolean afterReturn;
  private byte[] line = new byte[256];
  private int length;
  private long number;
  private @Nullable String comment;
  private boolean begun;

  /**
   * @param label for messages
   * @param in UTF-8, or UTF-16 with its mark
   */
  Lines(String label, InputStream in) throws IOException {
    this.label = label;
    this.in = Utf8.of(in);
  }

  /** Goes on to the next line; false at the end. */
  boolean next() throws IOException {
    while (read()) {
      int start = 0;
      while (start < length && line[start] == ' ') {
        start++;
      }
      if (start < length && line[start] != '#' && line[start] != '%') {
        begun = true;
        return true;
      } else if (start < length && !begun) {
        comment = new String(line, start + 1, length - start - 1, StandardCharsets.UTF_8);
      }
    }
    return false;
  }

  /** The last comment above the first line, without its sign; null where there is none. */
  @Nullable String comment() {
    return comment;
  }

  /** The bytes of the line, {@link #length} of them; overwritten by the next. */
  byte[] bytes() {
    return line;
  }

  int length() {
    return length;
  }

  /** Of the line in the file, from 1. */
  long number() {
    return number;
  }

  private boolean read() throws IOException {
    length = 0;
    number++;
    boolean any = false;
    while (fill()) {
      any = true;
      int end = bufferAt;
      while (end < bufferEnd && buffer[end] != '\n' && buffer[end] != '\r') {
        end++;
      }
      append(end - bufferAt);
      bufferAt = end;
      if (end < bufferEnd) {
        bufferAt++;
        afterReturn = buffer[end] == '\r';
        break;
      }
    }
    while (length > 0 && line[length - 1] == ' ') {
      length--;
    }
    return any;
  }

  /** The LF behind a CR belongs to the line before. */
  private boolean fill() throws IOException {
    while (true) {
      if (bufferAt == bufferEnd) {
        bufferAt = 0;
        bufferEnd = Math.max(0, in.read(buffer));
        if (bufferEnd == 0) {
          return false;
        }
      }
      boolean rest = afterReturn && buffer[bufferAt] == '\n';
      afterReturn = false;
      if (!rest) {
        return true;
      }
      bufferAt++;
    }
  }

  private void append(int count) {
    if (length + count > MAX_LINE) {
      throw new BadInputException(
          label
              + ": expected lines of at most "
              + MAX_LINE
              + " bytes, found more in line "
              + number);
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    System.arraycopy(buffer, bufferAt, line, length, count);
    length += count;
  }
}
