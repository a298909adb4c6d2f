package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.jspecify.annotations.Nullable;

/**
 * How W W^T [t x t] follows the covariance Sigma of regression targets (NRC3): the squared distance
 * of P/||P||_F and A/||A||_F, P = W W^T, A = S - s I, S = Sigma^(1/2) the symmetric root and s =
 * gamma^(1/2) in [0, lambda_min(S)].
 *
 * <p>It is 2 - 2 cos(P, A), and cos is stationary in s at one point: s* = (tr P tr S^2 - tr PS tr
 * S)/(tr P tr S - t tr PS), a minimum of the distance where the denominator is negative. The best
 * of 0, lambda_min(S) and s* between them is the minimum.
 *
 * <p>Source: Andriopoulos et al., NeurIPS 2024 (arXiv 2409.04180), NRC3; the closed form is ours.
 */
public final class TargetFit {
  private final @Nullable Matrix product;
  private final Matrix root;
  private final double least;
  private final @Nullable String reason;
  private final double gammaRoot;

  private TargetFit(@Nullable Matrix product, Matrix root, double least, @Nullable String reason) {
    this.product = product;
    this.root = root;
    this.least = least;
    this.reason = reason;
    this.gammaRoot = product == null || reason != null ? 0 : best(product, root, least);
  }

  /**
   * Of targets [n x t] and W [t x D].
   *
   * @param w null where no weights were given
   */
  static TargetFit of(Matrix targets, @Nullable Matrix w) {
    int t = targets.columns();
    Matrix centred = Vectors.centred(targets, Vectors.equalWeights(targets.rows()));
    // Singular values of the centred targets: eigenvalues of Sigma would lose half the digits.
    Spectral.Svd svd = Spectral.thinSvd(centred.scaled(1 / Math.sqrt(targets.rows())));
    double[] s = svd.values();
    double least = s.length < t ? 0 : s[t - 1];
    double rounding =
        10.0 * Math.max(targets.rows(), t) * Vectors.EPSILON * (s.length == 0 ? 0 : s[0]);
    Matrix root = new Matrix(t, t);
    for (int k = 0; k < s.length; k++) {
      for (int i = 0; i < t; i++) {
        for (int j = 0; j < t; j++) {
          root.data()[i * t + j] += s[k] * svd.right().get(k, i) * svd.right().get(k, j);
        }
      }
    }
    String reason = null;
    Matrix product = null;
    if (w == null) {
      reason = "because no weights W were given";
    } else if (t == 1) {
      reason = "because with one target it is 0 for every W";
    } else if (least <= rounding) {
      reason = "because the covariance of the targets is singular";
    } else {
      Matrix unit = Vectors.unitNorm(w, 0);
      product = unit == null ? null : gramOfRows(unit);
      reason = unit == null ? "because W = 0" : null;
    }
    return new TargetFit(product, root, least, reason);
  }

  private static Matrix gramOfRows(Matrix a) {
    Matrix gram = new Matrix(a.rows(), a.rows());
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.rows(); j++) {
        gram.data()[i * a.rows() + j] = Vectors.dot(a, i, a, j);
      }
    }
    return gram;
  }

  private static double best(Matrix p, Matrix root, double least) {
    int t = p.rows();
    double traceP = 0;
    double traceS = 0;
    for (int i = 0; i < t; i++) {
      traceP += p.get(i, i);
      traceS += root.get(i, i);
    }
    double traceSquare = root.squaredNorm();
    double tracePs = p.inner(root);
    double denominator = traceP * traceS - t * tracePs;
    double found = 0;
    double lowest = distance(p, root, 0);
    double inside = (traceP * traceSquare - tracePs * traceS) / denominator;
    double[] candidates =
        denominator < 0 && inside > 0 && inside < least
            ? new double[] {inside, least}
            : new double[] {least};
    for (double s : candidates) {
      double value = distance(p, root, s);
      if (value < lowest) {
        lowest = value;
        found = s;
      }
    }
    return found;
  }

  /** Infinite where S - s I is 0, which has no direction. */
  private static double distance(Matrix p, Matrix root, double s) {
    int t = root.rows();
    double[] shifted = root.data().clone();
    for (int i = 0; i < t; i++) {
      shifted[i * t + i] -= s;
    }
    Matrix a =
        Vectors.unitNorm(new Matrix(t, t, shifted), 8 * Vectors.EPSILON * Vectors.norm(root));
    Matrix unit = Vectors.unitNorm(p, 0);
    return a == null || unit == null
        ? Double.POSITIVE_INFINITY
        : unit.combine(1, -1, a).squaredNorm();
  }

  /** {@code nrc3} with the best gamma for this W. */
  MetricValue best() {
    return at(gammaRoot * gammaRoot);
  }

  /** The best gamma. */
  MetricValue gamma() {
    return reason != null ? MetricValue.undefined(reason) : Values.finite(gammaRoot * gammaRoot);
  }

  /** {@code nrc3} with this gamma, from 0 to the least eigenvalue of Sigma. */
  MetricValue at(double gamma) {
    if (reason != null || product == null) {
      return MetricValue.undefined(reason == null ? "because W = 0" : reason);
    }
    double s = Math.sqrt(gamma);
    if (s > least * (1 + 8 * Vectors.EPSILON)) {
      return MetricValue.undefined(
          "because gamma exceeds the least eigenvalue of the targets' covariance");
    }
    double value = distance(product, root, s);
    return Double.isInfinite(value)
        ? MetricValue.undefined(
            "because the covariance of the targets is gamma times the identity: A = 0")
        : Values.finite(value);
  }
}
