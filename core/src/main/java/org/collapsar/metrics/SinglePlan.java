package org.collapsar.metrics;

/**
 * When projections in float32 are worth it: {@link SingleErrors} will most likely leave little
 * enough in doubt, and what is picked for that is a small part.
 */
final class SinglePlan {
  /** Samples picked, where there are many more. */
  private static final int PICKED = 4096;

  private static final int FEWEST = 4;
  private static final int MOST = 64;

  /**
   * Standard deviation of what rounding in float32 does to the share g_i of a sample over g_i,
   * times the root of the number of directions that count; measured with Gaussian deviations, D =
   * 2048.
   */
  private static final double NOISE = 5.5e-7;

  /** The same of what the rounding of directions does. */
  private static final double LOST = 7e-8;

  /** Directions from which on projections are what takes time. */
  private static final int FEW = 64;

  /** Coordinates of this size have products far inside the range of float32. */
  private static final double SMALLEST = 1e-12;

  private static final double LARGEST = 1e12;

  private SinglePlan() {}

  /** One of how many samples is picked. */
  static int every(long samples) {
    return (int) Math.max(FEWEST, Math.min(samples / PICKED, MOST));
  }

  /** 1/s_j^2 of each direction. */
  static double[] weights(MeanGeometry geometry) {
    double[] weights = new double[geometry.rank()];
    for (int j = 0; j < weights.length; j++) {
      double value = geometry.singularValues()[j];
      weights[j] = 1 / value / value;
    }
    return weights;
  }

  /**
   * Whether it is.
   *
   * @param within sum of ||d||^2
   */
  static boolean fits(MeanGeometry geometry, double within) {
    long samples = geometry.samples();
    int d = geometry.means().columns();
    double size = Math.sqrt(within / samples / d);
    if (samples < (long) FEWEST * PICKED || !(size > SMALLEST && size < LARGEST)) {
      return false;
    }
    double sum = 0;
    double squares = 0;
    for (double weight : weights(geometry)) {
      sum += weight;
      squares += weight * weight;
    }
    // As many equal weights as these are worth.
    double directions = sum * sum / squares;
    double picked = (double) samples / every(samples);
    double error =
        SingleErrors.ERRORS
            * Math.sqrt((NOISE * NOISE / samples + LOST * LOST / picked) / directions);
    return directions >= FEW && error <= SingleErrors.MOST;
  }
}
