package org.collapsar.metrics;

import java.util.Objects;
import org.collapsar.linalg.DoubleArray;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SamplePass} sums over samples, of a chunk or of all, and the traces that NC1 is of
 * them, each with a bound on what rounding does to it: whoever asks decides whether that is little
 * enough.
 */
final class SampleSums {
  /**
   * A trace that NC1 is, over all directions.
   *
   * @param value sum over directions of (sum of (u_j . d)^2) / (n s_j^2)
   * @param error how far rounding may have moved it; 0 where it cannot matter
   */
  record Trace(double value, double error) {}

  /** Of the pass, not of the chunk. */
  final long samples;

  /** By S and the inverse of a Gram matrix. */
  @Nullable Trace trace;

  /** The same by {@link SamplePass.Wanted#inverse}. */
  @Nullable Trace weightedTrace;

  /** Per direction u_j: sum of (u_j . d)^2. */
  double[] squares;

  /** The same in the rotated directions, if wanted. */
  double[] rotatedSquares;

  /** How far rounding may have moved each of the squares; 0 where it cannot matter. */
  double[] errors;

  /** The same of the rotated squares. */
  double[] rotatedErrors;

  /** Of a chunk the sum of d d^T, upper triangle [D x D], if that is summed. */
  @Nullable DoubleArray scatter;

  /** Per class: sum of ||d||^2, but for {@link SamplePass.Wanted#plain}. */
  final double[] scatters;

  /** Sum of ||h||^2 or a little more, for {@link SamplePass.Wanted#plain} alone. */
  double lengths;

  /** Per class: samples. */
  final long[] counts;

  /** Cosines with the rows of W, if wanted. */
  final @Nullable SampleCosines cosines;

  long mismatches;

  /**
   * Zeros.
   *
   * @param samples of the whole pass
   * @param r directions
   * @param rotated directions that these are rotated to
   */
  SampleSums(long samples, int r, int rotated, int k, @Nullable SampleCosines cosines) {
    this.samples = samples;
    this.cosines = cosines;
    squares = new double[r];
    rotatedSquares = new double[rotated];
    errors = new double[r];
    rotatedErrors = new double[rotated];
    scatters = new double[k];
    counts = new long[k];
  }

  /**
   * In the directions, by their singular values.
   *
   * @param values s_j
   */
  Trace trace(double[] values) {
    return trace != null ? trace : new Trace(over(squares, values), over(errors, values));
  }

  /** In the rotated ones, by those of these. */
  Trace rotatedTrace(double[] values) {
    return new Trace(over(rotatedSquares, values), over(rotatedErrors, values));
  }

  /** In place of the rotated one, where {@link SamplePass.Wanted#inverse} was given. */
  Trace weightedTrace() {
    return Objects.requireNonNull(weightedTrace);
  }

  private double over(double[] sums, double[] values) {
    double sum = 0;
    for (int j = 0; j < sums.length; j++) {
      sum += sums[j] / samples / values[j] / values[j];
    }
    return sum;
  }

  /** Adds the sums of a chunk; its errors and traces, which are of the whole, it has not. */
  void add(SampleSums other) {
    add(squares, other.squares);
    add(rotatedSquares, other.rotatedSquares);
    add(scatters, other.scatters);
    if (cosines != null && other.cosines != null) {
      cosines.combine(other.cosines);
    }
    for (int c = 0; c < counts.length; c++) {
      counts[c] += other.counts[c];
    }
    mismatches += other.mismatches;
    lengths += other.lengths;
  }

  private static void add(double[] sum, double[] other) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
  }

  /** Finds the errors of plain sums, whose projections are of h, D numbers each. */
  void findPlainErrors(int d) {
    errors = plainErrors(squares, d);
    rotatedErrors = plainErrors(rotatedSquares, d);
  }

  /**
   * Of sums of squares (u.h - u.mu)^2 whose products see h. An error e_i moves one by 2 e_i p_i +
   * e_i^2, all by at most 2 sqrt(sum e_i^2 sum p_i^2) + sum e_i^2.
   */
  private double[] plainErrors(double[] sums, int d) {
    // Of h and of mu_y, whose squares sum to no more than those of h.
    double part = 2 * Vectors.rounding(d);
    double error = part * part * lengths;
    double[] moved = new double[sums.length];
    for (int j = 0; j < moved.length; j++) {
      moved[j] = 2 * Math.sqrt(error * sums[j]) + error;
    }
    return moved;
  }
}
