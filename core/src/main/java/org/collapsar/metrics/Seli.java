package org.collapsar.metrics;

import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;

/**
 * The geometry of simplex-encoded-label interpolation: where cross-entropy with a vanishing ridge
 * leads W [K x D] and the features of classes of any sizes n_1, .., n_K (Thrampoulidis, Kini,
 * Vakilian and Behnia, NeurIPS 2022, arXiv 2208.05512).
 *
 * <p>There Z^ [K x n] has the columns e_{y_i} - 1/K, Z^ = V Lambda U^T, and SELI is W W^T
 * proportional to V Lambda V^T and H H^T [n x n] proportional to U Lambda U^T. Neither needs Z^:
 * with P = I - 11^T/K, N = diag(n_c) and the one-hot labels Y = N^(1/2) Q^T, Q^T Q = I,
 *
 * <ul>
 *   <li>Z^ = P Y, so Z^ Z^^T = P N P and V Lambda V^T = (P N P)^(1/2) = S;
 *   <li>A = P N^(1/2) = V Lambda R^T has U = Q R, and row i of Q is n_c^(-1/2) e_c for y_i = c. So
 *       U Lambda U^T is constant on blocks, and the Gram matrix of the class means is N^(-1/2) R
 *       Lambda R^T N^(-1/2). Since R Lambda R^T = A^T S^+ A, it is P S^+ P = S^+: that of W
 *       inverted.
 * </ul>
 *
 * <p>Lambda comes from A, not from P N P: the smallest of its K - 1 values is as small as the root
 * of the smallest class, and P N P would have it squared.
 */
final class Seli {
  private final Matrix ofWeights;
  private final Matrix ofMeans;

  /**
   * Of classes of these sizes.
   *
   * @param sizes n_c [K], K at least 2, none of them 0
   */
  Seli(long[] sizes) {
    int k = sizes.length;
    long largest = 0;
    for (long size : sizes) {
      largest = Math.max(largest, size);
    }
    Matrix a = new Matrix(k, k);
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < k; j++) {
        a.data()[c * k + j] = ((c == j ? 1 : 0) - 1.0 / k) * Math.sqrt((double) sizes[j] / largest);
      }
    }
    Spectral.BothSides svd = Spectral.svd(a);
    // The last value is 0, its vector that of ones.
    double[] lambda = svd.values();
    double least = lambda[k - 2];
    Matrix weights = new Matrix(k, k - 1);
    Matrix means = new Matrix(k, k - 1);
    for (int c = 0; c < k; c++) {
      for (int r = 0; r < k - 1; r++) {
        double v = svd.left().get(c, r);
        weights.data()[c * (k - 1) + r] = v * Math.sqrt(lambda[r]);
        means.data()[c * (k - 1) + r] = v * Math.sqrt(least / lambda[r]);
      }
    }
    ofWeights = unitGram(weights);
    ofMeans = unitGram(means);
  }

  private static Matrix unitGram(Matrix a) {
    Matrix gram = Blas.timesTransposed(a, a);
    return gram.scaled(1 / Vectors.norm(gram));
  }

  /** S/||S||_F [K x K], to which W W^T/||W W^T||_F tends. */
  Matrix ofWeights() {
    return ofWeights;
  }

  /** S^+/||S^+||_F [K x K], to which the normalised Gram matrix of the class means tends. */
  Matrix ofMeans() {
    return ofMeans;
  }

  /**
   * || G/||G||_F - S ||_F with G = A A^T.
   *
   * @param what names the rows of A in reasons, for example "row of W"
   * @param s one of the two above
   */
  static MetricValue error(Matrix a, String what, Matrix s) {
    Matrix unit = Vectors.unitNorm(a, 0);
    if (unit == null) {
      return MetricValue.undefined("because every " + what + " is zero");
    }
    double[] gram = Blas.timesTransposed(unit, unit).data();
    double norm = Math.sqrt(Vectors.dot(gram, 0, gram, 0, gram.length));
    double sum = 0;
    for (int i = 0; i < gram.length; i++) {
      double d = gram[i] / norm - s.data()[i];
      sum += d * d;
    }
    return Values.finite(Math.sqrt(sum));
  }
}
