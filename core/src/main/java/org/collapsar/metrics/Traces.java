package org.collapsar.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.moments.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * The traces that NC1 is of what {@link Projections} has summed, each with a bound on what rounding
 * does to it: whoever asks decides whether that is little enough.
 *
 * <p>Where the D x D scatter S of the deviations was summed in place of projections, directions of
 * small variance lose digits to those of large.
 */
final class Traces {
  private final long samples;

  /** By S and the inverse of a Gram matrix, or in float32. */
  private @Nullable Trace whole;

  /** The same by those of {@link WeightedBetween#inverse}, where these are there. */
  private final Map<Part, Trace> wholeRotated = new EnumMap<>(Part.class);

  /** Per direction u_j: sum of (u_j . d)^2. */
  private double[] squares;

  /** How far rounding may have moved each of the squares; 0 where it cannot matter. */
  private double[] errors;

  /** Both in the directions of the {@link Part#ROTATED} that are wanted. */
  private final Map<Part, Rotated> rotated = new EnumMap<>(Part.class);

  private record Rotated(double[] squares, double[] errors) {}

  private Traces(long samples, Projections projections) {
    this.samples = samples;
    squares = projections.squares;
    errors = new double[squares.length];
  }

  /**
   * Of the sums of a pass.
   *
   * @param samples of the pass
   * @param between for the {@link Part#ROTATED} that the plan has
   */
  static Traces of(
      SamplePlan plan, SampleSums sums, long samples, Map<Part, WeightedBetween> between) {
    Projections projections = sums.of(Projections.KIND);
    Traces traces = new Traces(samples, projections);
    if (plan.whole()) {
      traces.ofScatter(plan, sums, between);
      return traces;
    }
    traces.errors = errors(plan, sums, traces.squares);
    if (plan.singles()) {
      double[] values = plan.geometry().singularValues();
      traces.whole = projections.singles.trace(traces.over(traces.squares, values), samples);
    }
    for (Part part : between.keySet()) {
      double[] squares = projections.squares(part);
      traces.rotated.put(part, new Rotated(squares, errors(plan, sums, squares)));
    }
    return traces;
  }

  /**
   * In the directions, by their singular values.
   *
   * @param values s_j
   */
  Trace trace(double[] values) {
    return whole != null ? whole : new Trace(over(squares, values), over(errors, values));
  }

  /**
   * In the directions of one of {@link Part#ROTATED} that is wanted.
   *
   * @param between whose directions these are
   */
  Trace trace(Part part, WeightedBetween between) {
    Trace known = wholeRotated.get(part);
    if (known != null) {
      return known;
    }
    Rotated its = Objects.requireNonNull(rotated.get(part));
    double[] values = between.values();
    return new Trace(over(its.squares, values), over(its.errors, values));
  }

  private double over(double[] sums, double[] values) {
    double sum = 0;
    for (int j = 0; j < sums.length; j++) {
      sum += sums[j] / samples / values[j] / values[j];
    }
    return sum;
  }

  private static double[] errors(SamplePlan plan, SampleSums sums, double[] squares) {
    return plan.plain()
        ? plainErrors(squares, plan.dimension(), sums.of(ClassScatters.KIND).lengths)
        : new double[squares.length];
  }

  /**
   * Errors of sums of squares (u.h - u.mu)^2 whose products see h, D numbers each. An error e_i
   * moves one by 2 e_i p_i + e_i^2, all by at most 2 sqrt(sum e_i^2 sum p_i^2) + sum e_i^2.
   *
   * @param lengths sum of ||h||^2
   */
  private static double[] plainErrors(double[] sums, int d, double lengths) {
    // Of h and of mu_y, whose squares sum to no more than those of h.
    double part = 2 * Vectors.rounding(d);
    double error = part * part * lengths;
    double[] moved = new double[sums.length];
    for (int j = 0; j < moved.length; j++) {
      moved[j] = 2 * Math.sqrt(error * sums[j]) + error;
    }
    return moved;
  }

  private void ofScatter(SamplePlan plan, SampleSums sums, Map<Part, WeightedBetween> between) {
    int d = plan.dimension();
    Matrix scatter = sums.of(Projections.KIND).scatter(d);
    double length = 0;
    for (double x : sums.of(ClassScatters.KIND).scatters) {
      length += x;
    }
    // u^T S u is a sum of squares (sum_k u_k d_ik)^2, of which rounding sees the products: what one
    // rounding moves is below 2^-53 sum_i (sum_k |u_k d_ik|)^2 <= 2^-53 tr S.
    int chunk = RowChunks.rowsFor(samples, 0);
    double added = Math.max(chunk + (double) samples / chunk, sums.depth() - 1);
    double error = Vectors.rounding(added + 2.0 * d) * length;
    Matrix inverseOfMeans = plan.geometry().inverse();
    if (inverseOfMeans != null) {
      whole = trace(scatter, inverseOfMeans, error, samples);
    }
    Map<Part, Matrix> rotations = new EnumMap<>(Part.class);
    between.forEach(
        (part, its) -> {
          Matrix inverse = its.inverse();
          if (inverse != null) {
            wholeRotated.put(part, trace(scatter, inverse, error, samples));
          } else {
            rotations.put(part, its.rotation());
          }
        });
    if (inverseOfMeans != null && rotations.isEmpty()) {
      return;
    }
    Matrix symmetric = new Matrix(d, d, scatter.data().clone());
    symmetric.copyUpperTriangle();
    Matrix directions = plan.geometry().directions();
    squares = quadratic(directions, symmetric);
    errors = filled(squares.length, error);
    rotations.forEach(
        (part, rotation) -> {
          double[] its = quadratic(rotation.times(directions), symmetric);
          rotated.put(part, new Rotated(its, filled(its.length, error)));
        });
  }

  private static double[] filled(int length, double value) {
    double[] all = new double[length];
    Arrays.fill(all, value);
    return all;
  }

  /**
   * sum_j u_j^T S u_j / (n s_j^2) = tr(S G^-1)/n for s_j and u_j of G.
   *
   * @param scatter S, upper triangle
   * @param error of each u_j^T S u_j
   */
  private static Trace trace(Matrix scatter, Matrix inverse, double error, long samples) {
    int d = scatter.rows();
    double sum = 0;
    double inverses = 0;
    for (int i = 0; i < d; i++) {
      int at = i * d + i;
      double twice = Vectors.dot(scatter.data(), at + 1, inverse.data(), at + 1, d - 1 - i);
      sum += scatter.data()[at] * inverse.data()[at] + 2 * twice;
      inverses += inverse.data()[at];
    }
    return new Trace(Math.max(0, sum) / samples, error / samples * inverses);
  }

  /** u_j^T S u_j of each row. */
  private static double[] quadratic(Matrix u, Matrix symmetric) {
    Matrix product = Blas.timesTransposed(u, symmetric);
    double[] squares = new double[u.rows()];
    for (int j = 0; j < squares.length; j++) {
      squares[j] = Math.max(0, Vectors.dot(product, j, u, j));
    }
    return squares;
  }
}
