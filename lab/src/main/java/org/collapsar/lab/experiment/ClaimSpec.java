package org.collapsar.lab.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sentence of a paper and the test of it that the numbers of the runs have to pass.
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
    Rule rule,
    double bound,
    @Nullable String against,
    Window window,
    @Nullable SweepComparison sweep,
    Map<String, String> only,
    @Nullable String theorem) {

  /**
   * Epochs as fractions of all that the configuration asks for, both ends included.
   *
   * @param from from 0 to {@code to}
   * @param to at most 1
   */
  public record Window(double from, double to) {
    /** The last epoch alone. */
    public static final Window END = new Window(1, 1);

    /** All epochs. */
    public static final Window ALL = new Window(0, 1);
  }

  /** What is computed and how it is compared. */
  public enum Rule {
    /**
     * Mean over the runs of the last row, or of the window's mean, over that of row 0: at most the
     * bound.
     */
    END_OVER_START_AT_MOST,
    /** The last value of every run: above the bound. */
    END_ABOVE,
    /** The last value of every run: below the bound. */
    END_BELOW,
    /**
     * The last values from layer to layer: in every run, each over the one before it below the
     * bound.
     */
    END_FALLING,
    /** The last value of every run, over that of another metric: at most the bound. */
    END_RATIO_AT_MOST,
    /**
     * In every run the metric stays proportional to another one: largest |(m_k/m_j)/(a_k/a_j) - 1|
     * over the epochs k of the window, j its first, at most the bound.
     */
    PROPORTIONAL_WITHIN,
    /**
     * In every run the metric is equal to another one: largest |m_k/a_k - 1| over the epochs k of
     * the window, at most the bound.
     */
    EQUAL_WITHIN,
    /** The mean over the epochs of the window, of every run: above the bound. */
    MEAN_ABOVE,
    /** The mean over the epochs of the window, of every run: below the bound. */
    MEAN_BELOW,
    /**
     * The logarithm over the epochs falls along a line in every run: R^2 of least squares at least
     * the bound, in every layer where there are several.
     */
    LOG_LINEAR_R2_AT_LEAST,
    /** Kendall's rank test of the ends of the runs of a sweep: one-sided p at most the bound. */
    TREND_P_AT_MOST,
    /** The fitted slope along an axis of a sweep: upper end of its interval at most the bound. */
    FIT_SLOPE_AT_MOST,
    /** The fitted slope along an axis of a sweep: lower end of its interval at least the bound. */
    FIT_SLOPE_AT_LEAST,
    /**
     * Particles of runs of one seed that differ along an axis of a sweep are of one law, on the
     * last epoch of the window on which it was measured: smallest p of all tests, times their
     * number, at least the bound.
     */
    SAME_LAW_P_AT_LEAST,
    /** They are not: the same number at most the bound. */
    SAME_LAW_P_AT_MOST;

    /** Whether it compares a metric with another one. */
    public boolean ofTwo() {
      return this == END_RATIO_AT_MOST || this == PROPORTIONAL_WITHIN || this == EQUAL_WITHIN;
    }

    /** The window where a claim names none: the last epoch where ends are compared. */
    public Window window() {
      return this == END_OVER_START_AT_MOST || ofSweep() ? Window.END : Window.ALL;
    }

    /** Whether it is about a sweep, all of its runs together. */
    public boolean ofSweep() {
      return this == TREND_P_AT_MOST || fits() || ofLaws();
    }

    /** Whether it is about a fitted slope. */
    public boolean fits() {
      return this == FIT_SLOPE_AT_MOST || this == FIT_SLOPE_AT_LEAST;
    }

    /** Whether it compares the particles of runs with each other. */
    public boolean ofLaws() {
      return this == SAME_LAW_P_AT_LEAST || this == SAME_LAW_P_AT_MOST;
    }
  }

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

  /** A claim about all runs, or those of its comparison, that names no theorem. */
  public ClaimSpec(
      String id,
      String text,
      String metric,
      Rule rule,
      double bound,
      @Nullable String against,
      Window window,
      @Nullable SweepComparison sweep) {
    this(id, text, metric, rule, bound, against, window, sweep, Map.of(), null);
  }

  /** A claim of a rule that needs a bound and nothing else. */
  public ClaimSpec(String id, String text, String metric, Rule rule, double bound) {
    this(id, text, metric, rule, bound, null, rule.window(), null);
  }
}
