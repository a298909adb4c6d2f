package org.collapsar.data;

import java.util.Objects;
import org.collapsar.files.LabelColumn;
import org.collapsar.linalg.Rows;

/**
 * Samples from a table, in memory: 4 bytes per number where every one is a float (float32, float16
 * and small integers as stored), 8 otherwise.
 */
final class TableDataset implements Dataset {
  private static final int BLOCK_NUMBERS = 1 << 18;

  private final Object[] rows; // float[] or double[], so that no array has 2^31 numbers
  private final int[] labels;
  private final int dimension;
  private final int classes;
  private final double largest;

  private TableDataset(Object[] rows, LabelColumn labels, int dimension, double largest) {
    this.rows = rows;
    this.labels = labels.labels();
    this.dimension = dimension;
    this.classes = labels.classes();
    this.largest = largest;
  }

  /**
   * Reads a table.
   *
   * @param labels one per row
   * @throws org.collapsar.BadInputException if it cannot be read or a number is not finite
   */
  static TableDataset read(Rows table, LabelColumn labels) {
    int columns = table.columns();
    int n = labels.labels().length;
    int perBlock = Math.max(1, Math.min(n, BLOCK_NUMBERS / columns));
    double[] block = new double[Math.multiplyExact(perBlock, columns)];
    Object[] rows = new Object[n];
    double largest = 0;
    for (int first = 0; first < n; first += perBlock) {
      int count = Math.min(perBlock, n - first);
      table.read(first, count, block);
      for (int i = 0; i < count; i++) {
        rows[first + i] = row(block, i * columns, columns);
      }
      for (int j = 0; j < count * columns; j++) {
        largest = Math.max(largest, Math.abs(block[j]));
      }
    }
    return new TableDataset(rows, labels, columns, largest);
  }

  /** A row as float where that loses nothing. */
  private static Object row(double[] block, int at, int columns) {
    float[] floats = new float[columns];
    for (int j = 0; j < columns; j++) {
      floats[j] = (float) block[at + j];
      if (floats[j] != block[at + j]) {
        double[] doubles = new double[columns];
        System.arraycopy(block, at, doubles, 0, columns);
        return doubles;
      }
    }
    return floats;
  }

  /** The largest absolute value. */
  double largest() {
    return largest;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public void copyRow(int i, double[] target, int offset) {
    Object row = rows[Objects.checkIndex(i, labels.length)];
    if (row instanceof double[] doubles) {
      System.arraycopy(doubles, 0, target, offset, dimension);
    } else {
      float[] floats = (float[]) row;
      for (int j = 0; j < dimension; j++) {
        target[offset + j] = floats[j];
      }
    }
  }
}
