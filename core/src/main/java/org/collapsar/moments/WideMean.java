package org.collapsar.moments;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The mean of samples as a sum of two numbers a coordinate, itself rounded and what rounding took
 * of it, the rest. The rest is null where it is not known, which counts as 0: it is known as soon
 * as one of the means that make it has one.
 */
final class WideMean {
  final double[] rounded;

  /** Room for the rest, made when it is first known. */
  private double[] rest = {};

  private boolean rested;

  WideMean(int dimension) {
    this.rounded = new double[dimension];
  }

  /** Not to be changed. */
  double @Nullable [] restOrNone() {
    return rested ? rest : null;
  }

  /** The rest, zeros if it was not known. */
  private double[] rest() {
    if (!rested) {
      rested = true;
      if (rest.length == 0) {
        rest = new double[rounded.length];
      } else {
        Arrays.fill(rest, 0);
      }
    }
    return rest;
  }

  /** Takes another one's place. */
  void set(double[] mean, double @Nullable [] itsRest) {
    System.arraycopy(mean, 0, rounded, 0, rounded.length);
    if (itsRest == null) {
      rested = false;
    } else {
      System.arraycopy(itsRest, 0, rest(), 0, rounded.length);
    }
  }

  /**
   * Takes in a sample.
   *
   * @param count of all samples, with this one
   * @return its squared distance from the mean before
   */
  double accept(double[] features, int offset, long count) {
    if (count == 1) {
      rested = false;
      System.arraycopy(features, offset, rounded, 0, rounded.length);
      return 0;
    }
    double[] mine = rest();
    double square = 0;
    for (int j = 0; j < rounded.length; j++) {
      double d = (features[offset + j] - rounded[j]) - mine[j];
      add(j, d / count);
      square += d * d;
    }
    return square;
  }

  /**
   * Moves by a share of the way to another one.
   *
   * @param apart room for as many numbers
   * @return their squared distance before
   */
  double move(double[] mean, double @Nullable [] itsRest, double share, double[] apart) {
    double distance = 0;
    if (itsRest == null && !rested) {
      for (int j = 0; j < rounded.length; j++) {
        double d = mean[j] - rounded[j];
        rounded[j] += d * share;
        distance += d * d;
      }
      return distance;
    }
    double[] high = rounded;
    double[] low = rest();
    if (itsRest == null) {
      for (int j = 0; j < high.length; j++) {
        apart[j] = (mean[j] - high[j]) - low[j];
      }
    } else {
      for (int j = 0; j < high.length; j++) {
        apart[j] = (mean[j] - high[j]) + (itsRest[j] - low[j]);
      }
    }
    // Loops without a sum, which run many numbers at once.
    for (int j = 0; j < high.length; j++) {
      double before = high[j];
      double added = low[j] + apart[j] * share;
      double after = before + added;
      high[j] = after;
      low[j] = rounding(before, added, after);
    }
    return square(apart, high.length);
  }

  /** The sum of squares of the first numbers. */
  static double square(double[] x, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 3 < count; j += 4) {
      s0 += x[j] * x[j];
      s1 += x[j + 1] * x[j + 1];
      s2 += x[j + 2] * x[j + 2];
      s3 += x[j + 3] * x[j + 3];
    }
    for (; j < count; j++) {
      s0 += x[j] * x[j];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * Makes the rest known if another mean is much nearer to this one than to 0: for single samples,
   * of which nothing says how far from each other they are. A single sample has a rest of 0.
   */
  void knowRestNear(double[] mean) {
    if (rested) {
      return;
    }
    double near = square(rounded, rounded.length) / PlainSums.LARGEST;
    double distance = 0;
    // Most means are far from each other, which the first coordinates already show.
    for (int j = 0; j < rounded.length && distance < near; j++) {
      double d = mean[j] - rounded[j];
      distance += d * d;
    }
    if (distance < near) {
      rest();
    }
  }

  private void add(int j, double more) {
    double before = rounded[j];
    double added = rest[j] + more;
    rounded[j] = before + added;
    rest[j] = rounding(before, added, rounded[j]);
  }

  /** What rounding took of {@code sum = a + b}, exactly (Knuth's TwoSum). */
  static double rounding(double a, double b, double sum) {
    double part = sum - a;
    return (a - (sum - part)) + (b - part);
  }

  /** How many {@link #write} writes. */
  long bytes() {
    return 4 + 8L * rounded.length * (rested ? 2 : 1);
  }

  void write(ByteBuffer out) {
    put(rounded, out);
    out.putInt(rested ? 1 : 0);
    if (rested) {
      put(rest, out);
    }
  }

  private static void put(double[] row, ByteBuffer out) {
    for (double x : row) {
      out.putDouble(x);
    }
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @param empty whether it is of no samples
   * @throws org.collapsar.BadInputException if it is anything else
   */
  void read(ByteBuffer in, boolean empty, String where) {
    require(in, 4 + 8L * rounded.length, where);
    for (int j = 0; j < rounded.length; j++) {
      double x = in.getDouble();
      if (Double.isNaN(x) || (empty && x != 0)) {
        throw ClassMoments.bad(empty ? "a mean of 0" : "a number", x + "", where + ", column " + j);
      }
      rounded[j] = x;
    }
    int known = in.getInt();
    if (known < 0 || known > (empty ? 0 : 1)) {
      throw ClassMoments.bad(empty ? "0" : "0 or 1", known + "", where + ", before the rest");
    }
    if (known == 0) {
      return;
    }
    require(in, 8L * rounded.length, where);
    double[] mine = rest();
    for (int j = 0; j < mine.length; j++) {
      mine[j] = in.getDouble();
      boolean fits = Math.abs(mine[j]) <= Math.ulp(rounded[j]);
      if (!fits && Double.isFinite(rounded[j])) {
        String rounding = "at most a rounding of " + rounded[j];
        throw ClassMoments.bad(rounding, mine[j] + "", where + ", column " + j + " of the rest");
      }
    }
  }

  private static void require(ByteBuffer in, long bytes, String where) {
    if (in.remaining() < bytes) {
      throw ClassMoments.bad("at least " + bytes + " bytes", in.remaining() + "", where);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof WideMean m
        && Arrays.equals(rounded, m.rounded)
        && Arrays.equals(restOrNone(), m.restOrNone());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rounded);
  }
}
