package org.collapsar.linalg;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Conjugate gradients [1] for several systems (c_i K + shift I) x_i = b_i that share products with
 * K: each step multiplies K by one direction of every system that is not finished. The recurrence
 * for the residual drifts from the residual itself, so that a system is finished only when b - A x,
 * computed anew, is small enough; if it is not, the method starts again from x.
 *
 * <p>A matrix that is nearly the inverse of the systems', the preconditioner, makes steps few; it
 * has no part in what is certified.
 *
 * <p>[1] M. Hestenes and E. Stiefel, <i>Methods of Conjugate Gradients for Solving Linear
 * Systems</i>, Journal of Research of the NBS 49(6), 1952.
 */
public final class ConjugateGradients {
  private ConjugateGradients() {}

  /** A symmetric positive semidefinite matrix K [n x n], known by its products. */
  /** K V for the columns of V [n x r]. */
  @FunctionalInterface
  public interface Operator {
    /**
     * {@return K V [n x r], a new matrix}
     *
     * @param v V [n x r], not to be changed
     */
    Matrix times(Matrix v);
  }

  /**
   * When to stop.
   *
   * @param tolerance of ||b - A x|| over ||b||, above 0
   * @param steps the most products with K, those of checks included, at least 1
   */
  public record Options(double tolerance, int steps) {
    /**
     * Checks the numbers.
     *
     * @param tolerance above 0, below 1
     * @param steps at least 1
     * @throws IllegalArgumentException if one is out of its range
     */
    public Options {
      if (!(tolerance > 0 && tolerance < 1)) {
        throw new IllegalArgumentException(
            "tolerance: expected a number between 0 and 1, found " + tolerance);
      }
      if (steps < 1) {
        throw new IllegalArgumentException("steps: expected at least 1, found " + steps);
      }
    }
  }

  /**
   * What was found.
   *
   * @param x a column per system [n x r]
   * @param products K x [n x r], of the last check
   * @param residuals ||b - A x|| over ||b|| of every system, computed from the product; 0 where b =
   *     0
   * @param steps how many products with K there were
   */
  public record Solution(Matrix x, Matrix products, double[] residuals, int steps) {}

  /**
   * Solves the systems, as far as the options allow: the residuals tell how far that is.
   *
   * @param k the matrix K
   * @param scales c_i, one per column of b
   * @param shift what is added to the diagonal, positive
   * @param b [n x r]
   * @param options when to stop
   * @return x, K x and the residuals
   * @throws ArithmeticException if a product is not finite
   */
  public static Solution solve(
      Operator k, double[] scales, double shift, Matrix b, Options options) {
    return new Run(k, null, scales, shift, b, options).solve();
  }

  /**
   * Solves the systems with a preconditioner, in coordinates in which A is nearly I.
   *
   * @param k the matrix K
   * @param inverse M_i^-1 of each column, M_i near c_i K + shift I, symmetric and positive definite
   * @param scales c_i, one per column of b
   * @param shift what is added to the diagonal, positive
   * @param b [n x r]
   * @param options when to stop
   * @return x, K x and the residuals, those of A itself
   * @throws ArithmeticException if a product is not finite
   */
  public static Solution solve(
      Operator k, Operator inverse, double[] scales, double shift, Matrix b, Options options) {
    return new Run(k, inverse, scales, shift, b, options).solve();
  }

  private static final class Run {
    private final Operator k;
    private final @Nullable Operator inverse;
    private final double[] scales;
    private final double shift;
    private final Matrix b;
    private final Options options;
    private final int n;
    private final int r;
    private final double[] norms;
    private final Matrix x;
    private Matrix kx;
    private int steps;

    Run(
        Operator k,
        @Nullable Operator inverse,
        double[] scales,
        double shift,
        Matrix b,
        Options options) {
      this.k = k;
      this.inverse = inverse;
      this.scales = scales;
      this.shift = shift;
      this.b = b;
      this.options = options;
      this.n = b.rows();
      this.r = b.columns();
      this.norms = columnNorms(b);
      this.x = new Matrix(n, r);
      this.kx = new Matrix(n, r);
    }

    Solution solve() {
      double[] residuals = new double[r];
      double[] before = new double[r];
      Arrays.fill(before, Double.POSITIVE_INFINITY);
      boolean[] active = new boolean[r];
      while (true) {
        Matrix residual = residual();
        double[] now = columnNorms(residual);
        boolean any = false;
        for (int i = 0; i < r; i++) {
          residuals[i] = norms[i] == 0 ? 0 : now[i] / norms[i];
          // A restart that does not gain a digit has met the end of double precision.
          active[i] = residuals[i] > options.tolerance() && residuals[i] < 0.1 * before[i];
          before[i] = residuals[i];
          any |= active[i];
        }
        if (!any || steps >= options.steps()) {
          return new Solution(x, kx, residuals, steps);
        }
        descend(residual, active);
        kx = product(x);
      }
    }

    private Matrix product(Matrix v) {
      steps++;
      return k.times(v);
    }

    private Matrix residual() {
      Matrix residual = new Matrix(n, r);
      for (int i = 0; i < residual.data().length; i++) {
        int c = i % r;
        residual.data()[i] = b.data()[i] - scales[c] * kx.data()[i] - shift * x.data()[i];
      }
      return residual;
    }

    /** Until the residuals of the recurrence are small enough. */
    private void descend(Matrix residual, boolean[] start) {
      boolean[] active = start.clone();
      Matrix z = preconditioned(residual);
      Matrix p = new Matrix(n, r, z.data().clone());
      double[] rho = inner(residual, z);
      for (int i = 0; i < r; i++) {
        if (!active[i]) {
          clear(p, i);
        }
      }
      // One product is kept for the check.
      while (steps + 1 < options.steps() && any(active)) {
        Matrix ap = product(p);
        for (int i = 0; i < ap.data().length; i++) {
          ap.data()[i] = scales[i % r] * ap.data()[i] + shift * p.data()[i];
        }
        double[] curvature = inner(p, ap);
        double[] alpha = new double[r];
        for (int i = 0; i < r; i++) {
          if (!Double.isFinite(curvature[i])) {
            throw new ArithmeticException("conjugate gradients: a product is not finite");
          }
          alpha[i] = active[i] && curvature[i] > 0 ? rho[i] / curvature[i] : 0;
        }
        for (int i = 0; i < p.data().length; i++) {
          x.data()[i] += alpha[i % r] * p.data()[i];
          residual.data()[i] -= alpha[i % r] * ap.data()[i];
        }
        double[] square = squares(residual);
        boolean[] near = new boolean[r];
        for (int i = 0; i < r; i++) {
          // Half the tolerance: what is certified is the residual computed anew.
          near[i] = alpha[i] == 0 || Math.sqrt(square[i]) <= options.tolerance() / 2 * norms[i];
        }
        if (all(near, active)) {
          return;
        }
        z = preconditioned(residual);
        double[] next = inverse == null ? square : inner(residual, z);
        double[] beta = new double[r];
        for (int i = 0; i < r; i++) {
          boolean done = near[i];
          active[i] &= !done;
          beta[i] = active[i] ? next[i] / rho[i] : 0;
          rho[i] = next[i];
        }
        for (int i = 0; i < p.data().length; i++) {
          int c = i % r;
          p.data()[i] = active[c] ? z.data()[i] + beta[c] * p.data()[i] : 0;
        }
      }
    }

    private Matrix preconditioned(Matrix residual) {
      return inverse == null ? residual : inverse.times(residual);
    }

    /** Whether every active system is near. */
    private static boolean all(boolean[] near, boolean[] active) {
      for (int i = 0; i < near.length; i++) {
        if (active[i] && !near[i]) {
          return false;
        }
      }
      return true;
    }

    private void clear(Matrix p, int column) {
      for (int i = column; i < p.data().length; i += r) {
        p.data()[i] = 0;
      }
    }

    private static boolean any(boolean[] flags) {
      for (boolean flag : flags) {
        if (flag) {
          return true;
        }
      }
      return false;
    }

    private double[] inner(Matrix u, Matrix v) {
      double[] sums = new double[r];
      for (int i = 0; i < u.data().length; i++) {
        sums[i % r] += u.data()[i] * v.data()[i];
      }
      return sums;
    }

    private double[] squares(Matrix u) {
      return inner(u, u);
    }

    private double[] columnNorms(Matrix u) {
      double[] norms = squares(u);
      Arrays.setAll(norms, i -> Math.sqrt(norms[i]));
      return norms;
    }
  }
}
