package org.collapsar.metrics;

import java.util.Arrays;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.moments.RowChunks;

/**
 * NC1 of the D x D scatter S of the deviations, which is summed in place of projections for K &gt;
 * D: half the work, and the decomposition of the class means is made beside it. Directions of small
 * variance lose digits to those of large, for which there is a bound, {@link SampleSums#errors}.
 */
final class ScatterTraces {
  private ScatterTraces() {}

  /**
   * The traces, or the squares in the directions, by S.
   *
   * @param scatter S, upper triangle
   * @param total has the other sums of the pass, and receives these
   */
  static void project(
      Matrix scatter, MeanGeometry geometry, SamplePass.Wanted wanted, SampleSums total) {
    int d = scatter.rows();
    long samples = total.samples;
    double length = 0;
    for (double x : total.scatters) {
      length += x;
    }
    // u^T S u is a sum of squares (sum_k u_k d_ik)^2, of which rounding sees the products: what one
    // rounding moves is below 2^-53 sum_i (sum_k |u_k d_ik|)^2 <= 2^-53 tr S.
    int chunk = RowChunks.rowsFor(samples, 0);
    double terms = chunk + (double) samples / chunk + 2.0 * d;
    double error = Vectors.rounding(terms) * length;
    Matrix inverse = geometry.inverse();
    if (inverse != null) {
      total.trace = trace(scatter, inverse, error, samples);
    }
    if (wanted.inverse() != null) {
      total.weightedTrace = trace(scatter, wanted.inverse(), error, samples);
    }
    if (inverse != null && wanted.rotation() == null) {
      return;
    }
    scatter.copyUpperTriangle();
    Matrix directions = geometry.directions();
    total.squares = quadratic(directions, scatter);
    if (wanted.rotation() != null) {
      total.rotatedSquares = quadratic(wanted.rotation().times(directions), scatter);
    }
    total.errors = new double[total.squares.length];
    Arrays.fill(total.errors, error);
    total.rotatedErrors = new double[total.rotatedSquares.length];
    Arrays.fill(total.rotatedErrors, error);
  }

  /**
   * sum_j u_j^T S u_j / (n s_j^2) = tr(S G^-1)/n for s_j and u_j of G.
   *
   * @param scatter S, upper triangle
   * @param error of each u_j^T S u_j
   */
  private static SampleSums.Trace trace(
      Matrix scatter, Matrix inverse, double error, long samples) {
    int d = scatter.rows();
    double sum = 0;
    double inverses = 0;
    for (int i = 0; i < d; i++) {
      int at = i * d + i;
      double twice = Vectors.dot(scatter.data(), at + 1, inverse.data(), at + 1, d - 1 - i);
      sum += scatter.data()[at] * inverse.data()[at] + 2 * twice;
      inverses += inverse.data()[at];
    }
    return new SampleSums.Trace(Math.max(0, sum) / samples, error / samples * inverses);
  }

  /** u_j^T S u_j of each row. */
  private static double[] quadratic(Matrix u, Matrix symmetric) {
    Matrix product = Blas.timesTransposed(u, symmetric);
    double[] squares = new double[u.rows()];
    for (int j = 0; j < squares.length; j++) {
      squares[j] = Math.max(0, Vectors.dot(product, j, u, j));
    }
    return squares;
  }
}
