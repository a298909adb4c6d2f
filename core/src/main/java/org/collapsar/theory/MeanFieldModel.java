package org.collapsar.theory;

import org.collapsar.BadInputException;

/**
 * The constants of a three-layer mean-field network and of its training, as in (3) to (5) of Wu and
 * Mondelli (ICML 2025).
 *
 * @param gamma the output scale, positive
 * @param decayRho lambda_rho, at least 0
 * @param decayW lambda_W, at least 0
 * @param noise beta^{-1}, the temperature of the particles, at least 0; 0 is training without noise
 * @param frozenW whether W keeps its initial value
 * @param sigma activation of the particles
 * @param roundoff unit roundoff of the arithmetic that made features and gradients: 2^-24 or 2^-53
 */
public record MeanFieldModel(
    double gamma,
    double decayRho,
    double decayW,
    double noise,
    boolean frozenW,
    Nonlinearity sigma,
    double roundoff) {

  /**
   * Checks the numbers.
   *
   * @param gamma above 0
   * @param decayRho at least 0
   * @param decayW at least 0
   * @param noise at least 0
   * @param frozenW whether W keeps its initial value
   * @param sigma activation of the particles
   * @param roundoff between 0 and 1
   * @throws BadInputException if one is out of its range
   */
  public MeanFieldModel {
    require(gamma > 0 && Double.isFinite(gamma), "gamma: expected a positive number", gamma);
    require(
        decayRho >= 0 && Double.isFinite(decayRho),
        "lambda_rho: expected a number of at least 0",
        decayRho);
    require(
        decayW >= 0 && Double.isFinite(decayW),
        "lambda_W: expected a number of at least 0",
        decayW);
    require(noise >= 0 && Double.isFinite(noise), "noise: expected a number of at least 0", noise);
    require(roundoff > 0 && roundoff < 1, "roundoff: expected a number between 0 and 1", roundoff);
  }

  private static void require(boolean holds, String expected, double found) {
    if (!holds) {
      throw new BadInputException(expected + ", found " + found);
    }
  }
}
