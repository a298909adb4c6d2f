package org.collapsar.files;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.collapsar.files.format.SafetensorsFile;
import org.collapsar.linalg.Precision;

/** A named array of any shape to be written, row-major. Refers to the numbers it is given. */
public final class Tensor {
  private final String name;
  private final List<Long> shape;
  private final int count;
  private final Precision precision;
  private final Values values;

  /** The numbers, whatever array holds them. */
  @FunctionalInterface
  private interface Values {
    double at(int i);
  }

  private Tensor(String name, List<Long> shape, Precision precision, Values values, int length) {
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
    this.precision = precision;
    this.values = values;
  }

  /** Doubles, written in {@code precision}: rounded to the nearest float for FLOAT32. */
  public static Tensor of(
      String name, int rows, int columns, double[] values, Precision precision) {
    return of(name, List.of((long) rows, (long) columns), values, precision);
  }

  /** The same of any shape; one of no sides is a single number. */
  public static Tensor of(String name, List<Long> shape, double[] values, Precision precision) {
    return new Tensor(name, shape, precision, i -> values[i], values.length);
  }

  /** Floats, written as such. */
  public static Tensor of(String name, int rows, int columns, float[] values) {
    // A float is a double and comes back from one unchanged.
    return new Tensor(
        name,
        List.of((long) rows, (long) columns),
        Precision.FLOAT32,
        i -> values[i],
        values.length);
  }

  public String name() {
    return name;
  }

  /** Its sides. */
  public List<Long> shape() {
    return shape;
  }

  /** How many numbers it has. */
  int count() {
    return count;
  }

  /** The format it is written in. */
  public Precision precision() {
    return precision;
  }

  /** Number {@code i} of {@link #count}. */
  double value(int i) {
    return values.at(i);
  }

  long bytes() {
    return (long) count * precision.bytes();
  }
}
