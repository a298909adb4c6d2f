package org.collapsar.moments;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.collapsar.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * Means of samples as sums of two numbers a coordinate, themselves rounded and what rounding took
 * of them, the rests. A rest is not there where it is not known, which counts as 0: it is known as
 * soon as one of the means that make it has one.
 *
 * <p>All lie in two arrays, one row after another, which may be handed out without a copy ({@link
 * #share}): of many classes in many dimensions they are as large as the samples.
 */
final class WideMeans {
  private final int dimension;
  private double[] rounded;

  /** Made when a rest is first known; 0 for what is not. */
  private double[] rests = {};

  private final boolean[] rested;

  /** Whether others hold the arrays, which are not changed from then on. */
  private boolean shared;

  WideMeans(int count, int dimension) {
    if ((long) count * dimension > Integer.MAX_VALUE - 8) {
      throw new BadInputException(
          "class means: expected at most "
              + (Integer.MAX_VALUE - 8)
              + " numbers, found "
              + count
              + " classes x "
              + dimension
              + " dimensions");
    }
    this.dimension = dimension;
    this.rounded = new double[count * dimension];
    this.rested = new boolean[count];
  }

  /** One after the other. Not to be changed. */
  double[] rounded() {
    return rounded;
  }

  /** Those of all, if that of {@code i} is known. Not to be changed. */
  double @Nullable [] restsOrNone(int i) {
    return rested[i] ? rests : null;
  }

  /** {@link #rounded}, which stays as it is from now on. */
  double[] share() {
    shared = true;
    return rounded;
  }

  /** The rests of all likewise, 0 where they are not known. */
  double[] shareRests() {
    shared = true;
    return rests.length == 0 ? new double[rounded.length] : rests;
  }

  private void own() {
    if (shared) {
      rounded = rounded.clone();
      rests = rests.clone();
      shared = false;
    }
  }

  /** Makes a rest known: 0 if it was not. */
  private double[] rest(int i) {
    if (!rested[i]) {
      rested[i] = true;
      if (rests.length == 0) {
        rests = new double[rounded.length];
      }
    }
    return rests;
  }

  private void forgetRest(int i) {
    if (rested[i]) {
      rested[i] = false;
      Arrays.fill(rests, i * dimension, (i + 1) * dimension, 0);
    }
  }

  /**
   * Takes another one's place.
   *
   * @param mean begins at {@code from}
   */
  void set(int i, double[] mean, double @Nullable [] itsRests, int from) {
    own();
    System.arraycopy(mean, from, rounded, i * dimension, dimension);
    if (itsRests == null) {
      forgetRest(i);
    } else {
      System.arraycopy(itsRests, from, rest(i), i * dimension, dimension);
    }
  }

  /**
   * Takes in a sample.
   *
   * @param count of all samples, with this one
   * @return its squared distance from the mean before
   */
  double accept(int i, double[] features, int offset, long count) {
    own();
    int at = i * dimension;
    if (count == 1) {
      forgetRest(i);
      System.arraycopy(features, offset, rounded, at, dimension);
      return 0;
    }
    double[] mine = rest(i);
    double square = 0;
    for (int j = 0; j < dimension; j++) {
      double d = (features[offset + j] - rounded[at + j]) - mine[at + j];
      double added = mine[at + j] + d / count;
      double before = rounded[at + j];
      double after = before + added;
      rounded[at + j] = after;
      mine[at + j] = rounding(before, added, after);
      square += d * d;
    }
    return square;
  }

  /**
   * Moves by a share of the way to another one.
   *
   * @param mean begins at {@code from}
   * @param apart room for as many numbers
   * @return their squared distance before
   */
  double move(
      int i, double[] mean, double @Nullable [] itsRests, int from, double share, double[] apart) {
    own();
    double[] high = rounded;
    int at = i * dimension;
    if (itsRests == null && !rested[i]) {
      double distance = 0;
      for (int j = 0; j < dimension; j++) {
        double d = mean[from + j] - high[at + j];
        high[at + j] += d * share;
        distance += d * d;
      }
      return distance;
    }
    double[] low = rest(i);
    if (itsRests == null) {
      for (int j = 0; j < dimension; j++) {
        apart[j] = (mean[from + j] - high[at + j]) - low[at + j];
      }
    } else {
      for (int j = 0; j < dimension; j++) {
        apart[j] = (mean[from + j] - high[at + j]) + (itsRests[from + j] - low[at + j]);
      }
    }
    // Loops without a sum, which run many numbers at once.
    for (int j = 0; j < dimension; j++) {
      double before = high[at + j];
      double added = low[at + j] + apart[j] * share;
      double after = before + added;
      high[at + j] = after;
      low[at + j] = rounding(before, added, after);
    }
    return square(apart, 0, dimension);
  }

  /** The sum of squares of numbers from {@code at} on. */
  static double square(double[] x, int at, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = at;
    int end = at + count;
    for (; j + 3 < end; j += 4) {
      s0 += x[j] * x[j];
      s1 += x[j + 1] * x[j + 1];
      s2 += x[j + 2] * x[j + 2];
      s3 += x[j + 3] * x[j + 3];
    }
    for (; j < end; j++) {
      s0 += x[j] * x[j];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * Makes the rest known if another mean is much nearer to this one than to 0: for single samples,
   * of which nothing says how far from each other they are. A single sample has a rest of 0.
   */
  void knowRestNear(int i, double[] mean, int from) {
    if (rested[i]) {
      return;
    }
    int at = i * dimension;
    double near = square(rounded, at, dimension) / PlainSums.LARGEST;
    double distance = 0;
    // Most means are far from each other, which the first coordinates already show.
    for (int j = 0; j < dimension && distance < near; j++) {
      double d = mean[from + j] - rounded[at + j];
      distance += d * d;
    }
    if (distance < near) {
      own();
      rest(i);
    }
  }

  /** What rounding took of {@code sum = a + b}, exactly (Knuth's TwoSum). */
  static double rounding(double a, double b, double sum) {
    double part = sum - a;
    return (a - (sum - part)) + (b - part);
  }

  /** Whether a mean and its rest are those of another. */
  boolean equal(int i, WideMeans other, int k) {
    int at = i * dimension;
    int its = k * dimension;
    return Arrays.equals(rounded, at, at + dimension, other.rounded, its, its + dimension)
        && rested[i] == other.rested[k]
        && (!rested[i]
            || Arrays.equals(rests, at, at + dimension, other.rests, its, its + dimension));
  }

  /**
   * Reads what {@link ClassMoments#toBytes} has written of a mean.
   *
   * @param empty whether it is of no samples
   * @throws org.collapsar.BadInputException if it is anything else
   */
  void read(int i, ByteBuffer in, boolean empty, String where) {
    own();
    int at = i * dimension;
    require(in, 4 + 8L * dimension, where);
    for (int j = 0; j < dimension; j++) {
      double x = in.getDouble();
      if (Double.isNaN(x) || (empty && x != 0)) {
        throw ClassMoments.bad(empty ? "a mean of 0" : "a number", x + "", where + ", column " + j);
      }
      rounded[at + j] = x;
    }
    int known = in.getInt();
    if (known < 0 || known > (empty ? 0 : 1)) {
      throw ClassMoments.bad(empty ? "0" : "0 or 1", known + "", where + ", before the rest");
    }
    if (known == 0) {
      return;
    }
    require(in, 8L * dimension, where);
    double[] mine = rest(i);
    for (int j = 0; j < dimension; j++) {
      double x = in.getDouble();
      boolean fits = Math.abs(x) <= Math.ulp(rounded[at + j]);
      if (!fits && Double.isFinite(rounded[at + j])) {
        String rounding = "at most a rounding of " + rounded[at + j];
        throw ClassMoments.bad(rounding, x + "", where + ", column " + j + " of the rest");
      }
      mine[at + j] = x;
    }
  }

  private static void require(ByteBuffer in, long bytes, String where) {
    if (in.remaining() < bytes) {
      throw ClassMoments.bad("at least " + bytes + " bytes", in.remaining() + "", where);
    }
  }
}
