package org.collapsar.theory;

import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.metrics.MetricValue;

/**
 * The K largest singular values of a matrix with K rows, by their logarithms where the matrix
 * carries a factor outside the range of double.
 *
 * @param values descending, of the matrix without its factor
 * @param logFactor logarithm of the factor
 * @param classes K
 * @param rank how many count: above 10 max(rows, columns) 2^-52 of the largest, as for nc2.kappa
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Spectrum(double[] values, double logFactor, int classes, int rank) {

  /**
   * Computes the singular values of a matrix.
   *
   * @param a [K x n], at least one number, without its factor
   * @param logFactor logarithm of the factor
   * @return min(K, n) of them
   * @throws ArithmeticException if LAPACK does not converge (a NaN or infinity in the matrix)
   */
  public static Spectrum of(Matrix a, double logFactor) {
    double[] s = Spectral.singularValues(a);
    double tolerance = 10.0 * Math.max(a.rows(), a.columns()) * Math.ulp(1.0) * s[0];
    int rank = 0;
    while (rank < s.length && s[rank] > tolerance) {
      rank++;
    }
    return new Spectrum(s, logFactor, a.rows(), rank);
  }

  /** {@return whether the rank is K} */
  public boolean full() {
    return rank == classes;
  }

  /** {@return s_1; infinity or 0 where it is beyond the range of double} */
  public double largest() {
    return values[0] * Math.exp(logFactor);
  }

  /** {@return s_K; 0 where the rank is lower} */
  public double smallest() {
    return full() ? values[classes - 1] * Math.exp(logFactor) : 0;
  }

  /** {@return log s_1} */
  public double logLargest() {
    return Math.log(values[0]) + logFactor;
  }

  /** {@return log s_K; minus infinity where the rank is lower} */
  public double logSmallest() {
    return full() ? Math.log(values[classes - 1]) + logFactor : Double.NEGATIVE_INFINITY;
  }

  /**
   * Computes the condition number s_1/s_K.
   *
   * @param what name of the matrix in the reason
   * @return undefined where the rank is below K
   */
  public MetricValue condition(String what) {
    return full()
        ? Logs.defined(values[0] / values[classes - 1])
        : MetricValue.undefined(
            "because " + what + " has rank " + rank + ", below the number of classes " + classes);
  }
}
