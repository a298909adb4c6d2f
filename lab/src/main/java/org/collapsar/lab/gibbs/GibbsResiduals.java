package org.collapsar.lab.gibbs;

import java.util.Arrays;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Gram;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.probe.Particles;

/**
 * What second-layer weights leave of their law for fixed W (Proposition 5.1 of Wu and Mondelli,
 * without truncation), as numbers that are independent standard normal, and independent of U,
 * exactly and for every N, once particles are stationary.
 *
 * <p>With e_j = a_j + (gamma/(lambda n)) W R sigma(X^T u_j), R measured, particles are coupled
 * through R; given U
 *
 * <pre>
 * Cov(e_j, e_k) = (beta lambda)^{-1} ( delta_jk I + (gamma^2/(lambda n N)) (s_j . s_k) W W^T ),  s_j = sigma(X^T u_j).
 * </pre>
 *
 * <p>Euler-Maruyama with step eta has another stationary law: a mode that returns at rate r has the
 * variance of continuous time over 1 - eta r/2. In the null space of W^T, and in all directions
 * that data do not see, r = lambda: there this is exact. In the others r = lambda (1 + c kappa),
 * with c = gamma^2 s^2/(lambda n), s a singular value of W and kappa an eigenvalue of S^T S/N, as
 * it is for a fixed U.
 */
final class GibbsResiduals {
  private final Particles at;
  private final double eta;
  private final Spectral.Eigen ofW;

  /**
   * @param eta step size of the flow
   */
  GibbsResiduals(Particles at, double eta) {
    this.at = at;
    this.eta = eta;
    this.ofW = Spectral.symmetricEigen(at.w().gram());
  }

  /** b [p x N]: the field (gamma/n) W R s_j of a residual R [q x n]. */
  static Matrix field(Particles at, Matrix residual) {
    Matrix wr = at.w().times(residual);
    return wr.scaled(at.gamma() / at.samples()).times(at.s());
  }

  /** e [p x N], without truncation Delta_a/lambda. */
  Matrix residuals() {
    return at.a().combine(1, 1 / at.decay(), field(at, at.residual()));
  }

  /** The directions of R^p in which results are given: eigenvectors of W W^T, rows, ascending. */
  private Matrix directions() {
    return ofW.vectors().transposed();
  }

  /** 1 over the standard deviation of a coordinate that data do not see. */
  private double scale() {
    return Math.sqrt(at.decay() / at.noise() * (1 - eta * at.decay() / 2));
  }

  /** Of the null space of W^T [(p - q) x N]. */
  Matrix projected() {
    int k = at.features() - at.classes();
    Matrix null0 =
        new Matrix(k, at.features(), Arrays.copyOf(directions().data(), k * at.features()));
    Matrix z = null0.times(at.a());
    return z.scaled(scale());
  }

  /**
   * All of it, whitened [p x N]: with c, kappa as above and V the eigenvectors of K = S^T S/N,
   *
   * <pre>
   * z = f(0) e + S V ((f(kappa) - f(0))/kappa) V^T S^T e/N,  f(kappa)^2 = beta lambda (1/(1 + c kappa) - eta lambda/2),
   * </pre>
   *
   * written so that no eigenvalue is divided by.
   */
  Matrix whitened() {
    int p = at.features();
    int n = at.samples();
    double beta = 1 / at.noise();
    double lambda = at.decay();
    Matrix e = directions().times(residuals());
    Matrix k = Gram.ofRows(at.s());
    Spectral.Eigen kernel = Spectral.symmetricEigen(k.scaled(1.0 / at.count()));
    Matrix seen = Blas.timesTransposed(e, at.s()).times(kernel.vectors());
    double f0 = scale();
    for (int i = 0; i < p; i++) {
      double c =
          i < p - at.classes()
              ? 0
              : at.gamma() * at.gamma() * Math.max(0, ofW.values()[i]) / (lambda * n);
      for (int m = 0; m < n; m++) {
        double kappa = Math.max(0, kernel.values()[m]);
        double f = Math.sqrt(beta * lambda * (1 / (1 + c * kappa) - eta * lambda / 2));
        seen.data()[i * n + m] *= -beta * lambda * c / ((1 + c * kappa) * (f + f0)) / at.count();
      }
    }
    Matrix correction = seen.times(kernel.vectors().transposed()).times(at.s());
    return correction.combine(1, f0, e);
  }

  /** The fastest rate of return times the step: at 2 and above no law is stationary. */
  double stiffness() {
    double[] values = Spectral.symmetricEigenvalues(Gram.ofRows(at.s()).scaled(1.0 / at.count()));
    double s2 = ofW.values()[at.features() - 1];
    return eta
        * (at.decay() + at.gamma() * at.gamma() * s2 * values[values.length - 1] / at.samples());
  }
}
