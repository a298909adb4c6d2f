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
  double moveReference(int label, int m) {
    double[] reference = references[label];
    double[] sum = sums[label];
    double share = 1.0 / m;
    double before = 0;
    double after = 0;
    for (int j = 0; j < dimension; j++) {
      double s = sum[j];
      double r = reference[j];
      before += s * s;
      reference[j] = r + share * s;
      sum[j] = s - m * (reference[j] - r);
      after += sum[j] * sum[j];
    }
    return share * (before - after);
  }

  @Override
  void load(int label, double[] reference, double[] sum) {
    System.arraycopy(references[label], 0, reference, 0, dimension);
    System.arraycopy(sums[label], 0, sum, 0, dimension);
  }

  @Override
  public void close() {
    // Nothing is held but memory on the heap.
  }
}
