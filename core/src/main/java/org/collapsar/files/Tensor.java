package org.collapsar.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.files.format.TensorType;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.Rows;

/** Named array of any shape to be written, row-major. Refers to the numbers that it is given. */
public final class Tensor {
  private static final int BUFFER = 1 << 16;

  private final String name;
  private final List<Long> shape;
  private final long count;
  private final TensorType type;
  private final Body body;

  /** The numbers, whatever array holds them. */
  @FunctionalInterface
  private interface Values {
    double at(int i);
  }

  /** The numbers as they are written, little-endian. */
  @FunctionalInterface
  private interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  private Tensor(String name, List<Long> shape, TensorType type, Body body, long length) {
    if (shape.stream().anyMatch(side -> side < 1)
        || shape.stream().reduce(1L, Math::multiplyExact) != length) {
      String sides = shape.stream().map(String::valueOf).collect(Collectors.joining(" x "));
      throw new IllegalArgumentException(
          name + ": expected " + sides + " numbers, found " + length);
    }
    if (name.equals(SafetensorsFile.METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be called " + name);
    }
    this.name = Objects.requireNonNull(name);
    this.shape = List.copyOf(shape);
    this.count = length;
    this.type = type;
    this.body = body;
  }

  private static Tensor of(
      String name, List<Long> shape, Precision precision, Values values, int length) {
    TensorType type = type(precision);
    return new Tensor(name, shape, type, out -> write(out, values, length, type), length);
  }

  private static TensorType type(Precision precision) {
    return precision == Precision.FLOAT32 ? TensorType.F32 : TensorType.F64;
  }

  /**
   * Makes a matrix of doubles.
   *
   * @param name unique in its file
   * @param rows of the matrix
   * @param columns of the matrix
   * @param values [rows x columns], row-major; not a copy
   * @param precision in which they are written; FLOAT32 rounds to the nearest float
   * @return a tensor of two dimensions
   * @throws IllegalArgumentException if there are not so many numbers, or the name is kept for the
   *     format
   */
  public static Tensor of(
      String name, int rows, int columns, double[] values, Precision precision) {
    return of(name, List.of((long) rows, (long) columns), values, precision);
  }

  /**
   * Makes an array of doubles of any shape.
   *
   * @param name unique in its file
   * @param shape sizes of the dimensions; empty for a single number
   * @param values the last dimension fastest; not a copy
   * @param precision in which they are written; FLOAT32 rounds to the nearest float
   * @return a tensor of that shape
   * @throws IllegalArgumentException if there are not so many numbers, or the name is kept for the
   *     format
   */
  public static Tensor of(String name, List<Long> shape, double[] values, Precision precision) {
    return of(name, shape, precision, i -> values[i], values.length);
  }

  /**
   * Makes a matrix of floats, which are written as such.
   *
   * @param name unique in its file
   * @param rows of the matrix
   * @param columns of the matrix
   * @param values [rows x columns], row-major; not a copy
   * @return a tensor of two dimensions
   * @throws IllegalArgumentException if there are not so many numbers, or the name is kept for the
   *     format
   */
  public static Tensor of(String name, int rows, int columns, float[] values) {
    // A float is a double and comes back from one unchanged.
    return of(
        name,
        List.of((long) rows, (long) columns),
        Precision.FLOAT32,
        i -> values[i],
        values.length);
  }

  /**
   * Makes a list of labels, which are written as 64-bit integers: PyTorch takes these for classes.
   *
   * @param name unique in its file
   * @param labels [n]; not a copy
   * @return a tensor of one dimension
   */
  public static Tensor of(String name, int[] labels) {
    return new Tensor(
        name,
        List.of((long) labels.length),
        TensorType.I64,
        out -> write(out, i -> labels[i], labels.length, TensorType.I64),
        labels.length);
  }

  /**
   * Makes a tensor of a table, which is read a block at a time while it is written, so that it need
   * not fit into memory.
   *
   * @param name unique in its file
   * @param table [rows x columns]; read when the file is written
   * @param precision in which it is written; FLOAT32 rounds to the nearest float
   * @return a tensor of two dimensions
   */
  public static Tensor of(String name, Rows table, Precision precision) {
    TensorType type = type(precision);
    return new Tensor(
        name,
        List.of(table.rows(), (long) table.columns()),
        type,
        out -> write(out, table, type),
        Math.multiplyExact(table.rows(), table.columns()));
  }

  /** {@return the name, unique in its file} */
  public String name() {
    return name;
  }

  /** {@return the sizes of the dimensions} */
  public List<Long> shape() {
    return shape;
  }

  /** The format it is written in. */
  TensorType type() {
    return type;
  }

  long bytes() {
    return Math.multiplyExact(count, type.bytes());
  }

  /** Writes the numbers. */
  void writeTo(OutputStream out) throws IOException {
    body.writeTo(out);
  }

  private static void write(OutputStream out, Rows table, TensorType type) throws IOException {
    int columns = table.columns();
    int block = Math.max(1, BUFFER / columns);
    double[] values = new double[Math.multiplyExact(block, columns)];
    for (long row = 0; row < table.rows(); row += block) {
      int rows = (int) Math.min(block, table.rows() - row);
      table.read(row, rows, values);
      write(out, i -> values[i], rows * columns, type);
    }
  }

  private static void write(OutputStream out, Values values, int count, TensorType type)
      throws IOException {
    byte[] block = new byte[BUFFER];
    ByteBuffer buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      if (buffer.remaining() < type.bytes()) {
        out.write(block, 0, buffer.position());
        buffer.clear();
      }
      switch (type) {
        case F32 -> buffer.putFloat((float) values.at(i));
        case F64 -> buffer.putDouble(values.at(i));
        default -> buffer.putLong((long) values.at(i));
      }
    }
    out.write(block, 0, buffer.position());
  }
}
