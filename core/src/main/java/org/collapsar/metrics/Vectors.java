package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/** Rows of small matrices as vectors. */
final class Vectors {
  /** 2^-52. */
  static final double EPSILON = Math.ulp(1.0);

  /** A sum of squares below this may have lost digits to underflow. */
  private static final double LEAST_SQUARE = 1e-280;

  private Vectors() {}

  static double[] row(Matrix a, int i) {
    double[] row = new double[a.columns()];
    System.arraycopy(a.data(), i * a.columns(), row, 0, row.length);
    return row;
  }

  static Matrix ofRows(double[][] rows, int columns) {
    Matrix a = new Matrix(rows.length, columns);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, a.data(), i * columns, columns);
    }
    return a;
  }

  /** Row i of {@code a} times row k of {@code b}. */
  static double dot(Matrix a, int i, Matrix b, int k) {
    return dot(a.data(), i * a.columns(), b.data(), k * b.columns(), a.columns());
  }

  static double dot(double[] a, int i, double[] b, int k, int n) {
    double s0 = 0;
    double s1 = 0;
    int j = 0;
    for (; j + 1 < n; j += 2) {
      s0 += a[i + j] * b[k + j];
      s1 += a[i + j + 1] * b[k + j + 1];
    }
    return j < n ? s0 + s1 + a[i + j] * b[k + j] : s0 + s1;
  }

  /** As if summed in twice the precision (Ogita, Rump and Oishi 2005, Dot2), plus {@code start}. */
  static double accurateDot(double[] a, int i, double[] b, int k, int n, double start) {
    double sum = start;
    double rest = 0;
    for (int j = 0; j < n; j++) {
      double product = a[i + j] * b[k + j];
      double lost = Math.fma(a[i + j], b[k + j], -product);
      double next = sum + product;
      double part = next - sum;
      rest += ((sum - (next - part)) + (product - part)) + lost;
      sum = next;
    }
    return sum + rest;
  }

  static double squaredDistance(double[] a, int i, double[] b, int k, int n) {
    double s0 = 0;
    double s1 = 0;
    int j = 0;
    for (; j + 1 < n; j += 2) {
      double d0 = a[i + j] - b[k + j];
      double d1 = a[i + j + 1] - b[k + j + 1];
      s0 += d0 * d0;
      s1 += d1 * d1;
    }
    if (j < n) {
      double d = a[i + j] - b[k + j];
      s0 += d * d;
    }
    return s0 + s1;
  }

  /** Norms of the rows. */
  static double[] norms(Matrix a) {
    double[] norms = new double[a.rows()];
    for (int i = 0; i < norms.length; i++) {
      double square = dot(a, i, a, i);
      norms[i] = inRange(square) ? Math.sqrt(square) : norm(row(a, i));
    }
    return norms;
  }

  /** ||x||, whose square may leave the range. */
  static double length(double[] x) {
    double square = dot(x, 0, x, 0, x.length);
    return inRange(square) ? Math.sqrt(square) : norm(x);
  }

  /** Whether a sum of squares has its digits. */
  static boolean inRange(double square) {
    return square > LEAST_SQUARE && square < Double.POSITIVE_INFINITY;
  }

  /** The norm, safe for numbers whose squares are not. */
  static double norm(double[] x) {
    int exponent = exponent(x);
    double sum = 0;
    for (double v : scalb(x, -exponent)) {
      sum += v * v;
    }
    return Math.scalb(Math.sqrt(sum), exponent);
  }

  /** That of the largest number; 0 if all are 0 or one is not finite. */
  static int exponent(double[] x) {
    double largest = max(x);
    return largest > 0 && Double.isFinite(largest) ? Math.getExponent(largest) : 0;
  }

  /** Each number times a power of 2. */
  static double[] scalb(double[] x, int exponent) {
    double[] scaled = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      scaled[i] = Math.scalb(x[i], exponent);
    }
    return scaled;
  }

  static double norm(Matrix a) {
    return Math.sqrt(a.squaredNorm());
  }

  static double max(double[] x) {
    double max = 0;
    for (double v : x) {
      max = Math.max(max, Math.abs(v));
    }
    return max;
  }

  /** {@code sum += other}. */
  static void add(double[] sum, double[] other) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
  }

  /**
   * {@code a} less a weighted mean of its rows, taken relative to the first row so that a common
   * offset costs no digits.
   *
   * @param weights of the rows, summing to 1
   */
  static Matrix centred(Matrix a, double[] weights) {
    return less(a, centre(a, weights));
  }

  /** {@code a} less {@code centre} in every row. */
  static Matrix less(Matrix a, double[] centre) {
    Matrix centred = new Matrix(a.rows(), a.columns());
    double[] from = a.data();
    double[] to = centred.data();
    for (int at = 0; at < to.length; at += centre.length) {
      for (int j = 0; j < centre.length; j++) {
        to[at + j] = from[at + j] - centre[j];
      }
    }
    return centred;
  }

  /** The weighted mean of the rows. */
  static double[] centre(Matrix a, double[] weights) {
    double[] shift = new double[a.columns()];
    for (int i = 1; i < a.rows(); i++) {
      for (int j = 0; j < shift.length; j++) {
        shift[j] += weights[i] * (a.get(i, j) - a.get(0, j));
      }
    }
    for (int j = 0; j < shift.length && a.rows() > 0; j++) {
      shift[j] += a.get(0, j);
    }
    return shift;
  }

  static double[] equalWeights(int n) {
    double[] weights = new double[n];
    java.util.Arrays.fill(weights, 1.0 / n);
    return weights;
  }

  /**
   * What rounding alone may leave of a difference between rows of {@code a} and their mean: below
   * it a norm is zero for us.
   */
  static double roundingFloor(Matrix a) {
    return roundingFloor(max(norms(a)));
  }

  /** The same of rows whose longest is so long. */
  static double roundingFloor(double longest) {
    return 8 * EPSILON * longest;
  }

  /**
   * By what part a sum of as many terms is moved. As many roundings as there are terms in a row
   * move by the root of that number, as independent ones do; by more than 8 times as much with
   * probability below 2 exp(-32) (Higham and Mary 2019, theorem 2.4).
   */
  static double rounding(double terms) {
    return 8 * Math.sqrt(terms) * EPSILON / 2;
  }

  /** A/||A||_F, or null if that norm is zero; safe for numbers whose squares are not. */
  static @Nullable Matrix unitNorm(Matrix a, double floor) {
    double largest = max(a.data());
    if (largest <= floor / Math.sqrt(Math.max(1, a.columns())) || largest == 0) {
      return null;
    }
    Matrix safe = new Matrix(a.rows(), a.columns());
    for (int i = 0; i < safe.data().length; i++) {
      safe.data()[i] = a.data()[i] / largest;
    }
    return safe.scaled(1 / norm(safe));
  }

  static double mean(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v;
    }
    return sum / x.length;
  }

  /** Population variance. */
  static double variance(double[] x, double mean) {
    double sum = 0;
    for (double v : x) {
      sum += (v - mean) * (v - mean);
    }
    return sum / x.length;
  }
}
