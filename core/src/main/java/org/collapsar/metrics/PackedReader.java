package org.collapsar.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link PackedWriter} has written, strictly: whatever else there is, is bad input that
 * names where. Nothing is allocated for a length that the bytes do not have.
 */
final class PackedReader {
  private final String what;
  private final ByteBuffer in;

  /**
   * @param what how messages begin, for example "second pass"
   * @throws BadInputException if magic number or version differ
   */
  PackedReader(String what, byte[] bytes, int magic, int version) {
    this.what = what;
    this.in = ByteBuffer.wrap(bytes);
    expect(magic, integer("the magic number"), "the magic number");
    expect(version, integer("the version"), "the version");
  }

  BadInputException bad(Object expected, Object found, String where) {
    return new BadInputException(
        what + ": expected " + expected + ", found " + found + " in " + where);
  }

  /**
   * @throws BadInputException if they differ
   */
  void expect(long expected, long found, String where) {
    if (expected != found) {
      throw bad(expected, found, where);
    }
  }

  private void require(long bytes, String where) {
    if (bytes > in.remaining()) {
      throw bad(bytes + " more bytes", in.remaining(), where);
    }
  }

  int integer(String where) {
    require(Integer.BYTES, where);
    return in.getInt();
  }

  long number(String where) {
    require(Long.BYTES, where);
    return in.getLong();
  }

  /** A number of something, 0 at least. */
  long count(String where) {
    long x = number(where);
    if (x < 0) {
      throw bad("a number of at least 0", x, where);
    }
    return x;
  }

  double real(String where) {
    require(Double.BYTES, where);
    return in.getDouble();
  }

  boolean flag(String where) {
    int x = integer(where);
    if (x != 0 && x != 1) {
      throw bad("0 or 1", x, where);
    }
    return x == 1;
  }

  private int length(int size, String where) {
    int length = integer(where);
    if (length < 0) {
      throw bad("a length of at least 0", length, where);
    }
    require((long) size * length, where);
    return length;
  }

  byte[] bytes(String where) {
    byte[] x = new byte[length(1, where)];
    in.get(x);
    return x;
  }

  String text(String where) {
    return new String(bytes(where), StandardCharsets.UTF_8);
  }

  /** A constant by its name. */
  <E extends Enum<E>> E one(Class<E> type, String where) {
    String name = text(where);
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw bad("one of " + Arrays.toString(type.getEnumConstants()), "'" + name + "'", where);
  }

  /** As many as are expected. */
  long[] numbers(int length, String where) {
    expect(length, length(Long.BYTES, where), where);
    long[] x = new long[length];
    in.asLongBuffer().get(x);
    in.position(in.position() + Long.BYTES * length);
    return x;
  }

  double[] reals(String where) {
    double[] x = new double[length(Double.BYTES, where)];
    in.asDoubleBuffer().get(x);
    in.position(in.position() + Double.BYTES * x.length);
    return x;
  }

  /** As many as are expected. */
  double[] reals(int length, String where) {
    double[] x = reals(where);
    expect(length, x.length, where);
    return x;
  }

  @Nullable Matrix matrix(String where) {
    int rows = integer(where);
    if (rows == -1) {
      return null;
    }
    int columns = integer(where);
    double[] numbers = reals(where);
    if (rows < 0 || columns < 0 || (long) rows * columns != numbers.length) {
      throw bad(rows + " x " + columns + " numbers", numbers.length, where);
    }
    return new Matrix(rows, columns, numbers);
  }

  /**
   * One of this size.
   *
   * @param rows how many, or -1 for any number
   */
  Matrix matrix(int rows, int columns, String where) {
    Matrix x = matrix(where);
    if (x == null || (rows >= 0 && x.rows() != rows) || x.columns() != columns) {
      throw bad(
          "a matrix of " + (rows < 0 ? "any number of" : rows) + " x " + columns,
          x == null ? "none" : x.rows() + " x " + x.columns(),
          where);
    }
    return x;
  }

  /**
   * @throws BadInputException if there is more
   */
  void end() {
    if (in.hasRemaining()) {
      throw bad("the end", in.remaining() + " more bytes", "byte " + in.position());
    }
  }
}
