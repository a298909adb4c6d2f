package org.collapsar.moments;

import org.collapsar.linalg.DoubleArray;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.RowBlock;
import org.collapsar.linalg.RowOperations;

/**
 * Per-class sums S = sum h and Q = sum ||h||^2 of a bounded run of samples, at two thirds of what
 * {@link ShiftedSums} cost.
 *
 * <p>The sum of squared deviations is Q - ||S||^2/m, and loses as many digits as Q is larger. So
 * they serve only samples that do not lie much farther from 0 than from each other, and {@link
 * #drainInto} says so where they did.
 */
final class PlainSums implements AutoCloseable {
  /** How often Q may be as large as the sum of squared deviations: less than two digits. */
  private static final double LARGEST = 64;

  /** Numbers in float64 that stay in the first-level cache beside a sum. */
  private static final int ROOM = 1 << 11;

  private final int dimension;
  private final int perRoom;
  private final DoubleArray room;

  /** S of each class, one after the other. What no class uses is never touched. */
  private final DoubleArray sums;

  private final RowOperations operations = new RowOperations();
  private final double[] squares;
  private final int[] counts;

  /** Whether there is memory for so many in one array. */
  static boolean fit(int dimension, int classes) {
    return (long) dimension * classes <= 1 << 26;
  }

  PlainSums(int dimension, int classes) {
    this.dimension = dimension;
    this.perRoom = Math.max(1, ROOM / dimension);
    this.room = doubles((long) perRoom * dimension);
    this.sums = doubles((long) dimension * classes);
    this.squares = new double[classes];
    this.counts = new int[classes];
  }

  private static DoubleArray doubles(long length) {
    return (DoubleArray) NativeArray.allocate(Precision.FLOAT64, length);
  }

  /** Adds the first {@code count} rows of a block. */
  void add(RowBlock block, int count, int[] labels, int firstLabel) {
    for (int first = 0; first < count; first += perRoom) {
      int rows = Math.min(perRoom, count - first);
      block.copy(first, rows, room, 0);
      for (int i = 0; i < rows; i++) {
        add(i * dimension, labels[firstLabel + first + i]);
      }
    }
  }

  private void add(int h, int label) {
    int s = label * dimension;
    if (counts[label]++ == 0) {
      squares[label] = 0;
      operations.copy(room, h, sums, s, dimension);
    } else {
      operations.add(1, room, h, sums, s, dimension);
    }
    squares[label] += operations.dot(room, h, room, h, dimension);
  }

  /**
   * Merges what was added since the last call into {@code moments}, and forgets it.
   *
   * @return false if the sums of a class lack digits or are not finite: then {@code moments} are
   *     spoilt
   */
  boolean drainInto(ClassMoments moments) {
    boolean enough = true;
    double[] mean = new double[dimension];
    for (int c = 0; c < counts.length; c++) {
      int m = counts[c];
      counts[c] = 0;
      if (m == 0 || !enough) {
        continue;
      }
      double scatter = m == 1 ? 0 : squares[c] - square(c) / m;
      enough = m == 1 ? Double.isFinite(squares[c]) : squares[c] <= LARGEST * scatter;
      enough &= squares[c] < Double.POSITIVE_INFINITY;
      sums.load(c * dimension, mean, dimension);
      for (int j = 0; j < dimension; j++) {
        mean[j] /= m;
      }
      moments.merge(c, m, mean, scatter);
    }
    return enough;
  }

  private double square(int c) {
    return operations.dot(sums, c * dimension, sums, c * dimension, dimension);
  }

  @Override
  public void close() {
    room.close();
    sums.close();
  }
}
