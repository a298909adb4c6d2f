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

  public static Spectrum of(Matrix a, double logFactor) {
    double[] s = Spectral.singularValues(a);
    double tolerance = 10.0 * Math.max(a.rows(), a.columns()) * Math.ulp(1.0) * s[0];
    int rank = 0;
    while (rank < s.length && s[rank] > tolerance) {
      rank++;
    }
    return new Spectrum(s, logFactor, a.rows(), rank);
  }

  public boolean full() {
    return rank == classes;
  }

  /** s_1. */
  public double largest() {
    return values[0] * Math.exp(logFactor);
  }

  /** s_K; 0 where the rank is lower. */
  public double smallest() {
    return full() ? values[classes - 1] * Math.exp(logFactor) : 0;
  }

  public double logLargest() {
    return Math.log(values[0]) + logFactor;
  }

  /** log s_K; minus infinity where the rank is lower. */
  public double logSmallest() {
    return full() ? Math.log(values[classes - 1]) + logFactor : Double.NEGATIVE_INFINITY;
  }

  /** s_1/s_K; undefined where the rank is below K. */
  public MetricValue condition(String what) {
    return full()
        ? Logs.defined(values[0] / values[classes - 1])
        : MetricValue.undefined(
            "because " + what + " has rank " + rank + ", below the number of classes " + classes);
  }
}
