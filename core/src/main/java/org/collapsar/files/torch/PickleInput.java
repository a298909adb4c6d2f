package org.collapsar.files.torch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.collapsar.BadInputException;

/**
 * The bytes of one or several pickles, one after the other, with their places. What is long is
 * passed over, so that no stated size makes memory be taken.
 */
final class PickleInput {
  private static final int BUFFER = 1 << 13;
  private static final int MAX_LINE = 1024;

  /** Of all pickles: a list of many millions of numbers is no file of arrays. */
  private static final int MAX_STEPS = 4_000_000;

  private static final long MAX_KEPT = 64L << 20;

  private final String label;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;

  /** Where the buffer ends in the input. */
  private long end;

  private int steps;
  private long kept;

  /**
   * Starts at byte 0 of a stream.
   *
   * @param label of the file, for messages
   */
  PickleInput(String label, InputStream in) {
    this.label = label;
    this.in = in;
  }

  /** The place of the next byte. */
  long position() {
    return end - filled + at;
  }

  private void fill() throws IOException {
    filled = in.read(buffer, 0, BUFFER);
    at = 0;
    if (filled <= 0) {
      filled = 0;
      throw new EOFException("cut at byte " + end);
    }
    end += filled;
  }

  /** The next byte, 0 to 255. */
  int u1() throws IOException {
    if (at == filled) {
      fill();
    }
    return buffer[at++] & 0xff;
  }

  /** An unsigned number of {@code count} bytes, at most 7, the lowest first. */
  long unsigned(int count) throws IOException {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) u1() << (8 * i);
    }
    return value;
  }

  /** A size of 8 bytes. */
  long size() throws IOException {
    long value = unsigned(4) | unsigned(4) << 32;
    if (value < 0) {
      throw bad("expected a size, found " + Long.toUnsignedString(value));
    }
    return value;
  }

  /** The next operation. */
  int step() throws IOException {
    if (++steps > MAX_STEPS) {
      throw bad("expected at most " + MAX_STEPS + " steps, found more");
    }
    return u1();
  }

  /** The next {@code count} bytes, which have to be few; there is a limit to all of them. */
  byte[] kept(long count) throws IOException {
    kept += count;
    if (kept > MAX_KEPT) {
      throw bad("expected at most " + MAX_KEPT + " bytes of names, found more");
    }
    return bytes((int) count);
  }

  /** The next {@code count} bytes, which have to be few. */
  byte[] bytes(int count) throws IOException {
    byte[] result = new byte[count];
    for (int done = 0; done < count; ) {
      if (at == filled) {
        fill();
      }
      int n = Math.min(count - done, filled - at);
      System.arraycopy(buffer, at, result, done, n);
      at += n;
      done += n;
    }
    return result;
  }

  /** Passes over {@code count} bytes. */
  void skip(long count) throws IOException {
    int buffered = (int) Math.min(count, filled - at);
    at += buffered;
    long left = count - buffered;
    if (left > 0) {
      in.skipNBytes(left);
      end += left;
    }
  }

  /** A line of text, without its end. */
  String line() throws IOException {
    byte[] line = new byte[MAX_LINE];
    int length = 0;
    for (int b = u1(); b != '\n'; b = u1()) {
      if (length == MAX_LINE) {
        throw bad("expected a name of at most " + MAX_LINE + " bytes, found a longer one");
      }
      line[length++] = (byte) b;
    }
    return new String(line, 0, length, StandardCharsets.UTF_8);
  }

  /** Refuses the pickle, at the present place. */
  BadInputException bad(String message) {
    return new BadInputException(at(message));
  }

  /** Refuses the pickle, which is cut at the present place. */
  BadInputException cut(EOFException cause) {
    return new BadInputException(at("expected a whole pickle, found the end of the file"), cause);
  }

  private String at(String message) {
    return label + ": pickle, byte " + position() + ": " + message;
  }
}
