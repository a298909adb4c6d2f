package org.collapsar.moments;

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

  /** Adds {@code rows[offset .. offset + dimension - 1]}. */
  void add(double[] rows, int offset, int label) {
    if (counts[label]++ == 0) {
      if (references[label] == null) {
        references[label] = new double[dimension];
        sums[label] = new double[dimension];
      } else {
        java.util.Arrays.fill(sums[label], 0);
      }
      System.arraycopy(rows, offset, references[label], 0, dimension);
      squares[label] = 0;
      return;
    }
    squares[label] += add(rows, offset, references[label], sums[label]);
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

  /** sum += h - r; returns ||h - r||^2. Four sums, so that they do not wait for one another. */
  private static double add(double[] rows, int offset, double[] reference, double[] sum) {
    int n = reference.length;
    double q0 = 0;
    double q1 = 0;
    double q2 = 0;
    double q3 = 0;
    int j = 0;
    for (; j + 3 < n; j += 4) {
      double d0 = rows[offset + j] - reference[j];
      double d1 = rows[offset + j + 1] - reference[j + 1];
      double d2 = rows[offset + j + 2] - reference[j + 2];
      double d3 = rows[offset + j + 3] - reference[j + 3];
      sum[j] += d0;
      sum[j + 1] += d1;
      sum[j + 2] += d2;
      sum[j + 3] += d3;
      q0 += d0 * d0;
      q1 += d1 * d1;
      q2 += d2 * d2;
      q3 += d3 * d3;
    }
    for (; j < n; j++) {
      double d = rows[offset + j] - reference[j];
      sum[j] += d;
      q0 += d * d;
    }
    return (q0 + q1) + (q2 + q3);
  }

  /** Merges what was added since the last call into {@code moments}, and forgets it. */
  void drainInto(ClassMoments moments) {
    for (int c = 0; c < counts.length; c++) {
      int m = counts[c];
      if (m == 0) {
        continue;
      }
      moveToMean(c);
      moments.merge(c, m, references[c], squares[c]);
      counts[c] = 0;
    }
  }
}
