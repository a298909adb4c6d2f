package org.collapsar.moments;

import java.util.Arrays;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.VectorRows;

/** {@link ShiftedSums} of float32 rows by the Vector API. */
final class ShiftedVectorSums extends ShiftedSums {
  private final VectorRows rows = new VectorRows();
  private final float[] row;

  /** r of each class that has had samples. */
  private final double[][] references;

  /** S of each of them. */
  private final double[][] sums;

  ShiftedVectorSums(int dimension, int classes) {
    super(dimension, classes);
    this.row = new float[dimension];
    this.references = new double[classes][0];
    this.sums = new double[classes][0];
  }

  @Override
  void start(RowBlock block, int i, int label) {
    block.load(i, 1, row);
    if (sums[label].length == 0) {
      references[label] = new double[dimension];
      sums[label] = new double[dimension];
    }
    double[] reference = references[label];
    for (int j = 0; j < dimension; j++) {
      reference[j] = row[j];
    }
    Arrays.fill(sums[label], 0);
  }

  @Override
  double addDeviation(RowBlock block, int i, int label) {
    block.load(i, 1, row);
    return rows.addDeviation(row, references[label], sums[label], dimension);
  }

  @Override
  double moveReference(int label, double share) {
    double[] reference = references[label];
    double[] sum = sums[label];
    double square = 0;
    for (int j = 0; j < dimension; j++) {
      square += sum[j] * sum[j];
      reference[j] += share * sum[j];
    }
    Arrays.fill(sum, 0);
    return share * square;
  }

  @Override
  void load(int label, double[] reference) {
    System.arraycopy(references[label], 0, reference, 0, dimension);
  }

  @Override
  public void close() {
    // Nothing is held but memory on the heap.
  }
}
