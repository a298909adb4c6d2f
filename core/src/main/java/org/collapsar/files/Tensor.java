package org.collapsar.files;

import java.util.Objects;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.linalg.Precision;

/** A named matrix [rows x columns] to be written, row-major. Refers to the numbers it is given. */
public final class Tensor {
  private final String name;
  private final int rows;
  private final int columns;
  private final Precision precision;
  private final Values values;

  /** The numbers, whatever array holds them. */
  @FunctionalInterface
  private interface Values {
    double at(int i);
  }

  private Tensor(
      String name, int rows, int columns, Precision precision, Values values, int length) {
    if (rows < 1 || columns < 1 || (long) rows * columns != length) {
      throw new IllegalArgumentException(
          name + ": expected " + rows + " x " + columns + " numbers, found " + length);
    }
    if (name.equals(SafetensorsFile.METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be called " + name);
    }
    this.name = Objects.requireNonNull(name);
    this.rows = rows;
    this.columns = columns;
    this.precision = precision;
    this.values = values;
  }

  /** Doubles, written in {@code precision}: rounded to the nearest float for FLOAT32. */
  public static Tensor of(
      String name, int rows, int columns, double[] values, Precision precision) {
    return new Tensor(name, rows, columns, precision, i -> values[i], values.length);
  }

  /** Floats, written as such. */
  public static Tensor of(String name, int rows, int columns, float[] values) {
    // A float is a double and comes back from one unchanged.
    return new Tensor(name, rows, columns, Precision.FLOAT32, i -> values[i], values.length);
  }

  public String name() {
    return name;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** The format it is written in. */
  public Precision precision() {
    return precision;
  }

  /** Number {@code i} of rows * columns. */
  double value(int i) {
    return values.at(i);
  }

  long bytes() {
    return (long) rows * columns * precision.bytes();
  }
}
