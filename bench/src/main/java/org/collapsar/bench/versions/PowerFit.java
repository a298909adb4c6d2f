package org.collapsar.bench.versions;

/** The exponent p of y = c x^p, by least squares of the logarithms. */
final class PowerFit {
  private PowerFit() {}

  /**
   * The slope of a line through the logarithms.
   *
   * @param x positive, not all equal from {@code from} on
   * @param y positive, as many
   * @param from the first pair that counts
   */
  static double exponent(double[] x, double[] y, int from) {
    int count = x.length - from;
    double meanX = 0;
    double meanY = 0;
    for (int i = from; i < x.length; i++) {
      meanX += Math.log(x[i]) / count;
      meanY += Math.log(y[i]) / count;
    }
    double squares = 0;
    double products = 0;
    for (int i = from; i < x.length; i++) {
      double off = Math.log(x[i]) - meanX;
      squares += off * off;
      products += off * (Math.log(y[i]) - meanY);
    }
    return products / squares;
  }
}
