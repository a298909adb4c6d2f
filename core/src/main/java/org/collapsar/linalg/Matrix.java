package org.collapsar.linalg;

import java.util.Arrays;

/**
 * A dense matrix [rows x columns] in double, row-major on the heap: for what is measured, not for
 * what is trained.
 */
public final class Matrix {
  /** Rows and columns that are transposed at once. */
  private static final int TILE = 16;

  private final int rows;
  private final int columns;
  private final double[] data;

  /**
   * Wraps numbers, which are not copied.
   *
   * @param rows at least 0
   * @param columns at least 0
   * @param data [rows x columns], row-major
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

  /**
   * Creates a matrix of zeros.
   *
   * @param rows at least 0
   * @param columns at least 0
   */
  public Matrix(int rows, int columns) {
    this(rows, columns, new double[Math.multiplyExact(rows, columns)]);
  }

  /** {@return the number of rows} */
  public int rows() {
    return rows;
  }

  /** {@return the number of columns} */
  public int columns() {
    return columns;
  }

  /** {@return the numbers themselves, row by row: not a copy} */
  public double[] data() {
    return data;
  }

  /**
   * {@return one number}
   *
   * @param row from 0
   * @param column from 0
   */
  public double get(int row, int column) {
    return data[row * columns + column];
  }

  /** {@return the transpose [columns x rows], a copy} */
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
   * Multiplies this matrix and another one.
   *
   * @param other [columns x n]
   * @return the product [rows x n]
   * @throws DimensionException if {@code other} has not as many rows as this has columns
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

  /** {@return A A^T [rows x rows], exactly symmetric} */
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

  /** {@return whether no number is a NaN or an infinity} */
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
    // Tile by tile: rows that lie a power of two apart fall on the same places of the cache.
    for (int top = 0; top < rows; top += TILE) {
      for (int left = top; left < columns; left += TILE) {
        copyTile(top, left);
      }
    }
  }

  private void copyTile(int top, int left) {
    int right = Math.min(columns, left + TILE);
    for (int i = top; i < Math.min(rows, top + TILE); i++) {
      for (int j = Math.max(i + 1, left); j < right; j++) {
        data[j * columns + i] = data[i * columns + j];
      }
    }
  }

  /**
   * Adds multiples of this matrix and another one.
   *
   * @param alpha factor of this
   * @param beta factor of {@code other}
   * @param other of the same shape
   * @return alpha times this plus beta times {@code other}
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
   * Computes the inner product with another matrix.
   *
   * @param other B, of the same shape
   * @return sum_ij a_ij b_ij
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

  /**
   * {@return a multiple of this matrix}
   *
   * @param factor of each number
   */
  public Matrix scaled(double factor) {
    double[] scaled = new double[data.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = factor * data[i];
    }
    return new Matrix(rows, columns, scaled);
  }

  /** {@return the squared Frobenius norm, sum_ij a_ij^2} */
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
