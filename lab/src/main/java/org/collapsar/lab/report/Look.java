package org.collapsar.lab.report;

/**
 * How a curve is told from the others.
 *
 * @param index its place among curves without an order, which picks the colour
 * @param tone its place in an order, from 0 to 1, which picks a colour of a sequence; NaN for
 *     curves without an order
 * @param dashed whether its line is
 */
record Look(int index, double tone, boolean dashed) {

  /** One of curves without an order. */
  static Look of(int index) {
    return new Look(index, Double.NaN, false);
  }

  boolean ordered() {
    return !Double.isNaN(tone);
  }
}
