package org.collapsar.moments;

import java.util.Arrays;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.VectorRows;

/** {@link PlainSums} of float32 rows by the Vector API. */
final class PlainVectorSums extends PlainSums {
  private final VectorRows rows = new VectorRows();
  private final float[] row;

  /** S of each place, one after the other. */
  private final double[] sums;

  PlainVectorSums(int dimension, int classes, int most) {
    super(dimension, classes, most);
    this.row = new float[dimension];
    this.sums = new double[dimension * places.room()];
  }

  @Override
  void add(RowBlock block, int count, int[] labels, int firstLabel) {
    for (int i = 0; i < count; i++) {
      int label = labels[firstLabel + i];
      int s = places.take(label) * dimension;
      if (counts[label]++ == 0) {
        squares[label] = 0;
        Arrays.fill(sums, s, s + dimension, 0);
      }
      block.load(i, 1, row);
      squares[label] += rows.add(row, sums, s, dimension);
    }
  }

  @Override
  void load(int place, double[] sum) {
    System.arraycopy(sums, place * dimension, sum, 0, dimension);
  }

  @Override
  double square(int place) {
    double square = 0;
    for (int j = place * dimension; j < (place + 1) * dimension; j++) {
      square += sums[j] * sums[j];
    }
    return square;
  }

  @Override
  public void close() {
    // Nothing is held but memory on the heap.
  }
}
