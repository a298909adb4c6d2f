package org.collapsar.linalg;

import java.util.Arrays;

/**
 * A dense matrix [rows x columns] in double, row-major on the heap: for what is measured, not for
 * what is trained.
 */
public final class Matrix {
  private final int rows;
  private final int columns;
  private final double[] data;

  /**
   * Wraps {@code data}, which is not copied.
   *
   * @throws IllegalArgumentException if the length is not rows * columns
   */
  public Matrix(int rows, int columns, double[] data) {
    if (rows < 0 || columns < 0 || (long) rows * columns != data.length) {
      throw new IllegalArgumentException(
          "matrix "
              + rows
              + "x"
              + columns
              + ": expected "
              + (long) rows * columns
              + " numbers, found "
              + data.length);
    }
    this.rows = rows;
    this.columns = columns;
    this.data = data;
  }

  /** Zeros. */
  public Matrix(int rows, int columns) {
    this(rows, columns, new double[Math.multiplyExact(rows, columns)]);
  }

  /** Returns the number of rows. */
  public int rows() {
    return rows;
  }

  /** Returns the number of columns. */
  public int columns() {
    return columns;
  }

  /** The numbers themselves, row by row. */
  public double[] data() {
    return data;
  }

  /** Returns one number; both indices from 0. */
  public double get(int row, int column) {
    return data[row * columns + column];
  }

  /** Returns the transpose [columns x rows], a copy. */
  public Matrix transposed() {
    Matrix t = new Matrix(columns, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        t.data[j * rows + i] = data[i * columns + j];
      }
    }
    return t;
  }

  /**
   * This times {@code other}.
   *
   * @throws DimensionException if it has not as many rows as this has columns
   */
  public Matrix times(Matrix other) {
    if (columns != other.rows) {
      throw DimensionException.inner(rows, columns, other.rows, other.columns);
    }
    Matrix product = new Matrix(rows, other.columns);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        double x = data[i * columns + k];
        for (int j = 0; j < other.columns; j++) {
          product.data[i * other.columns + j] += x * other.data[k * other.columns + j];
        }
      }
    }
    return product;
  }

  private void requireSameShape(String what, Matrix other) {
    if (rows != other.rows || columns != other.columns) {
      throw new DimensionException(
          what
              + " of "
              + DimensionException.shape(rows, columns)
              + " and "
              + DimensionException.shape(other.rows, other.columns)
              + ": the shapes differ");
    }
  }

  /** A A^T [rows x rows]: exactly symmetric. */
  public Matrix gram() {
    Matrix gram = new Matrix(rows, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
          sum += data[i * columns + k] * data[j * columns + k];
        }
        gram.data[i * rows + j] = sum;
        gram.data[j * rows + i] = sum;
      }
    }
    return gram;
  }

  /** Whether no number is a NaN or an infinity. */
  public boolean isFinite() {
    for (double x : data) {
      if (!Double.isFinite(x)) {
        return false;
      }
    }
    return true;
  }

  /** Makes a square matrix symmetric: what is below the diagonal becomes what is above it. */
  public void copyUpperTriangle() {
    for (int i = 0; i < rows; i++) {
      for (int j = i + 1; j < columns; j++) {
        data[j * columns + i] = data[i * columns + j];
      }
    }
  }

  /**
   * {@code alpha} times this plus {@code beta} times {@code other}.
   *
   * @throws DimensionException if the shapes differ
   */
  public Matrix combine(double alpha, double beta, Matrix other) {
    requireSameShape("sum", other);
    double[] sum = new double[data.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = alpha * data[i] + beta * other.data[i];
    }
    return new Matrix(rows, columns, sum);
  }

  /**
   * sum_ij a_ij b_ij.
   *
   * @throws DimensionException if the shapes differ
   */
  public double inner(Matrix other) {
    requireSameShape("inner product", other);
    double sum = 0;
    for (int i = 0; i < data.length; i++) {
      sum += data[i] * other.data[i];
    }
    return sum;
  }

  /** {@code factor} times this. */
  public Matrix scaled(double factor) {
    double[] scaled = new double[data.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = factor * data[i];
    }
    return new Matrix(rows, columns, scaled);
  }

  /** sum_ij a_ij^2. */
  public double squaredNorm() {
    return inner(this);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Matrix m
        && rows == m.rows
        && columns == m.columns
        && Arrays.equals(data, m.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + columns) + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Matrix " + rows + "x" + columns;
  }
}
