package org.collapsar.lab.gibbs;

import java.util.Arrays;
import org.collapsar.net.Truncation;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The law of one coordinate of a second-layer weight in a field b, with density proportional to
 *
 * <pre>exp( -beta (tau_R(t) b + lambda t^2/2) ),</pre>
 *
 * the factors of (27) of Wu and Mondelli, whose density is a product over the coordinates of a. By
 * Gauss-Legendre quadrature on pieces between the joints of tau_R.
 */
final class TiltedLaw {
  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);
  private static final int NODES = 10;

  /** Standard deviations of exp(-beta lambda t^2/2) beyond which nothing is left. */
  private static final double REACH = 10;

  /** A number further out counts as one of this tail, 7.9 standard deviations away. */
  private static final double SMALLEST_TAIL = 1e-15;

  private final double beta;
  private final double lambda;
  private final double truncation;
  private final double deviation;
  private final double[] points = new double[NODES];
  private final double[] weights = new double[NODES];

  /**
   * @param truncation R, positive
   */
  TiltedLaw(double beta, double lambda, double truncation) {
    this.beta = beta;
    this.lambda = lambda;
    this.truncation = truncation;
    this.deviation = 1 / Math.sqrt(beta * lambda);
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(NODES);
    for (int i = 0; i < NODES; i++) {
      points[i] = rule.getPoint(i);
      weights[i] = rule.getWeight(i);
    }
  }

  /** Whether the joints of tau_R are out of reach in all fields of this size. */
  boolean isGaussianUpTo(double field) {
    return truncation >= field / lambda + REACH * deviation;
  }

  private double logDensity(double t, double b) {
    return -beta * (Truncation.value(t, truncation) * b + lambda * t * t / 2);
  }

  /** Where a piece of the line may begin or end, ascending: its ends and the joints. */
  private double[] cuts(double b) {
    double centre = Math.max(-2 * truncation, Math.min(2 * truncation, -b / lambda));
    double low = Math.min(0, centre) - REACH * deviation;
    double high = Math.max(0, centre) + REACH * deviation;
    double[] all = {
      low,
      -2 * truncation,
      -1.5 * truncation,
      -truncation,
      truncation,
      1.5 * truncation,
      2 * truncation,
      high
    };
    return Arrays.stream(all).filter(x -> x >= low && x <= high).sorted().toArray();
  }

  /** The largest logarithm, or about so; what is left over it is of order 1. */
  private double reference(double b, double[] cuts) {
    double largest = logDensity(Math.max(-truncation, Math.min(truncation, -b / lambda)), b);
    for (double cut : cuts) {
      largest = Math.max(largest, logDensity(cut, b));
    }
    return Math.max(largest, logDensity(0, b));
  }

  /** Integrals of the density over e^reference, times 1, tau and tau^2, from one cut to another. */
  private void add(double from, double to, double b, double reference, double[] sums) {
    int pieces = (int) Math.ceil((to - from) / deviation);
    double half = (to - from) / (2 * pieces);
    for (int k = 0; k < pieces; k++) {
      double middle = from + (2 * k + 1) * half;
      for (int i = 0; i < NODES; i++) {
        double t = middle + half * points[i];
        double density = half * weights[i] * StrictMath.exp(logDensity(t, b) - reference);
        double tau = Truncation.value(t, truncation);
        sums[0] += density;
        sums[1] += density * tau;
        sums[2] += density * tau * tau;
      }
    }
  }

  /** E[tau_R(t)] and its variance. */
  double[] moments(double b) {
    double[] cuts = cuts(b);
    double reference = reference(b, cuts);
    double[] sums = new double[3];
    for (int i = 0; i + 1 < cuts.length; i++) {
      add(cuts[i], cuts[i + 1], b, reference, sums);
    }
    double mean = sums[1] / sums[0];
    return new double[] {mean, sums[2] / sums[0] - mean * mean};
  }

  /** The normal score Phi^{-1}(F(t)) of a number, F its distribution function; at most 7.9. */
  double score(double t, double b) {
    double[] cuts = cuts(b);
    double reference = reference(b, cuts);
    double[] below = new double[3];
    double[] above = new double[3];
    for (int i = 0; i + 1 < cuts.length; i++) {
      double middle = Math.max(cuts[i], Math.min(cuts[i + 1], t));
      if (middle > cuts[i]) {
        add(cuts[i], middle, b, reference, below);
      }
      if (middle < cuts[i + 1]) {
        add(middle, cuts[i + 1], b, reference, above);
      }
    }
    double all = below[0] + above[0];
    // The smaller tail, which keeps its digits.
    double tail = Math.max(SMALLEST_TAIL, Math.min(below[0], above[0]) / all);
    double score = NORMAL.inverseCumulativeProbability(tail);
    return below[0] < above[0] ? score : -score;
  }
}
