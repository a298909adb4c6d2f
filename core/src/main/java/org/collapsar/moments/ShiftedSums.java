package org.collapsar.moments;

import org.collapsar.linalg.RowBlock;

/**
 * Per-class sums of a bounded run of samples relative to a reference near them.
 *
 * <p>With reference r, S = sum (h - r) and Q = sum ||h - r||^2, the sum of squared deviations is Q
 * - ||S||^2/m for m samples, and the difference loses as many digits as Q is larger than the
 * result. The reference is the first sample of the class in the run, and moves to the mean so far
 * at the 8th, 64th, 512th sample, so that Q stays below about ten times the result even if the
 * first sample is an outlier, whatever the offset of the features. There is no division in the
 * loop, unlike in Welford's update.
 */
final class ShiftedSums {
  private final int dimension;
  private final double[][] references;
  private final double[][] sums;
  private final double[] squares;
  private final int[] counts;

  ShiftedSums(int dimension, int classes) {
    this.dimension = dimension;
    this.references = new double[classes][];
    this.sums = new double[classes][];
    this.squares = new double[classes];
    this.counts = new int[classes];
  }

  /** Adds row {@code row} of a block. */
  void add(RowBlock rows, int row, int label) {
    if (counts[label]++ == 0) {
      if (references[label] == null) {
        references[label] = new double[dimension];
        sums[label] = new double[dimension];
      } else {
        java.util.Arrays.fill(sums[label], 0);
      }
      rows.copy(row, references[label]);
      squares[label] = 0;
      return;
    }
    squares[label] += rows.addDifference(row, references[label], sums[label]);
    if (counts[label] == 8 || counts[label] == 64 || counts[label] == 512) {
      moveToMean(label);
    }
  }

  /** Makes the mean so far the reference; the deviations from it then sum to 0. */
  private void moveToMean(int label) {
    double[] sum = sums[label];
    double shift = 0;
    for (int j = 0; j < dimension; j++) {
      double s = sum[j] / counts[label];
      shift += s * sum[j];
      references[label][j] += s;
      sum[j] = 0;
    }
    squares[label] = Math.max(0, squares[label] - shift);
  }

  /**
   * Merges what was added since the last call into {@code moments}, and forgets it.
   *
   * @return whether all was finite: a NaN or an infinity among the samples shows in the sums
   */
  boolean drainInto(ClassMoments moments) {
    boolean finite = true;
    for (int c = 0; c < counts.length; c++) {
      int m = counts[c];
      if (m == 0) {
        continue;
      }
      moveToMean(c);
      finite &= Double.isFinite(squares[c]) && (m > 1 || isFinite(references[c]));
      moments.merge(c, m, references[c], squares[c]);
      counts[c] = 0;
    }
    return finite;
  }

  private static boolean isFinite(double[] row) {
    double zero = 0;
    for (double x : row) {
      zero += 0 * x;
    }
    return zero == 0;
  }
}
