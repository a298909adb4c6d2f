package org.collapsar.metrics;

import org.collapsar.linalg.Gram;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;

/**
 * {@code negativity}: how much an activation changes what it is given, ||Z - sigma(Z)||_op /
 * ||Z||_op, 0 for a layer that acts linearly. Source: Jacot et al., ICLR 2025.
 */
public final class Negativity {
  private Negativity() {}

  /**
   * @param before Z, the layer before its activation [n x m]
   * @param after sigma(Z) [n x m]
   * @return undefined if Z = 0 or is not finite
   * @throws IllegalArgumentException if the sizes differ
   */
  public static MetricValue of(Matrix before, Matrix after) {
    Matrix difference = before.combine(1, -1, after);
    if (!Double.isFinite(before.squaredNorm()) || !Double.isFinite(difference.squaredNorm())) {
      return MetricValue.undefined("because the activations are not finite");
    }
    if (before.squaredNorm() == 0) {
      return MetricValue.undefined("because the layer is all 0 before its activation");
    }
    boolean wide = before.columns() > before.rows();
    return ofGrams(
        wide ? Gram.ofRows(before) : Gram.ofColumns(before),
        wide ? Gram.ofRows(difference) : Gram.ofColumns(difference));
  }

  /**
   * The same from sums over the samples: the square root of the largest eigenvalues' quotient.
   *
   * @param before Z^T Z [m x m]
   * @param difference (Z - sigma(Z))^T (Z - sigma(Z)) [m x m]
   * @return undefined if Z^T Z = 0 or one of them is not finite
   */
  public static MetricValue ofGrams(Matrix before, Matrix difference) {
    if (!Double.isFinite(Vectors.norm(before)) || !Double.isFinite(Vectors.norm(difference))) {
      return MetricValue.undefined("because the activations are not finite");
    }
    double square = Spectral.symmetricNorm(before);
    if (square == 0) {
      return MetricValue.undefined("because the squares of the layer before its activation are 0");
    }
    return Values.finite(Math.sqrt(Spectral.symmetricNorm(difference) / square));
  }
}
