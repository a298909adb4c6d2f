package org.collapsar.theory;

import java.util.List;

/**
 * The constants of Theorem 4.4 / B.2 of [1] and what they predict, as printed or corrected (the
 * table of printed and corrected constants in docs/certificates.md). They are logarithms where
 * products over layers leave the range of double.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang and M. Mondelli, <i>Wide Neural Networks Trained with Weight
 * Decay Provably Exhibit Neural Collapse</i>, ICLR 2025, arXiv 2410.04887.
 *
 * @param corrected whether these are ours
 * @param logAlpha log of alpha: ||grad C_0||^2 &gt;= (alpha/2) C_0 within the ball of radius r_0
 * @param radius r_0
 * @param logFloor log of m_lambda: phase 1 brings C_lambda to about lambda m_lambda
 * @param logStepBound log of beta_1, the curvature that limits the step; NaN with two layers
 * @param logPhase1 log(1 - eta alpha/8): per step, C_lambda - lambda m_lambda is multiplied by at
 *     most 1 - eta alpha/8; NaN where eta alpha/8 is 1 or more
 * @param logPhase2 2 log(1 - eta lambda): per step, W_{l+1}^T W_{l+1} - W_l W_l^T of linear pairs
 *     is multiplied by (1 - eta lambda)^2, up to a term of order eta^2
 */
public record DescentRates(
    boolean corrected,
    double logAlpha,
    double radius,
    double logFloor,
    double logStepBound,
    double logPhase1,
    double logPhase2) {

  /**
   * Computes the constants from the numbers at initialisation.
   *
   * @param q numbers at the start, eta and lambda
   * @param corrected whether the corrected constants are wanted, or those printed
   * @return the constants
   */
  public static DescentRates of(InitialQuantities q, boolean corrected) {
    int depth = q.depth();
    double log2 = Math.log(2);
    double logGamma = (depth - 2) * Math.log(q.gamma());
    double logAlpha =
        corrected
            ? 2 * (-(depth - 2) * log2 + logGamma + q.logProduct())
            : -(depth - 3) * log2 + logGamma + q.logProduct();
    double features = corrected ? q.featuresSmallest() / q.inputNorm() : q.featuresSmallest();
    double radius = 0.5 * Math.min(features, q.smallestLater());
    double logRatio = Math.log(4 * q.decay()) - logAlpha;
    double logFloor = 2 * (log1pExp(logRatio / 2) + Math.log(q.parameterNorm() + radius));
    double logBeta =
        Math.log(5.0 * q.samples() * q.beta())
            + 3 * Math.log(Math.max(1, q.largestSample()))
            + 2.5 * Math.log(depth);
    for (double norm : q.norms()) {
      double bar = norm + q.smallestLater();
      logBeta += 3 * Math.log(Math.max(1, bar));
    }
    return new DescentRates(
        corrected,
        logAlpha,
        radius,
        logFloor,
        depth > 2 ? logBeta : Double.NaN,
        Math.log1p(-Math.exp(Math.log(q.step() / 8) + logAlpha)),
        2 * Math.log1p(-q.step() * q.decay()));
  }

  /** log(1 + e^x) without overflow. */
  private static double log1pExp(double x) {
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }

  /**
   * Computes the constant alpha of the inequality ||grad C_0||^2 &gt;= (alpha/2) C_0 at one point
   * of a pyramid: alpha = 4 (gamma^{L-2} s_min(Z_1) prod_{p&gt;=3} s_min(W_p))^2, corrected; as
   * printed without the square.
   *
   * @param corrected whether the corrected constant is wanted, or that printed
   * @param depth L
   * @param gamma the smallest slope of the activation
   * @param featuresSmallest s_min(Z_1)
   * @param laterSmallest s_min(W_p) for p = 3 .. L
   * @return log alpha
   */
  public static double logAlphaAt(
      boolean corrected,
      int depth,
      double gamma,
      double featuresSmallest,
      List<Double> laterSmallest) {
    double log = (depth - 2) * Math.log(gamma) + Math.log(featuresSmallest);
    for (double x : laterSmallest) {
      log += Math.log(x);
    }
    return Math.log(4) + (corrected ? 2 : 1) * log;
  }

  /**
   * Bounds C_lambda after some steps of phase 1 (Proposition 4.5 of Jacot et al. and their Theorem
   * B.2): lambda m_lambda + (C_lambda(theta_0) - lambda m_lambda) (1 - eta alpha/8)^k.
   *
   * @param q the numbers of which these are the rates
   * @param steps k
   * @return log of the bound; of lambda m_lambda where the start is below it
   */
  public double logLossAfter(InitialQuantities q, double steps) {
    double logFloorLoss = Math.log(q.decay()) + logFloor;
    double excess = q.regularisedLoss() - Math.exp(logFloorLoss);
    if (!(excess > 0)) {
      return logFloorLoss;
    }
    double logExcess = Math.log(excess) + steps * logPhase1;
    double most = Math.max(logFloorLoss, logExcess);
    double least = Math.min(logFloorLoss, logExcess);
    return most + Math.log1p(Math.exp(least - most));
  }
}
