package org.collapsar.theory;

import org.collapsar.BadInputException;
import org.collapsar.linalg.KernelFactor;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.moments.ClassMoments;

/**
 * A three-layer mean-field network f(x) = gamma W^T E[a sigma(u^T x)] ([1], (1) to (3)) at one
 * point of its training, on its training samples. E is the mean over the N particles. Tables have a
 * row per sample; nothing is copied, and nothing must be changed.
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 *
 * @param features H [n x p]: h(x_i) = E[a sigma(u^T x_i)]
 * @param labels [n], each in 0 .. q-1
 * @param classifier W [p x q]
 * @param defect D [n x p]: E[Delta_a sigma(u^T x_i)], where Delta_a is the gradient of the first
 *     variation of the regularised loss in a, taken from training
 * @param second E[a a^T] [p x p]
 * @param pull E[Delta_a a^T] [p x p]
 * @param squaredDriftA E ||Delta_a||^2
 * @param squaredDriftU E ||Delta_u||^2
 * @param squaredParticles E ||theta||^2, theta = (a, u)
 * @param kernel K = S S^T / N [n x n] by its factor S [n x N], S_ij = sigma(u_j^T x_i)
 * @param model its constants
 */
public record MeanFieldPoint(
    Matrix features,
    int[] labels,
    Matrix classifier,
    Matrix defect,
    Matrix second,
    Matrix pull,
    double squaredDriftA,
    double squaredDriftU,
    double squaredParticles,
    KernelFactor kernel,
    MeanFieldModel model) {

  /**
   * Checks that sizes fit and numbers are finite.
   *
   * @param features [n x p], at least one number
   * @param labels [n], each in 0 .. q-1
   * @param classifier [p x q]
   * @param defect [n x p]
   * @param second [p x p]
   * @param pull [p x p]
   * @param squaredDriftA at least 0
   * @param squaredDriftU at least 0
   * @param squaredParticles at least 0
   * @param kernel with n rows
   * @param model the constants
   * @throws BadInputException if there are no samples, sizes do not fit, a label is out of range or
   *     a number is not finite
   */
  public MeanFieldPoint {
    int n = features.rows();
    int p = classifier.rows();
    if (n < 1 || p < 1 || classifier.columns() < 1) {
      throw new BadInputException("features and W: expected at least one number, found none");
    }
    ClassMoments.checkLabels(
        Rows.of(features.data(), features.columns()), labels, classifier.columns());
    shape("features H", features, n, p);
    shape("W", classifier, p, classifier.columns());
    shape("D", defect, n, p);
    shape("E[a a^T]", second, p, p);
    shape("E[Delta_a a^T]", pull, p, p);
    if (kernel.rows() != n) {
      throw new BadInputException(
          "kernel: expected " + n + " samples, as the features have, found " + kernel.rows());
    }
    for (double x : new double[] {squaredDriftA, squaredDriftU, squaredParticles}) {
      if (!(x >= 0 && Double.isFinite(x))) {
        throw new BadInputException(
            "mean squares of particles: expected numbers of at least 0, found " + x);
      }
    }
  }

  private static void shape(String name, Matrix m, int rows, int columns) {
    if (m.rows() != rows || m.columns() != columns) {
      throw new BadInputException(
          name
              + ": expected "
              + rows
              + " x "
              + columns
              + " numbers, found "
              + m.rows()
              + " x "
              + m.columns());
    }
    Rows.checkFinite(name, 0, rows, columns, m.data());
  }

  /** {@return n, the number of samples} */
  public int samples() {
    return features.rows();
  }

  /** {@return q, the number of classes} */
  public int classes() {
    return classifier.columns();
  }

  /** {@return N, the number of particles} */
  public int particles() {
    return kernel.columns();
  }

  /** {@return p, the number of features} */
  public int width() {
    return classifier.rows();
  }

  /**
   * {@return E ||Delta||^2, the drift part of eps_S^2 (Definition 4.1 of [1]); without noise
   * eps_S^2 itself}
   */
  public double squaredDrift() {
    return squaredDriftA + squaredDriftU;
  }
}
