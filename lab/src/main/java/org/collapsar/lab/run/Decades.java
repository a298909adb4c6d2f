package org.collapsar.lab.run;

import java.util.Arrays;

/** Chooser of the axis of a curve for which nobody chose one. */
public final class Decades {
  /** A curve over more than so many powers of ten is drawn on a logarithmic axis. */
  private static final double MOST = 2;

  private Decades() {}

  /**
   * Tells whether the values of a curve ask for a logarithmic axis.
   *
   * @param values NaN where there are none
   * @return true if all finite ones are positive, the largest more than 100 times the smallest
   */
  public static boolean spread(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    double smallest = Arrays.stream(finite).min().orElse(0);
    double largest = Arrays.stream(finite).max().orElse(0);
    return smallest > 0 && Math.log10(largest) - Math.log10(smallest) > MOST;
  }
}
