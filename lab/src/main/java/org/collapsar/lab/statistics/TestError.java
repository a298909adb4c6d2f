package org.collapsar.lab.statistics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.Need;
import org.collapsar.metrics.Taken;
import org.collapsar.net.SampleSource;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.MetricFamily;
import org.collapsar.probe.TestAccuracy;
import org.collapsar.probe.Training;
import org.hipparchus.distribution.continuous.BetaDistribution;

/**
 * Share of test samples that a network gets wrong, with the exact interval of Clopper and Pearson
 * [1] for its probability of being wrong on a fresh sample. The interval is about the test samples
 * alone, drawn independently of training: it says nothing of other training sets.
 *
 * <p>[1] C. J. Clopper, E. S. Pearson, <i>The use of confidence or fiducial limits illustrated in
 * the case of the binomial</i>, Biometrika 26, 1934.
 */
public final class TestError implements MetricFamily {
  private static final String ID = "error.test";
  private static final String LOWER = "error.test.lower";
  private static final String UPPER = "error.test.upper";

  /** Confidence of the interval. */
  public static final double CONFIDENCE = 0.95;

  /** Absolute: probabilities of one in a million keep eight digits. */
  private static final double ACCURACY = 1e-14;

  @Override
  public List<MetricInfo> offers() {
    return List.of(
        error(ID, "test error")
            .label("Test error", "test error (share wrong)")
            .says("Share of test samples that the network gets wrong.")
            .formula("1 - accuracy.test")
            .build(),
        error(LOWER, "lower end of the interval of the test error")
            .label("Test error, at least", "test error, lower 95% bound")
            .says(
                "Lower end of the exact 95% interval for the probability of being wrong on a fresh"
                    + " sample.")
            .formula("the p at which so many or more wrong ones have probability 0.025")
            .build(),
        error(UPPER, "upper end of the interval of the test error")
            .label("Test error, at most", "test error, upper 95% bound")
            .says(
                "Upper end of the exact 95% interval for the probability of being wrong on a fresh"
                    + " sample.")
            .formula("the p at which so many or fewer wrong ones have probability 0.025")
            .build());
  }

  private static MetricInfo.Builder error(String id, String title) {
    return MetricInfo.metric(id)
        .title(title)
        .source("Clopper and Pearson, Biometrika 1934")
        .undefined("if there are no test samples; about this training set only")
        .costs("nothing beyond accuracy.test")
        .needs(Need.NETWORK, Need.TEST)
        .taken(Taken.IN_TRAINING);
  }

  @Override
  public Cadence cadence() {
    return TestAccuracy.CADENCE;
  }

  @Override
  public Set<String> reads() {
    return Set.of(TestAccuracy.ID);
  }

  @Override
  public Collector start(Training training, Wanted wanted) {
    SampleSource test = training.test();
    int samples = test == null ? 0 : test.size();
    return epoch -> of(epoch.value(TestAccuracy.ID), samples).forEach(epoch::put);
  }

  /**
   * Computes the error and both ends of its interval.
   *
   * @param accuracy share of test samples that are right; undefined gives undefined
   * @param samples how many test samples
   * @return by id: the share that is wrong, the lower and the upper end
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
