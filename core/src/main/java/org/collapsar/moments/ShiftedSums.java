package org.collapsar.moments;

import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.RowOperations;

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
final class ShiftedSums implements AutoCloseable {
  private final int dimension;

  /** Numbers in one array, for which there is a limit. */
  private static final int GROUP = 1 << 24;

  /** Of each class r and S, one after the other. What no class uses is never touched. */
  private final DoubleArray[] groups;

  private final int perGroup;
  private final DoubleArray deviation;
  private final DoubleArray zeros;
  private final RowOperations operations = new RowOperations();
  private final double[] squares;
  private final int[] counts;

  ShiftedSums(int dimension, int classes) {
    this.dimension = dimension;
    this.perGroup = Math.max(1, Math.min(classes, GROUP / (2 * dimension)));
    this.groups = new DoubleArray[(classes + perGroup - 1) / perGroup];
    for (int g = 0; g < groups.length; g++) {
      groups[g] = doubles(2L * dimension * Math.min(perGroup, classes - g * perGroup));
    }
    this.deviation = doubles(dimension);
    this.zeros = doubles(dimension);
    this.squares = new double[classes];
    this.counts = new int[classes];
  }

  private static DoubleArray doubles(long length) {
    return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
  }

  private DoubleArray rows(int label) {
    return groups[label / perGroup];
  }

  private int reference(int label) {
    return label % perGroup * 2 * dimension;
  }

  private int sum(int label) {
    return reference(label) + dimension;
  }

  /** Adds row {@code row} of a block. */
  void add(RowBlock block, int row, int label) {
    DoubleArray rows = rows(label);
    int r = reference(label);
    int s = sum(label);
    if (counts[label]++ == 0) {
      block.copy(row, 1, rows, r);
      operations.copy(zeros, 0, rows, s, dimension);
      squares[label] = 0;
      return;
    }
    block.subtract(row, rows, r, deviation, 0);
    operations.add(1, deviation, 0, rows, s, dimension);
    squares[label] += operations.dot(deviation, 0, deviation, 0, dimension);
    if (counts[label] == 8 || counts[label] == 64 || counts[label] == 512) {
      moveToMean(label);
    }
  }

  /** Makes the mean so far the reference; the deviations from it then sum to 0. */
  private void moveToMean(int label) {
    DoubleArray rows = rows(label);
    int s = sum(label);
    double share = 1.0 / counts[label];
    double shift = share * operations.dot(rows, s, rows, s, dimension);
    operations.add(share, rows, s, rows, reference(label), dimension);
    operations.copy(zeros, 0, rows, s, dimension);
    squares[label] = Math.max(0, squares[label] - shift);
  }

  /**
   * Merges what was added since the last call into {@code moments}, and forgets it.
   *
   * @return whether all was finite: a NaN or an infinity among the samples shows in the sums
   */
  boolean drainInto(ClassMoments moments) {
    boolean finite = true;
    double[] mean = new double[dimension];
    for (int c = 0; c < counts.length; c++) {
      int m = counts[c];
      if (m == 0) {
        continue;
      }
      if (m > 1) {
        moveToMean(c);
      }
      rows(c).load(reference(c), mean, dimension);
      finite &= Double.isFinite(squares[c]) && (m > 1 || isFinite(mean));
      moments.merge(c, m, mean, squares[c]);
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

  @Override
  public void close() {
    for (DoubleArray group : groups) {
      group.close();
    }
    deviation.close();
    zeros.close();
  }
}
