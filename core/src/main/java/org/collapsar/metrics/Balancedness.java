package org.collapsar.metrics;

import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;

/**
 * {@code balancedness} of two neighbouring layers,
 *
 * <pre>
 * ||B^T B - A A^T||_op / min(||B^T B||_op, ||A A^T||_op),  A = W_l [n x m], B = W_{l+1} [k x n],
 * </pre>
 *
 * 0 for balanced layers. Source: Jacot et al., ICLR 2025.
 */
public final class Balancedness {
  private Balancedness() {}

  /**
   * @param next W_{l+1} [k x n]
   * @param layer W_l [n x m]
   * @return undefined if one of them is zero or not finite
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static MetricValue of(Matrix next, Matrix layer) {
    Matrix above = next.transposed().gram();
    Matrix below = layer.gram();
    Matrix difference = above.combine(1, -1, below);
    if (!Double.isFinite(above.squaredNorm()) || !Double.isFinite(below.squaredNorm())) {
      return MetricValue.undefined("because the weights are not finite");
    }
    double smaller = Math.min(Spectral.symmetricNorm(above), Spectral.symmetricNorm(below));
    if (smaller == 0) {
      return MetricValue.undefined("because the weights of a layer are all 0");
    }
    return Values.finite(Spectral.symmetricNorm(difference) / smaller);
  }
}
