package org.collapsar.moments;

import org.collapsar.linalg.Backend;
import org.collapsar.linalg.RowBlock;

/**
 * Per-class sums S = sum h and Q = sum ||h||^2 of a bounded run of samples, at two thirds of what
 * {@link ShiftedSums} cost.
 *
 * <p>The sum of squared deviations is Q - ||S||^2/m, and loses as many digits as Q is larger. So
 * they serve only samples that lie at most some 30 times as far from 0 as from each other, and
 * {@link #drainInto} says so where they did.
 */
abstract class PlainSums implements AutoCloseable {
  /** How often Q may be as large as the sum of squared deviations: three digits of sixteen. */
  static final double LARGEST = 1024;

  /** Numbers in an array, for which there is a limit. */
  private static final int MOST = 1 << 26;

  final int dimension;
  final double[] squares;
  final int[] counts;

  /** Where S of each class is. */
  final Places places;

  /**
   * @param most samples between two calls of {@link #drainInto}
   */
  PlainSums(int dimension, int classes, int most) {
    this.dimension = dimension;
    this.squares = new double[classes];
    this.counts = new int[classes];
    this.places = new Places(classes, most);
  }

  /** Whether there is memory for so many. */
  static boolean fit(int dimension, int classes) {
    return (long) dimension * classes <= MOST;
  }

  /** For rows of blocks like this one. */
  static PlainSums create(RowBlock block, int dimension, int classes, int most, Backend backend) {
    return backend == Backend.VECTOR && block.isSingle()
        ? new PlainVectorSums(dimension, classes, most)
        : new PlainBlasSums(dimension, classes, most);
  }

  /** Adds the first {@code count} rows of a block. */
  abstract void add(RowBlock block, int count, int[] labels, int firstLabel);

  /** Copies S. */
  abstract void load(int place, double[] sum);

  /** ||S||^2. */
  abstract double square(int place);

  /**
   * Merges what was added since the last call into {@code moments}, and forgets it.
   *
   * @return false if the sums of a class lack digits or are not finite: then {@code moments} are
   *     spoilt
   */
  final boolean drainInto(ClassMoments moments) {
    boolean enough = true;
    double[] mean = new double[dimension];
    for (int c = 0; c < counts.length; c++) {
      int m = counts[c];
      counts[c] = 0;
      if (m == 0 || !enough) {
        continue;
      }
      double scatter = m == 1 ? 0 : squares[c] - square(places.of(c)) / m;
      enough = m == 1 ? Double.isFinite(squares[c]) : squares[c] <= LARGEST * scatter;
      enough &= squares[c] < Double.POSITIVE_INFINITY;
      load(places.of(c), mean);
      for (int j = 0; j < dimension; j++) {
        mean[j] /= m;
      }
      moments.merge(c, m, mean, null, 0, scatter);
    }
    places.clear();
    return enough;
  }

  @Override
  public abstract void close();
}
