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
 *   <li>{@code CONJUGATE_GRADIENTS}: two passes over S a step, neither K nor G.
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
    CONJUGATE_GRADIENTS
  }

  /** Of conjugate gradients. */
  private static final ConjugateGradients.Options OPTIONS =
      new ConjugateGradients.Options(1e-12, 5000);

  /** Values of c closer than this are one matrix. */
  private static final double SAME = 4 * Math.ulp(1.0);

  private KernelSystems() {}

  /**
   * @param products K v_i, a column a system [n x r]
   * @param residuals ||b - (c K + shift I) v|| over ||b|| of every system, measured with products
   *     of K by S; 0 where b = 0
   * @param method how it was done
   * @param steps of conjugate gradients, 0 for the others
   */
  public record Solution(Matrix products, double[] residuals, Method method, int steps) {

    /** The largest residual. */
    public double residual() {
      return Arrays.stream(residuals).max().orElse(0);
    }
  }

  /** Cholesky of the smaller side where that is at most {@link #DIRECT}. */
  public static Method method(KernelFactor factor) {
    if (Math.min(factor.rows(), factor.columns()) > DIRECT) {
      return Method.CONJUGATE_GRADIENTS;
    }
    return factor.columns() < factor.rows() ? Method.PARTICLES : Method.SAMPLES;
  }

  /**
   * Solves them.
   *
   * @param scales c_i, at least 0, one per column of b
   * @param shift positive
   * @param b [n x r]
   * @param method null for {@link #method}
   * @throws ArithmeticException if a matrix is not positive definite to working precision
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
    if (how == Method.CONJUGATE_GRADIENTS) {
      ConjugateGradients.Solution s =
          ConjugateGradients.solve(v -> factor.kernelTimes(v, team), scales, shift, b, OPTIONS);
      return new Solution(s.products(), s.residuals(), how, s.steps());
    }
    return direct(factor, scales, shift, b, how, team);
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
    int n = factor.rows();
    int r = b.columns();
    // With samples v itself is known; with particles w = S^T v, and v = (b - c K v) / shift.
    Matrix products =
        samples
            ? factor.kernelTimes(solved, team)
            : factor.times(solved.scaled(1.0 / factor.columns()), team);
    Matrix v = samples ? solved : new Matrix(n, r);
    if (!samples) {
      for (int i = 0; i < v.data().length; i++) {
        v.data()[i] = (b.data()[i] - scales[i % r] * products.data()[i]) / shift;
      }
    }
    return new Solution(
        products, residuals(factor, scales, shift, b, v, products, samples, team), how, 0);
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
