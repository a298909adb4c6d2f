package org.collapsar.lab.statistics;

import java.util.List;
import java.util.Map;
import org.collapsar.metrics.MetricValue;
import org.hipparchus.distribution.continuous.BetaDistribution;

/**
 * The share of test samples that a network gets wrong, with the exact interval of Clopper and
 * Pearson (1934) for its probability of being wrong on a fresh sample. The interval is about the
 * test samples alone, drawn independently of training: it says nothing of other training sets.
 */
public final class TestError {
  private static final String ID = "error.test";
  private static final String LOWER = "error.test.lower";
  private static final String UPPER = "error.test.upper";

  /** Share, lower and upper end of the interval. */
  public static final List<String> IDS = List.of(ID, LOWER, UPPER);

  /** What the interval holds with. */
  public static final double CONFIDENCE = 0.95;

  /** Absolute: probabilities of one in a million keep eight digits. */
  private static final double ACCURACY = 1e-14;

  private TestError() {}

  /**
   * All three.
   *
   * @param accuracy share of test samples that are right; undefined gives undefined
   * @param samples how many test samples
   */
  public static Map<String, MetricValue> of(MetricValue accuracy, int samples) {
    if (!(accuracy instanceof MetricValue.Defined defined)) {
      return Map.of(ID, accuracy, LOWER, accuracy, UPPER, accuracy);
    }
    int wrong = (int) Math.rint((1 - defined.value()) * samples);
    return Map.of(
        ID,
        MetricValue.of((double) wrong / samples),
        LOWER,
        MetricValue.of(lower(wrong, samples)),
        UPPER,
        MetricValue.of(upper(wrong, samples)));
  }

  /**
   * The probability at which so many or more wrong ones have a chance of (1 - {@link
   * #CONFIDENCE})/2.
   */
  static double lower(int wrong, int samples) {
    return wrong == 0 ? 0 : quantile(wrong, samples - wrong + 1, (1 - CONFIDENCE) / 2);
  }

  /** The probability at which so many or fewer wrong ones have that chance. */
  static double upper(int wrong, int samples) {
    return wrong == samples ? 1 : quantile(wrong + 1, samples - wrong, (1 + CONFIDENCE) / 2);
  }

  private static double quantile(int a, int b, double probability) {
    return new BetaDistribution(a, b, ACCURACY).inverseCumulativeProbability(probability);
  }
}
