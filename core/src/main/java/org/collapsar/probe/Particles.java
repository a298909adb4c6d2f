package org.collapsar.probe;

import org.collapsar.linalg.Matrix;

/**
 * Network of Wu and Mondelli (ICML 2025) at one point, with what the law of its particles for this
 * W is made of.
 *
 * @param a second-layer weights [p x N], a particle a column, before any truncation
 * @param u first-layer weights [N x d]
 * @param w W [p x q]
 * @param s sigma(X^T U^T) [n x N], a sample per row
 * @param residual R = gamma W^T H - Y [q x n]
 * @param labels of the samples [n]
 * @param gamma output scale
 * @param decay lambda_rho
 * @param noise beta^{-1}
 * @param truncation R of tau_R; 0 for none
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record Particles(
    Matrix a,
    Matrix u,
    Matrix w,
    Matrix s,
    Matrix residual,
    int[] labels,
    double gamma,
    double decay,
    double noise,
    double truncation) {

  /** {@return p, the number of features} */
  public int features() {
    return w.rows();
  }

  /** {@return q, the number of classes} */
  public int classes() {
    return w.columns();
  }

  /** {@return N, the number of particles} */
  public int count() {
    return a.columns();
  }

  /** {@return n, the number of samples} */
  public int samples() {
    return s.rows();
  }
}
