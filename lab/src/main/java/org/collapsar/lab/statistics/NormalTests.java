package org.collapsar.lab.statistics;

import java.util.Arrays;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;

/**
 * Tests of columns of numbers that should be independent standard normal, each two-sided or by a
 * statistic that is large where they are not. The p-values are exact for normal numbers, or by the
 * limit of many: relative errors of 1/sqrt(N) or so.
 *
 * @param covariance ||C - I||_op, C the second moments [k x k], no mean subtracted
 * @param covarianceP of the likelihood ratio N (tr C - log det C - k) by chi square with k(k + 1)/2
 *     degrees of freedom
 * @param kurtosis mean z^4/(mean z^2)^2 over all numbers, 3 for normal ones
 * @param kurtosisP of its distance from 3, with variance 24/(k N)
 * @param fit the Kolmogorov-Smirnov distance of all numbers from the normal law
 * @param fitP its p-value
 * @param independenceP whether means and squares of the numbers follow what they should be
 *     independent of: with Q [N x f] an orthonormal basis of its functions, ||Z Q||^2 and ||((Z^2 -
 *     1)/sqrt 2) Q||^2 are chi square with k f degrees of freedom each, the first one exactly; of
 *     their sum
 */
public record NormalTests(
    double covariance,
    double covarianceP,
    double kurtosis,
    double kurtosisP,
    double fit,
    double fitP,
    double independenceP) {
  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

  /** Number of p-values. */
  public static final int TESTS = 4;

  /**
   * Tests numbers.
   *
   * @param z [k x N], N at least 10 k
   * @param basis Q [N x f], orthonormal columns, of functions of what z should be independent of
   * @return all statistics with their p-values
   */
  public static NormalTests of(Matrix z, Matrix basis) {
    int k = z.rows();
    int n = z.columns();
    double[] all = z.data();
    Matrix identity = new Matrix(k, k);
    for (int i = 0; i < k; i++) {
      identity.data()[i * k + i] = 1;
    }
    Matrix c = secondMoments(z);
    double fit = distance(all);
    double kurtosis = kurtosis(all);
    double size = Math.sqrt(24.0 / all.length);
    return new NormalTests(
        Spectral.symmetricNorm(c.combine(1, -1, identity)),
        likelihoodRatio(c, n),
        kurtosis,
        2 * NORMAL.cumulativeProbability(-Math.abs(kurtosis - 3) / size),
        fit,
        1 - new KolmogorovSmirnovTest(0).cdf(fit, all.length),
        independence(z, basis));
  }

  /** {@return the smallest of the p-values} */
  public double smallestP() {
    return Math.min(Math.min(covarianceP, kurtosisP), Math.min(fitP, independenceP));
  }

  /**
   * {@return the second moments Z Z^T/N [k x k]}
   *
   * @param z [k x N]
   */
  public static Matrix secondMoments(Matrix z) {
    return z.gram().scaled(1.0 / z.columns());
  }

  private static double likelihoodRatio(Matrix c, int n) {
    int k = c.rows();
    double statistic = 0;
    for (double value : Spectral.symmetricEigenvalues(c)) {
      statistic += value > 0 ? value - Math.log(value) - 1 : Double.POSITIVE_INFINITY;
    }
    return upperTail(n * statistic, k * (k + 1) / 2.0);
  }

  private static double kurtosis(double[] z) {
    double second = 0;
    double fourth = 0;
    for (double x : z) {
      second += x * x;
      fourth += x * x * x * x;
    }
    return fourth * z.length / (second * second);
  }

  private static double distance(double[] z) {
    double[] sorted = z.clone();
    Arrays.sort(sorted);
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double p = NormalTable.value(sorted[i]);
      largest =
          Math.max(
              largest, Math.max((i + 1.0) / sorted.length - p, p - (double) i / sorted.length));
    }
    return largest;
  }

  private static double independence(Matrix z, Matrix basis) {
    int n = z.columns();
    int f = basis.columns();
    double statistic = 0;
    double[] means = new double[f];
    double[] squares = new double[f];
    for (int i = 0; i < z.rows(); i++) {
      Arrays.fill(means, 0);
      Arrays.fill(squares, 0);
      for (int j = 0; j < n; j++) {
        double x = z.get(i, j);
        double square = (x * x - 1) / Math.sqrt(2);
        for (int m = 0; m < f; m++) {
          double q = basis.data()[j * f + m];
          means[m] += x * q;
          squares[m] += square * q;
        }
      }
      for (int m = 0; m < f; m++) {
        statistic += means[m] * means[m] + squares[m] * squares[m];
      }
    }
    return upperTail(statistic, 2.0 * z.rows() * f);
  }

  /** P(chi square &gt;= statistic). */
  static double upperTail(double statistic, double degrees) {
    return Double.isInfinite(statistic)
        ? 0
        : 1 - new ChiSquaredDistribution(degrees).cumulativeProbability(statistic);
  }
}
