package org.collapsar.metrics;

/**
 * A trace that NC1 is, over all directions u_j of class means.
 *
 * @param value sum over directions of (sum of (u_j . d)^2) / (n s_j^2)
 * @param error how far rounding may have moved it; 0 where it cannot matter
 * @param most what part of it may be in doubt
 */
record Trace(double value, double error, double most) {
  /** Of a sum of squares, a quarter of what agreement with exact arithmetic is promised to. */
  private static final double MOST_ROUNDING = 2.5e-10;

  Trace(double value, double error) {
    this(value, error, MOST_ROUNDING);
  }

  /** Whether rounding may have moved it by more than is promised. */
  boolean lacksDigits() {
    return error != 0 && !(error <= most * value);
  }
}
