package org.collapsar.lab.experiment;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Claim: a sentence of a paper and the test of it that the numbers of the runs have to pass.
 *
 * @param id short name
 * @param text the paper's sentence, or a faithful short form of it
 * @param metric what is tested, a {@link MetricReference}
 * @param rule what is computed of it and how it is compared
 * @param bound the value that must not be passed
 * @param against what the metric is compared with, a {@link MetricReference}; null for every rule
 *     that is not of two metrics
 * @param window the epochs that rules look at which have one; what compares ends takes the mean
 *     over them in place of the last value
 * @param sweep the axis and its test for the rules about sweeps; null for the others
 * @param only keeps the runs whose cells have these labels on these axes, for rules about single
 *     runs; empty keeps all
 * @param theorem which statement or figure of the paper it is about, for example {@code Theorem
 *     4.4}; null where it is about none
 */
public record ClaimSpec(
    String id,
    String text,
    String metric,
    ClaimRule rule,
    double bound,
    @Nullable String against,
    Window window,
    @Nullable SweepComparison sweep,
    Map<String, String> only,
    @Nullable String theorem) {

  /**
   * Window of epochs, as fractions of all that the configuration asks for, both ends included.
   *
   * @param from from 0 to {@code to}
   * @param to at most 1
   */
  public record Window(double from, double to) {
    /** The last epoch alone. */
    public static final Window END = new Window(1, 1);

    /** All epochs. */
    public static final Window ALL = new Window(0, 1);

    /**
     * {@return the window in words, " from 20% to 80% of all", to follow "epochs"; empty for all}
     */
    public String words() {
      return equals(ALL) ? "" : " from %s to %s of all".formatted(percent(from), percent(to));
    }

    private static String percent(double fraction) {
      return BigDecimal.valueOf(Math.round(1000 * fraction) / 10.0)
              .stripTrailingZeros()
              .toPlainString()
          + "%";
    }
  }

  /**
   * Checks that there is what the rule needs, and nothing else.
   *
   * @param id short name
   * @param text the paper's sentence, or a faithful short form of it
   * @param metric what is tested, a {@link MetricReference}
   * @param rule what is computed of it and how it is compared
   * @param bound the value that must not be passed
   * @param against what the metric is compared with, a {@link MetricReference}; null for every rule
   *     that is not of two metrics
   * @param window the epochs that rules look at which have one; what compares ends takes the mean
   *     over them in place of the last value
   * @param sweep the axis and its test for the rules about sweeps; null for the others
   * @param only keeps the runs whose cells have these labels on these axes, for rules about single
   *     runs; empty keeps all
   * @param theorem which statement or figure of the paper it is about, for example {@code Theorem
   *     4.4}; null where it is about none
   * @throws IllegalArgumentException if there is an axis without a rule about sweeps, a metric to
   *     compare with without a rule about two metrics, or the other way round
   */
  public ClaimSpec {
    only = Collections.unmodifiableMap(new LinkedHashMap<>(only));
    if (rule.ofSweep() == (sweep == null)) {
      throw new IllegalArgumentException("an axis goes with a rule about sweeps, and only with it");
    }
    if (rule.ofTwo() == (against == null)) {
      throw new IllegalArgumentException(
          "against goes with a rule about two metrics, and only with it");
    }
  }

  /**
   * Makes a claim about all runs, or those of its comparison, that names no theorem.
   *
   * @param id short name
   * @param text the paper's sentence, or a faithful short form of it
   * @param metric what is tested, a {@link MetricReference}
   * @param rule what is computed of it and how it is compared
   * @param bound the value that must not be passed
   * @param against what the metric is compared with, a {@link MetricReference}; null for every rule
   *     that is not of two metrics
   * @param window the epochs that rules look at which have one; what compares ends takes the mean
   *     over them in place of the last value
   * @param sweep the axis and its test for the rules about sweeps; null for the others
   */
  public ClaimSpec(
      String id,
      String text,
      String metric,
      ClaimRule rule,
      double bound,
      @Nullable String against,
      Window window,
      @Nullable SweepComparison sweep) {
    this(id, text, metric, rule, bound, against, window, sweep, Map.of(), null);
  }

  /**
   * Makes a claim of a rule that needs a bound and nothing else.
   *
   * @param id short name
   * @param text the paper's sentence, or a faithful short form of it
   * @param metric what is tested, a {@link MetricReference}
   * @param rule what is computed of it and how it is compared
   * @param bound the value that must not be passed
   */
  public ClaimSpec(String id, String text, String metric, ClaimRule rule, double bound) {
    this(id, text, metric, rule, bound, null, rule.window(), null);
  }
}
