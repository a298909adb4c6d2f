package org.collapsar.linalg;

import java.util.Random;

/**
 * The extreme eigenvalues of a symmetric matrix by Lanczos's method with full reorthogonalisation
 * (Golub and Van Loan, <i>Matrix Computations</i>, section 10.3), where LAPACK would reduce the
 * whole matrix to find one number. Ends when an eigenvalue is known to be within 1e-13 of the
 * answer; the start vector is fixed, so that the answer is always the same bits.
 */
final class Lanczos {
  /** Bound on the residual, relative to the answer. */
  private static final double TOLERANCE = 1e-13;

  /** Steps between two looks at the tridiagonal matrix. */
  private static final int PATIENCE = 4;

  /** Rows that are added while a sum is in a register. */
  private static final int AT_ONCE = 8;

  private final Matrix a;
  private final int n;
  private final double[][] basis;
  private final double[] diagonal;
  private final double[] beside;
  private int steps;

  private Lanczos(Matrix a, int most) {
    this.a = a;
    this.n = a.rows();
    this.basis = new double[most + 1][];
    this.diagonal = new double[most];
    this.beside = new double[most];
  }

  /**
   * ||A||_op of a symmetric matrix.
   *
   * @param most the most steps, each a product of A and a vector
   * @return NaN if that was not enough
   */
  static double norm(Matrix a, int most) {
    return new Lanczos(a, Math.min(most, a.rows())).norm();
  }

  private double norm() {
    basis[0] = start();
    while (steps < diagonal.length) {
      step();
      boolean closed = beside[steps - 1] == 0;
      if (closed || steps == n || steps % PATIENCE == 0) {
        double high = largest(1);
        double low = largest(-1);
        double norm = Math.max(high, low);
        if (closed || steps == n) {
          return Math.max(0, norm);
        }
        double residual = residual(high >= low ? 1 : -1, norm);
        if (residual <= TOLERANCE * norm) {
          return norm;
        }
      }
    }
    return Double.NaN;
  }

  /** Has a part along every eigenvector, as far as a random vector has. */
  private double[] start() {
    Random random = new Random(n);
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = random.nextDouble() - 0.5;
    }
    scale(v, 1 / Math.sqrt(dot(v, v)));
    return v;
  }

  private void step() {
    double[] v = basis[steps];
    double[] next = new double[n];
    double[] data = a.data();
    // The matrix is symmetric, so its columns are its rows: sums of rows run as vector code.
    int i = 0;
    for (; i + AT_ONCE <= n; i += AT_ONCE) {
      addRows(next, data, i * n, v, i);
    }
    for (; i < n; i++) {
      addRow(next, data, i * n, v[i]);
    }
    double before = Math.sqrt(dot(next, next));
    diagonal[steps] = dot(v, next);
    // Twice is enough (Parlett).
    for (int round = 0; round < 2; round++) {
      for (int k = 0; k <= steps; k++) {
        addRow(next, basis[k], 0, -dot(basis[k], next));
      }
    }
    double length = Math.sqrt(dot(next, next));
    // What rounding leaves of nothing: the space of the start vector is exhausted.
    boolean closed = !(length > 4 * Math.ulp(1.0) * n * before);
    beside[steps] = closed ? 0 : length;
    if (!closed) {
      scale(next, 1 / length);
      basis[steps + 1] = next;
    }
    steps++;
  }

  /** The largest eigenvalue of {@code sign} times the tridiagonal matrix, by bisection. */
  private double largest(int sign) {
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < steps; i++) {
      double radius = (i > 0 ? beside[i - 1] : 0) + (i < steps - 1 ? beside[i] : 0);
      low = Math.max(low, sign * diagonal[i]);
      high = Math.max(high, sign * diagonal[i] + radius);
    }
    while (true) {
      double middle = low + (high - low) / 2;
      if (!(middle > low && middle < high)) {
        return high;
      }
      if (allBelow(middle, sign)) {
        high = middle;
      } else {
        low = middle;
      }
    }
  }

  /** Whether x I - sign T has positive pivots only. */
  private boolean allBelow(double x, int sign) {
    double pivot = x - sign * diagonal[0];
    for (int i = 1; i < steps && pivot > 0; i++) {
      pivot = x - sign * diagonal[i] - beside[i - 1] * beside[i - 1] / pivot;
    }
    return pivot > 0;
  }

  /**
   * ||A y - theta y|| of the Ritz vector of {@code sign * theta}: what is beside the last step
   * times the last entry of the unit eigenvector, found from its end, where the recurrence only
   * grows.
   */
  private double residual(int sign, double theta) {
    double here = 1;
    double after = 0;
    double square = 1;
    for (int i = steps - 1; i > 0 && square < 1e200; i--) {
      double next =
          ((theta - sign * diagonal[i]) * here - (i < steps - 1 ? sign * beside[i] * after : 0))
              / (sign * beside[i - 1]);
      after = here;
      here = next;
      square += here * here;
    }
    return beside[steps - 1] / Math.sqrt(square);
  }

  /** The same as {@link #addRow} of one row after the other, to the bits. */
  private static void addRows(double[] y, double[] x, int from, double[] factors, int at) {
    int n = y.length;
    double f0 = factors[at];
    double f1 = factors[at + 1];
    double f2 = factors[at + 2];
    double f3 = factors[at + 3];
    double f4 = factors[at + 4];
    double f5 = factors[at + 5];
    double f6 = factors[at + 6];
    double f7 = factors[at + 7];
    int second = from + 4 * n;
    for (int j = 0; j < n; j++) {
      double sum = y[j] + f0 * x[from + j];
      sum += f1 * x[from + n + j];
      sum += f2 * x[from + 2 * n + j];
      sum += f3 * x[from + 3 * n + j];
      sum += f4 * x[second + j];
      sum += f5 * x[second + n + j];
      sum += f6 * x[second + 2 * n + j];
      y[j] = sum + f7 * x[second + 3 * n + j];
    }
  }

  private static void addRow(double[] y, double[] x, int from, double factor) {
    for (int j = 0; j < y.length; j++) {
      y[j] += factor * x[from + j];
    }
  }

  private static double dot(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 3 < x.length; j += 4) {
      s0 += x[j] * y[j];
      s1 += x[j + 1] * y[j + 1];
      s2 += x[j + 2] * y[j + 2];
      s3 += x[j + 3] * y[j + 3];
    }
    for (; j < x.length; j++) {
      s0 += x[j] * y[j];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static void scale(double[] x, double factor) {
    for (int j = 0; j < x.length; j++) {
      x[j] *= factor;
    }
  }
}
