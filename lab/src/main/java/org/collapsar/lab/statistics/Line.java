package org.collapsar.lab.statistics;

import org.hipparchus.stat.regression.SimpleRegression;
import org.jspecify.annotations.Nullable;

/**
 * Straight line through points by least squares.
 *
 * @param points how many
 * @param slope of y over x
 * @param intercept y at x = 0
 * @param lower lower end of the 95% interval of the slope, by Student's t with points - 2 degrees
 *     of freedom
 * @param upper its upper end
 * @param rSquared the part of the variance of y that the line explains; 1 where y is constant and
 *     so lies on it
 */
public record Line(
    int points, double slope, double intercept, double lower, double upper, double rSquared) {

  /** One minus the confidence of the interval. */
  private static final double ALPHA = 0.05;

  /**
   * Fits the line through points.
   *
   * @param x [points]
   * @param y [points]
   * @return null for fewer than three points or a single place: such a line has no interval
   */
  public static @Nullable Line through(double[] x, double[] y) {
    SimpleRegression regression = new SimpleRegression();
    for (int i = 0; i < x.length; i++) {
      regression.addData(x[i], y[i]);
    }
    double slope = regression.getSlope();
    if (x.length < 3 || Double.isNaN(slope)) {
      return null;
    }
    double half = regression.getSlopeConfidenceInterval(ALPHA);
    double all = regression.getTotalSumSquares();
    return new Line(
        x.length,
        slope,
        regression.getIntercept(),
        slope - half,
        slope + half,
        all == 0 ? 1 : regression.getRSquare());
  }

  /**
   * {@return the height of the line at a place}
   *
   * @param x any
   */
  public double at(double x) {
    return intercept + slope * x;
  }
}
