package org.collapsar.lab.gibbs;

import java.util.Arrays;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Gram;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.collapsar.probe.Particles;
import org.jspecify.annotations.Nullable;

/**
 * Second-layer weights held against the density (27) of Wu and Mondelli itself, truncated or not,
 *
 * <pre>rho(a | u_j) ~ exp( -beta ( tau_R(a) . b_j + lambda ||a||^2/2 ) ),  b_j = (gamma/n) W R s_j,
 * </pre>
 *
 * a product over the coordinates of a ({@link TiltedLaw}), with the R that belongs to it for this
 * U: R = gamma W^T (1/N) sum_j E[tau_R(a) | u_j] s_j^T - Y, the minimum of a strictly convex
 * function.
 *
 * <p>The N particles' density given U is, exactly, the product of these times exp(-(beta N/2n)
 * ||R_A - R||_F^2), R_A the residual that the weights themselves make. The last factor favours
 * weights whose q n sums are near their means, so that sums over particles fluctuate at most as
 * those of independent ones do; by Anderson's inequality the tests of normal scores are then
 * conservative for large N, never too strict. (With R_A in the place of R the scores would share
 * its fluctuation, and tests would reject what is true.)
 *
 * <p>beta is replaced by beta (1 - eta lambda/2), which makes Euler-Maruyama's law of a coordinate
 * that data do not see exact.
 */
final class GibbsDensity {
  private static final int MOST_STEPS = 500;
  private static final int TABLE = 1024;

  private final Particles at;
  private final double beta;
  private final @Nullable TiltedLaw law;

  GibbsDensity(Particles at, double eta) {
    this.at = at;
    this.beta = (1 - eta * at.decay() / 2) / at.noise();
    this.law = at.truncation() > 0 ? new TiltedLaw(beta, at.decay(), at.truncation()) : null;
  }

  /** Phi^{-1}(F(a_jk | b_jk)) [p x N], null where R is not found. */
  @Nullable Matrix scores() {
    Matrix residual = residual();
    if (residual == null) {
      return null;
    }
    Matrix b = GibbsResiduals.field(at, residual);
    TiltedLaw law = lawOf(b);
    if (law == null) {
      double scale = Math.sqrt(beta * at.decay());
      return at.a().combine(scale, scale / at.decay(), b);
    }
    Matrix z = new Matrix(b.rows(), b.columns());
    for (int i = 0; i < z.data().length; i++) {
      z.data()[i] = law.score(at.a().data()[i], b.data()[i]);
    }
    return z;
  }

  /**
   * R [q x n], by descent along (I + (gamma^2/(lambda n)) W^T W (x) K)^{-1} of the gradient:
   * without truncation one step is exact, with it the step is halved where the gradient does not
   * shrink.
   */
  @Nullable Matrix residual() {
    int q = at.classes();
    int n = at.samples();
    Spectral.Eigen ofW = Spectral.symmetricEigen(at.w().transposed().gram());
    Spectral.Eigen kernel = Spectral.symmetricEigen(Gram.ofRows(at.s()).scaled(1.0 / at.count()));
    Matrix r = new Matrix(q, n, at.residual().data().clone());
    Matrix gradient = gradient(r);
    double norm = Math.sqrt(gradient.squaredNorm());
    double alpha = 1;
    for (int step = 0; step < MOST_STEPS && norm > 1e-9 * Math.sqrt(n); step++) {
      Matrix g = ofW.vectors().transposed().times(gradient).times(kernel.vectors());
      for (int c = 0; c < q; c++) {
        for (int m = 0; m < n; m++) {
          g.data()[c * n + m] /=
              1
                  + at.gamma()
                      * at.gamma()
                      * Math.max(0, ofW.values()[c])
                      * Math.max(0, kernel.values()[m])
                      / (at.decay() * n);
        }
      }
      Matrix direction = ofW.vectors().times(g).times(kernel.vectors().transposed());
      Matrix next = r.combine(1, -alpha, direction);
      Matrix there = gradient(next);
      double size = Math.sqrt(there.squaredNorm());
      if (size < norm) {
        r = next;
        gradient = there;
        norm = size;
        alpha = Math.min(1, 1.5 * alpha);
      } else {
        alpha /= 2;
        if (alpha < 1e-6) {
          break;
        }
      }
    }
    return norm <= 1e-6 * Math.sqrt(n) ? r : null;
  }

  /** Null where it is Gaussian: without truncation, or where nothing comes near R. */
  private @Nullable TiltedLaw lawOf(Matrix b) {
    double largest = 0;
    for (double x : b.data()) {
      largest = Math.max(largest, Math.abs(x));
    }
    return law == null || law.isGaussianUpTo(largest) ? null : law;
  }

  /** R + Y - gamma W^T (1/N) sum_j E[tau_R(a) | u_j] s_j^T [q x n]. */
  private Matrix gradient(Matrix r) {
    Matrix means = means(GibbsResiduals.field(at, r));
    Matrix sums = Blas.timesTransposed(at.w().transposed().times(means), at.s());
    Matrix gradient = r.combine(1, -at.gamma() / at.count(), sums);
    for (int i = 0; i < at.samples(); i++) {
      gradient.data()[at.labels()[i] * at.samples() + i] += 1;
    }
    return gradient;
  }

  /** E[tau_R(a)] in every field: from a table by cubic Hermite interpolation, d/db = -beta Var. */
  private Matrix means(Matrix b) {
    Matrix means = new Matrix(b.rows(), b.columns());
    TiltedLaw law = lawOf(b);
    if (law == null) {
      return b.scaled(-1 / at.decay());
    }
    double low = Arrays.stream(b.data()).min().orElse(0);
    double high = Arrays.stream(b.data()).max().orElse(0);
    double h = Math.max((high - low) / TABLE, 1e-12);
    double[] value = new double[TABLE + 2];
    double[] slope = new double[TABLE + 2];
    for (int i = 0; i < value.length; i++) {
      double[] moments = law.moments(low + i * h);
      value[i] = moments[0];
      slope[i] = -beta * moments[1] * h;
    }
    for (int i = 0; i < b.data().length; i++) {
      double x = (b.data()[i] - low) / h;
      int k = Math.min(TABLE, (int) x);
      double t = x - k;
      double s = 1 - t;
      means.data()[i] =
          s * s * ((1 + 2 * t) * value[k] + t * slope[k])
              + t * t * ((3 - 2 * t) * value[k + 1] - s * slope[k + 1]);
    }
    return means;
  }
}
