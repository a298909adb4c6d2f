package org.collapsar.metrics;

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
    return Values.finite(
        Spectral.singularValues(difference)[0] / Spectral.singularValues(before)[0]);
  }
}
