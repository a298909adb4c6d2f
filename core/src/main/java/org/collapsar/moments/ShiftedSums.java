package org.collapsar.moments;

import org.collapsar.linalg.Backend;
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
 *
 * <p>The mean so far is rounded to become the reference, and S about it is what rounding left, not
 * 0: to forget that would be an error of first order, which in deep collapse is as large as the
 * deviations.
 */
abstract class ShiftedSums implements AutoCloseable {
  final int dimension;
  private final double[] squares;
  private final int[] counts;

  /** Where r and S of each class are. */
  final Places places;

  /**
   * @param most samples between two calls of {@link #drainInto}
   */
  ShiftedSums(int dimension, int classes, int most) {
    this.dimension = dimension;
    this.squares = new double[classes];
    this.counts = new int[classes];
    this.places = new Places(classes, most);
  }

  /** For rows of blocks like this one. */
  static ShiftedSums create(RowBlock block, int dimension, int classes, int most, Backend backend) {
    return backend == Backend.VECTOR && block.isSingle()
        ? new ShiftedVectorSums(dimension, classes, most)
        : new ShiftedBlasSums(dimension, classes, most);
  }

  /** Adds the first {@code count} rows of a block. */
  final void add(RowBlock block, int count, int[] labels, int firstLabel) {
    for (int i = 0; i < count; i++) {
      int label = labels[firstLabel + i];
      if (counts[label]++ == 0) {
        squares[label] = 0;
        start(block, i, places.take(label));
        continue;
      }
      squares[label] += addDeviation(block, i, places.of(label));
      if (counts[label] == 8 || counts[label] == 64 || counts[label] == 512) {
        moveToMean(label);
      }
    }
  }

  /** Makes the mean so far the reference, rounded. */
  private void moveToMean(int label) {
    squares[label] = Math.max(0, squares[label] - moveReference(places.of(label), counts[label]));
  }

  /** r = h, S = 0. */
  abstract void start(RowBlock block, int row, int place);

  /**
   * S += h - r.
   *
   * @return ||h - r||^2
   */
  abstract double addDeviation(RowBlock block, int row, int place);

  /**
   * r' = r + S/m rounded, S -= m (r' - r).
   *
   * @return by how much sum ||h - r||^2 falls: ||S||^2/m before less that after
   */
  abstract double moveReference(int place, int m);

  /** Copies r and S. */
  abstract void load(int place, double[] reference, double[] sum);

  /**
   * Merges what was added since the last call into {@code moments}, and forgets it.
   *
   * @return whether all was finite: a NaN or an infinity among the samples shows in the sums
   */
  final boolean drainInto(ClassMoments moments) {
    boolean finite = true;
    double[] mean = new double[dimension];
    double[] rest = new double[dimension];
    for (int c = 0; c < counts.length; c++) {
      int m = counts[c];
      if (m == 0) {
        continue;
      }
      load(places.of(c), mean, rest);
      if (m == 1) {
        finite &= isFinite(mean);
        moments.merge(c, 1, mean, rest, 0, 0); // S of one sample is 0
      } else {
        double scatter = Math.max(0, squares[c] - addShare(1.0 / m, mean, rest));
        finite &= Double.isFinite(scatter);
        moments.merge(c, m, mean, rest, 0, scatter);
      }
      counts[c] = 0;
    }
    places.clear();
    return finite;
  }

  /**
   * Adds a part of S to r, as a sum of two numbers.
   *
   * @param rest S, then what rounding takes of the mean
   * @return share ||S||^2
   */
  private static double addShare(double share, double[] mean, double[] rest) {
    double square = WideMeans.square(rest, 0, rest.length);
    for (int j = 0; j < mean.length; j++) {
      double r = mean[j];
      double added = share * rest[j];
      double sum = r + added;
      mean[j] = sum;
      rest[j] = WideMeans.rounding(r, added, sum);
    }
    return share * square;
  }

  private static boolean isFinite(double[] row) {
    double zero = 0;
    for (double x : row) {
      zero += 0 * x;
    }
    return zero == 0;
  }

  @Override
  public abstract void close();
}
