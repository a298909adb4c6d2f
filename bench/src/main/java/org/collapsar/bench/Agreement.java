package org.collapsar.bench;

import java.util.stream.IntStream;
import org.collapsar.linalg.Precision;

/**
 * Whether two engines do the same work: their weights after a few steps from the same start. Two
 * programs that compute different things cannot be compared by their times.
 *
 * @param found the largest absolute difference of a weight; with noise, the root mean square
 *     difference over that of independent Gaussian noises, sqrt(2 steps) times the deviation of one
 * @param holds whether {@code found} is what rounding, or chance, allows
 */
record Agreement(double found, boolean holds) {
  private static final int STEPS = 3;
  private static final double ROUNDING_FLOAT = 1e-4;
  private static final double ROUNDING_DOUBLE = 1e-10;

  /** Six standard errors of a root mean square of n Gaussian numbers, 1/sqrt(2n) each. */
  private static final double DEVIATIONS = 6;

  /** Moves both engines, which must be new, by a few steps. */
  static Agreement after(StepEngine left, StepEngine right, Workload workload) {
    for (int i = 0; i < STEPS; i++) {
      left.step(i % workload.batches());
      right.step(i % workload.batches());
    }
    double[][] differences =
        IntStream.range(0, workload.network().depth())
            .filter(l -> !workload.layer(l).frozen())
            .mapToObj(l -> minus(left.weights(l), right.weights(l)))
            .toArray(double[][]::new);
    if (workload.noise() == 0) {
      double most = 0;
      for (double[] layer : differences) {
        for (double difference : layer) {
          most = Math.max(most, Math.abs(difference));
        }
      }
      double allowed = workload.precision() == Precision.FLOAT32 ? ROUNDING_FLOAT : ROUNDING_DOUBLE;
      return new Agreement(most, most <= allowed);
    }
    double sum = 0;
    long count = 0;
    for (double[] layer : differences) {
      for (double difference : layer) {
        sum += difference * difference;
      }
      count += layer.length;
    }
    double ratio = Math.sqrt(sum / count) / (workload.noiseDeviation() * Math.sqrt(2.0 * STEPS));
    return new Agreement(ratio, Math.abs(ratio - 1) <= DEVIATIONS / Math.sqrt(2.0 * count));
  }

  private static double[] minus(double[] left, double[] right) {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          "weights: expected " + left.length + " numbers, found " + right.length);
    }
    double[] difference = left.clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= right[i];
    }
    return difference;
  }
}
