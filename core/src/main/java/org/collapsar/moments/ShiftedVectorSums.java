package org.collapsar.moments;

import java.util.Arrays;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.VectorRows;

/** {@link ShiftedSums} of float32 rows by the Vector API. */
final class ShiftedVectorSums extends ShiftedSums {
  private final VectorRows rows = new VectorRows();
  private final float[] row;

  /** r of each place that has had samples. */
  private final double[][] references;

  /** S of each of them. */
  private final double[][] sums;

  ShiftedVectorSums(int dimension, int classes, int most) {
    super(dimension, classes, most);
    this.row = new float[dimension];
    this.references = new double[places.room()][0];
    this.sums = new double[places.room()][0];
  }

  @Override
  void start(RowBlock block, int i, int place) {
    block.load(i, 1, row);
    if (sums[place].length == 0) {
      references[place] = new double[dimension];
      sums[place] = new double[dimension];
    }
    double[] reference = references[place];
    for (int j = 0; j < dimension; j++) {
      reference[j] = row[j];
    }
    Arrays.fill(sums[place], 0);
  }

  @Override
  double addDeviation(RowBlock block, int i, int place) {
    block.load(i, 1, row);
    return rows.addDeviation(row, references[place], sums[place], dimension);
  }

  @Override
  double moveReference(int place, int m) {
    double[] reference = references[place];
    double[] sum = sums[place];
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
  void load(int place, double[] reference, double[] sum) {
    System.arraycopy(references[place], 0, reference, 0, dimension);
    System.arraycopy(sums[place], 0, sum, 0, dimension);
  }

  @Override
  public void close() {
    // Nothing is held but memory on the heap.
  }
}
