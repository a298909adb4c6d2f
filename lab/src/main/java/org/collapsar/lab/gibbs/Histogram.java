package org.collapsar.lab.gibbs;

/**
 * Bins of gibbs.csv: {@value #BINS} of them, a quarter wide, from {@value #LOW} to 8, the first and
 * the last with all that is beyond.
 */
public final class Histogram {
  /** Lower end of the second bin. */
  public static final double LOW = -8;

  /** Width of a bin. */
  public static final double WIDTH = 0.25;

  /** Number of bins. */
  public static final int BINS = 66;

  private Histogram() {}

  /** The bin of a number. */
  static int bin(double x) {
    return (int) Math.max(0, Math.min(BINS - 1, Math.floor((x - LOW) / WIDTH) + 1));
  }

  /**
   * {@return the lower end of a bin; minus infinity of the first}
   *
   * @param bin from 0
   */
  public static double from(int bin) {
    return bin == 0 ? Double.NEGATIVE_INFINITY : LOW + (bin - 1) * WIDTH;
  }

  /**
   * {@return the upper end of a bin; infinity of the last}
   *
   * @param bin from 0
   */
  public static double to(int bin) {
    return bin == BINS - 1 ? Double.POSITIVE_INFINITY : LOW + bin * WIDTH;
  }
}
