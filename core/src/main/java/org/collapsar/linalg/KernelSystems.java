package org.collapsar.linalg;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The systems (c_i K + shift I) v_i = b_i, K = S S^T / N [n x n], of which the answer is K v_i:
 *
 * <ul>
 *   <li>{@code SAMPLES}: Cholesky of the n x n matrix;
 *   <li>{@code PARTICLES}: Cholesky of N x N. As S^T (c K + shift I)^{-1} = (c G + shift I)^{-1}
 *       S^T with G = S^T S / N, K v = S (c G + shift I)^{-1} S^T b / N, and nothing cancels;
 *   <li>{@code CONJUGATE_GRADIENTS}: two passes over S a step, neither K nor G;
 *   <li>{@code PRECONDITIONED}: conjugate gradients on the smaller of the two sides, by products in
 *       double as before, but near the answer after a few steps: by Cholesky of that side's system
 *       in float32. That takes half the memory of a matrix in double, and a third of the time, and
 *       has no part in the answer, whose residual is measured as for the others.
 * </ul>
 */
public final class KernelSystems {
  /** The largest side that is factored unless somebody asks for it. */
  public static final int DIRECT = 4000;

  /** How it is done. */
  public enum Method {
    /** Cholesky of a matrix [n x n], one row per sample. */
    SAMPLES,
    /** Cholesky of a matrix [N x N], one row per particle. */
    PARTICLES,
    /** Conjugate gradients, which form neither. */
    CONJUGATE_GRADIENTS,
    /** The same on the smaller side, preconditioned by its matrix in float32. */
    PRECONDITIONED
  }

  /** The largest side of which a matrix in float32 is factored: 0.6 GB. */
  public static final int PRECONDITIONED = 12000;

  /** Of conjugate gradients. */
  private static final ConjugateGradients.Options OPTIONS =
      new ConjugateGradients.Options(1e-12, 5000);

  /**
   * The same of the systems of particles. A residual rho of theirs becomes (c/N) S rho / shift, c
   * ||K||/shift times as large: they have to go to the end of double precision.
   */
  private static final ConjugateGradients.Options TO_THE_END =
      new ConjugateGradients.Options(1e-15, 5000);

  /** Values of c closer than this are one matrix. */
  private static final double SAME = 4 * Math.ulp(1.0);

  private KernelSystems() {}

  /**
   * The answers, with the errors of the systems.
   *
   * @param products K v_i, a column per system [n x r]
   * @param residuals ||b - (c K + shift I) v|| over ||b|| of every system, measured with products
   *     of K by S; 0 where b = 0
   * @param method how it was done
   * @param steps of conjugate gradients, 0 where there were none
   */
  public record Solution(Matrix products, double[] residuals, Method method, int steps) {

    /** {@return the largest of the residuals; 0 without systems} */
    public double residual() {
      return Arrays.stream(residuals).max().orElse(0);
    }
  }

  /**
   * Chooses a method by size: Cholesky of the smaller side where that is at most {@link #DIRECT},
   * as a preconditioner where it is at most {@link #PRECONDITIONED}.
   *
   * @param factor of K
   * @return the method that {@link #solve} takes by default
   */
  public static Method method(KernelFactor factor) {
    int side = Math.min(factor.rows(), factor.columns());
    if (side > DIRECT) {
      return side > PRECONDITIONED ? Method.CONJUGATE_GRADIENTS : Method.PRECONDITIONED;
    }
    return factor.columns() < factor.rows() ? Method.PARTICLES : Method.SAMPLES;
  }

  /**
   * Solves the systems.
   *
   * @param factor of K
   * @param scales c_i, at least 0, one per column of b
   * @param shift positive
   * @param b [n x r]
   * @param method null for the choice of {@link #method}; where the matrix of a preconditioner is
   *     not positive definite in float32, conjugate gradients go without one
   * @param team the threads that compute
   * @return K v_i with the residuals
   * @throws ArithmeticException if a matrix is not positive definite to working precision
   * @throws IllegalArgumentException if the number of scales differs from the columns of b, or the
   *     shift is not positive
   */
  public static Solution solve(
      KernelFactor factor,
      double[] scales,
      double shift,
      Matrix b,
      @Nullable Method method,
      ThreadTeam team) {
    if (scales.length != b.columns() || !(shift > 0)) {
      throw new IllegalArgumentException(
          "systems: expected a scale for each of "
              + b.columns()
              + " columns and a positive shift, found "
              + scales.length
              + " and "
              + shift);
    }
    Method how = method == null ? method(factor) : method;
    if (how == Method.PRECONDITIONED) {
      Solution found = preconditioned(factor, scales, shift, b, team);
      if (found != null) {
        return found;
      }
      how = Method.CONJUGATE_GRADIENTS;
    }
    if (how == Method.CONJUGATE_GRADIENTS) {
      ConjugateGradients.Solution s =
          ConjugateGradients.solve(v -> factor.kernelTimes(v, team), scales, shift, b, OPTIONS);
      return new Solution(s.products(), s.residuals(), how, s.steps());
    }
    return direct(factor, scales, shift, b, how, team);
  }

  /** Null where the shift is lost in the rounding of float32. */
  private static @Nullable Solution preconditioned(
      KernelFactor factor, double[] scales, double shift, Matrix b, ThreadTeam team) {
    boolean samples = factor.rows() <= factor.columns();
    int side = Math.min(factor.rows(), factor.columns());
    try (NativeArray near = factor.nearSystem(middle(scales), shift, team)) {
      try {
        Cholesky.factor(near, side);
      } catch (ArithmeticException e) {
        return null;
      }
      ConjugateGradients.Operator inverse = v -> solveNear(near, side, scales, shift, v);
      if (samples) {
        ConjugateGradients.Solution s =
            ConjugateGradients.solve(
                v -> factor.kernelTimes(v, team), inverse, scales, shift, b, OPTIONS);
        return new Solution(s.products(), s.residuals(), Method.PRECONDITIONED, s.steps());
      }
      double share = 1.0 / factor.columns();
      ConjugateGradients.Solution s =
          ConjugateGradients.solve(
              v -> factor.transposedTimes(factor.times(v, team), team).scaled(share),
              inverse,
              scales,
              shift,
              factor.transposedTimes(b, team),
              TO_THE_END);
      return ofParticles(factor, scales, shift, b, s.x(), Method.PRECONDITIONED, s.steps(), team);
    }
  }

  /** One c for all systems: with some c the steps grow as the root of the c's quotient. */
  private static double middle(double[] scales) {
    double[] positive = Arrays.stream(scales).filter(c -> c > 0).toArray();
    double least = Arrays.stream(positive).min().orElse(0);
    return Math.sqrt(least) * Math.sqrt(Arrays.stream(positive).max().orElse(0));
  }

  /** By the factor in float32, each column as large as 1, since float32 has a narrow range. */
  private static Matrix solveNear(
      NativeArray near, int side, double[] scales, double shift, Matrix v) {
    int r = v.columns();
    Matrix solved = new Matrix(side, r);
    double[] column = new double[side];
    try (NativeArray rhs = NativeArray.allocateUnset(Precision.FLOAT32, (long) r * side)) {
      double[] sizes = new double[r];
      for (int c = 0; c < r; c++) {
        for (int i = 0; i < side; i++) {
          sizes[c] = Math.max(sizes[c], Math.abs(v.data()[i * r + c]));
        }
        for (int i = 0; i < side; i++) {
          column[i] = sizes[c] == 0 ? 0 : v.data()[i * r + c] / sizes[c];
        }
        rhs.write(c * side, column, 0, side);
      }
      Cholesky.solve(near, side, rhs, r);
      for (int c = 0; c < r; c++) {
        rhs.read(c * side, column, 0, side);
        for (int i = 0; i < side; i++) {
          // With c = 0 the matrix is shift I.
          solved.data()[i * r + c] =
              scales[c] == 0 ? v.data()[i * r + c] / shift : sizes[c] * column[i];
        }
      }
    }
    return solved;
  }

  /**
   * The answers of systems that were solved on the side of the particles: w = S^T v, and v = (b - c
   * K v) / shift.
   */
  private static Solution ofParticles(
      KernelFactor factor,
      double[] scales,
      double shift,
      Matrix b,
      Matrix w,
      Method how,
      int steps,
      ThreadTeam team) {
    int r = b.columns();
    Matrix products = factor.times(w.scaled(1.0 / factor.columns()), team);
    Matrix v = new Matrix(factor.rows(), r);
    for (int i = 0; i < v.data().length; i++) {
      v.data()[i] = (b.data()[i] - scales[i % r] * products.data()[i]) / shift;
    }
    double[] residuals = residuals(factor, scales, shift, b, v, products, false, team);
    return new Solution(products, residuals, how, steps);
  }

  private static Solution direct(
      KernelFactor factor, double[] scales, double shift, Matrix b, Method how, ThreadTeam team) {
    boolean samples = how == Method.SAMPLES;
    int side = samples ? factor.rows() : factor.columns();
    Matrix right = samples ? b : factor.transposedTimes(b, team);
    Matrix solved = new Matrix(side, b.columns());
    int[] group = groups(scales);
    int groups = Arrays.stream(group).max().orElse(-1) + 1;
    try (NativeArray gram = samples ? factor.gramOfRows(team) : factor.gramOfColumns(team)) {
      team.run(
          groups,
          (g, thread) -> factorAndSolve(gram, side, scales, shift, right, solved, group, g));
    }
    if (!samples) {
      return ofParticles(factor, scales, shift, b, solved, how, 0, team);
    }
    Matrix products = factor.kernelTimes(solved, team);
    double[] residuals = residuals(factor, scales, shift, b, solved, products, true, team);
    return new Solution(products, residuals, how, 0);
  }

  /** ||b - c K v - shift v|| / ||b||; where v came from the products, K v is formed anew. */
  private static double[] residuals(
      KernelFactor factor,
      double[] scales,
      double shift,
      Matrix b,
      Matrix v,
      Matrix products,
      boolean samples,
      ThreadTeam team) {
    Matrix kv = samples ? products : factor.kernelTimes(v, team);
    int r = b.columns();
    double[] error = new double[r];
    double[] norm = new double[r];
    for (int i = 0; i < b.data().length; i++) {
      int c = i % r;
      double e = b.data()[i] - scales[c] * kv.data()[i] - shift * v.data()[i];
      error[c] += e * e;
      norm[c] += b.data()[i] * b.data()[i];
    }
    for (int c = 0; c < r; c++) {
      error[c] = norm[c] == 0 ? 0 : Math.sqrt(error[c] / norm[c]);
    }
    return error;
  }

  /** Columns with one c share a factorisation: W^T W = I has one for all. */
  private static int[] groups(double[] scales) {
    int[] group = new int[scales.length];
    double[] values = new double[scales.length];
    int count = 0;
    for (int i = 0; i < scales.length; i++) {
      int g = 0;
      while (g < count && Math.abs(values[g] - scales[i]) > SAME * Math.abs(values[g])) {
        g++;
      }
      if (g == count) {
        values[count++] = scales[i];
      }
      group[i] = g;
    }
    return group;
  }

  private static void factorAndSolve(
      NativeArray gram,
      int side,
      double[] scales,
      double shift,
      Matrix right,
      Matrix solved,
      int[] group,
      int g) {
    int r = scales.length;
    int[] mine = new int[r];
    int count = 0;
    for (int i = 0; i < r; i++) {
      if (group[i] == g) {
        mine[count++] = i;
      }
    }
    double c = scales[mine[0]];
    try (NativeArray a = NativeArray.allocate(Precision.FLOAT64, (long) side * side);
        NativeArray rhs = NativeArray.allocate(Precision.FLOAT64, (long) count * side)) {
      double[] row = new double[side];
      for (int i = 0; i < side; i++) {
        gram.read(i * side + i, row, i, side - i);
        for (int j = i; j < side; j++) {
          row[j] *= c;
        }
        row[i] += shift;
        a.write(i * side + i, row, i, side - i);
      }
      for (int k = 0; k < count; k++) {
        for (int i = 0; i < side; i++) {
          row[i] = right.data()[i * r + mine[k]];
        }
        rhs.write(k * side, row, 0, side);
      }
      Cholesky.factor(a, side);
      Cholesky.solve(a, side, rhs, count);
      for (int k = 0; k < count; k++) {
        rhs.read(k * side, row, 0, side);
        for (int i = 0; i < side; i++) {
          solved.data()[i * r + mine[k]] = row[i];
        }
      }
    }
  }
}
