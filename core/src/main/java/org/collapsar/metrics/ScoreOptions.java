package org.collapsar.metrics;

import org.collapsar.BadInputException;

/**
 * What out-of-distribution scores leave to choose.
 *
 * @param necoDimension directions that NECO keeps; 0 for min(K - 1, D), the dimension of a simplex
 * @param nciAlpha weight of the 1-norm in NCI
 */
record ScoreOptions(int necoDimension, double nciAlpha) {
  static final ScoreOptions DEFAULT = new ScoreOptions(0, 1e-4);

  ScoreOptions {
    if (necoDimension < 0) {
      throw badDimension(necoDimension);
    }
    if (!(nciAlpha >= 0 && nciAlpha <= Double.MAX_VALUE)) {
      throw new BadInputException("NCI alpha: expected a number of at least 0, found " + nciAlpha);
    }
  }

  /**
   * @throws BadInputException if below 1
   */
  ScoreOptions withNecoDimension(int dimension) {
    if (dimension < 1) {
      throw badDimension(dimension);
    }
    return new ScoreOptions(dimension, nciAlpha);
  }

  ScoreOptions withNciAlpha(double alpha) {
    return new ScoreOptions(necoDimension, alpha);
  }

  /** d for features [n x D] in K classes; 0 where K = 1 and none was chosen. */
  int directions(int classes, int dimension) {
    return necoDimension == 0 ? Math.min(classes - 1, dimension) : necoDimension;
  }

  private static BadInputException badDimension(int found) {
    return new BadInputException(
        "NECO dimension: expected a whole number of at least 1, found " + found);
  }
}
