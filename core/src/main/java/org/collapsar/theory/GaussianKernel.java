package org.collapsar.theory;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.collapsar.linalg.Cholesky;
import org.collapsar.linalg.Gram;
import org.collapsar.linalg.KrylovSpectrum;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.NativeArray;
import org.collapsar.linalg.Precision;
import org.collapsar.linalg.ThreadTeam;

/**
 * The kernel E_{u ~ N(0, I)} sigma(x^T u) sigma(u^T y) of Gaussian particles, by Mehler's
 * expansion: with r = ||x||, s = ||y||, rho the cosine between them and normalised Hermite
 * polynomials h_k,
 *
 * <pre>sum_k c_k(r) c_k(s) rho^k,  c_k(r) = E_{g ~ N(0, 1)} sigma(r g) h_k(g),</pre>
 *
 * c_k by Gauss-Legendre quadrature on panels that shrink towards 0, where sigma(r g) is steep for a
 * large r. On the diagonal the sum is E sigma(r g)^2, so that the remainder after the first terms
 * is known: beside the diagonal it is at most |rho|^{k+1} times the root of two remainders on the
 * diagonal.
 */
final class GaussianKernel {
  /** More samples take too long for their smallest eigenvalue. */
  static final int MOST = 8000;

  private static final int TERMS = 120;

  /** What is missing on the diagonal, relative to it, that needs no further terms. */
  private static final double ENOUGH = 1e-15;

  /** Relative error of an entry by quadrature and sums, which the tests hold it to. */
  private static final double ENTRY = 1e-13;

  private static final double[] NODES = new double[20];
  private static final double[] WEIGHTS = new double[20];

  static {
    legendre(NODES, WEIGHTS);
  }

  /**
   * lambda_* lies within {@code error} of {@code value}.
   *
   * @param value of the matrix as computed
   * @param error of its entries, as a bound on the operator norm, and of Lanczos
   */
  record Bottom(double value, double error) {}

  /**
   * The kernel with what is missing.
   *
   * @param entries [n x n], symmetric, the diagonal exact
   * @param error a bound on the operator norm of what its entries are wrong by
   */
  record Approximation(NativeArray entries, double error) implements AutoCloseable {
    @Override
    public void close() {
      entries.close();
    }
  }

  private GaussianKernel() {}

  /** The smallest eigenvalue. */
  static Bottom bottom(Matrix x, DoubleUnaryOperator sigma, ThreadTeam team) {
    int n = x.rows();
    try (Approximation kernel = of(x, sigma, team);
        NativeArray start = NativeArray.allocate(Precision.FLOAT64, n)) {
      NativeArray a = kernel.entries();
      double error = kernel.error();
      // With its error on the diagonal the matrix is that of a positive semidefinite one at least.
      double shift = 2 * error + Double.MIN_NORMAL;
      for (int i = 0; i < n; i++) {
        a.set(i * n + i, a.get(i * n + i) + shift);
      }
      Cholesky.factor(a, n);
      SplittableRandom random = new SplittableRandom(n);
      for (int i = 0; i < n; i++) {
        start.set(i, random.nextDouble() - 0.5);
      }
      KrylovSpectrum.Extremes ends =
          KrylovSpectrum.extremes(
              (in, out) -> {
                out.copyFrom(0, in, 0, n);
                Cholesky.solve(a, n, out, 1);
              },
              start,
              KrylovSpectrum.Ends.LARGEST,
              new KrylovSpectrum.Options(1e-10, 400, 24));
      double top = ends.largest().value();
      double low = 1 / (top + ends.largest().residual());
      double value = 1 / top;
      return new Bottom(value - shift, error + (value - low));
    }
  }

  /** The kernel of the rows of {@code x}. */
  static Approximation of(Matrix x, DoubleUnaryOperator sigma, ThreadTeam team) {
    int n = x.rows();
    double[] norms = new double[n];
    double[] squares = new double[n];
    double[][] c = new double[n][];
    double[] missing = new double[n];
    team.run(
        n,
        (i, thread) -> {
          double sum = 0;
          for (int k = 0; k < x.columns(); k++) {
            sum += x.get(i, k) * x.get(i, k);
          }
          norms[i] = Math.sqrt(sum);
          c[i] = new double[TERMS];
          squares[i] = coefficients(sigma, norms[i], c[i]);
        });
    int terms = terms(c, squares, missing);
    Matrix gram = Gram.ofRows(x);
    NativeArray entries = NativeArray.allocate(Precision.FLOAT64, (long) n * n);
    double[] rows = new double[n];
    team.run(
        n,
        (i, thread) -> {
          double[] row = new double[n];
          double error = 0;
          double size = 0;
          for (int j = 0; j < n; j++) {
            if (j == i) {
              row[j] = squares[i];
            } else {
              double product = norms[i] * norms[j];
              double rho = product > 0 ? Math.max(-1, Math.min(1, gram.get(i, j) / product)) : 0;
              double power = 1;
              double sum = 0;
              for (int k = 0; k < terms; k++) {
                sum += c[i][k] * c[j][k] * power;
                power *= rho;
              }
              row[j] = sum;
              error += Math.abs(power) * Math.sqrt(missing[i] * missing[j]);
            }
            size += Math.sqrt(squares[i] * squares[j]);
          }
          rows[i] = error + ENTRY * size;
          entries.write(i * n, row, 0, n);
        });
    double worst = 0;
    for (double e : rows) {
      worst = Math.max(worst, e);
    }
    return new Approximation(entries, worst);
  }

  /**
   * So many terms leave less than {@link #ENOUGH} of every diagonal entry; fills what is missing.
   */
  private static int terms(double[][] c, double[] squares, double[] missing) {
    System.arraycopy(squares, 0, missing, 0, squares.length);
    int terms = 0;
    boolean enough = false;
    while (terms < TERMS && !enough) {
      enough = true;
      for (int i = 0; i < c.length; i++) {
        missing[i] = Math.max(0, missing[i] - c[i][terms] * c[i][terms]);
        enough &= missing[i] <= ENOUGH * squares[i];
      }
      terms++;
    }
    return terms;
  }

  /**
   * c_0(r) .. into {@code c}.
   *
   * @return E sigma(r g)^2
   */
  static double coefficients(DoubleUnaryOperator sigma, double r, double[] c) {
    double square = 0;
    double from = 0;
    double to = Math.scalb(1.0, -12);
    while (from < 14) {
      double half = (to - from) / 2;
      double middle = (to + from) / 2;
      for (int node = 0; node < NODES.length; node++) {
        double t = middle + half * NODES[node];
        double weight = half * WEIGHTS[node] * Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
        double up = sigma.applyAsDouble(r * t);
        double down = sigma.applyAsDouble(-r * t);
        square += weight * (up * up + down * down);
        double before = 0;
        double h = 1;
        for (int k = 0; k < c.length; k++) {
          c[k] += weight * h * (k % 2 == 0 ? up + down : up - down);
          double next = (t * h - Math.sqrt(k) * before) / Math.sqrt(k + 1.0);
          before = h;
          h = next;
        }
      }
      from = to;
      to = to < 0.5 ? 2 * to : to + 0.5;
    }
    return square;
  }

  /** Nodes and weights of Gauss-Legendre quadrature on [-1, 1], by Newton's method. */
  private static void legendre(double[] nodes, double[] weights) {
    int n = nodes.length;
    for (int i = 0; i < n; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
      double slope = 0;
      for (int round = 0; round < 20; round++) {
        double p0 = 1;
        double p1 = x;
        for (int k = 2; k <= n; k++) {
          double p2 = ((2 * k - 1) * x * p1 - (k - 1) * p0) / k;
          p0 = p1;
          p1 = p2;
        }
        slope = n * (x * p1 - p0) / (x * x - 1);
        x -= p1 / slope;
      }
      nodes[i] = x;
      weights[i] = 2 / ((1 - x * x) * slope * slope);
    }
  }
}
