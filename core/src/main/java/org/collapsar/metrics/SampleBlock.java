package org.collapsar.metrics;

import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;

/**
 * A block of samples of one thread, with what {@link SamplePass} has found of them: those {@link
 * Ingredient}s that a statistic of the pass needs. Sample i of the block is of class {@code
 * label(i)}.
 */
final class SampleBlock {
  /** h, [count x D]. */
  final RowBlock rows;

  /** d of each, [count x D], if they are written down. */
  final DoubleArray deviations;

  /** ||d||^2, but for plain rows. */
  final double[] squares;

  /** At least ||d||, of plain rows ||h||. */
  final double[] lengths;

  final int[] labels;

  /** The row of the table with which the block begins. */
  int first;

  int count;

  /** u_j.d [rank x count], sample i of direction j at {@code j * count + i}. */
  double[] projections = {};

  /** Classes of the largest logits. */
  int[] largest = {};

  /** Classes of the nearest means. */
  int[] nearest = {};

  /** How often these differ. */
  int mismatches;

  SampleBlock(RowBlock rows, int[] labels, int room, int columns, boolean plain, boolean deviates) {
    this.rows = rows;
    this.labels = labels;
    this.deviations =
        (DoubleArray) NativeArray.allocateUnset(Precision.FLOAT64, deviates ? room * columns : 0);
    this.squares = new double[plain ? 0 : room];
    this.lengths = new double[room];
  }

  int label(int i) {
    return labels[first + i];
  }

  void close() {
    rows.close();
    deviations.close();
  }
}
