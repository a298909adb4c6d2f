package org.collapsar.lab.experiment;

import java.util.List;
import org.collapsar.lab.experiment.ClaimSpec.Window;

/**
 * Rules of claims: the quantity that each computes and its comparison, with the keys of its
 * section, which metrics it takes and how runs are put together. What judges a rule is in {@code
 * org.collapsar.lab.claim.Judges}.
 */
public enum ClaimRule {
  /**
   * Mean over the runs of the last row, or of the window's mean, over that of row 0: at most the
   * bound.
   */
  END_OVER_START_AT_MOST(Takes.ONE_METRIC, Over.MEAN, Comparison.AT_MOST, "window"),
  /** The last value of every run: above the bound. */
  END_ABOVE(Takes.ONE_METRIC, Over.LOWEST, Comparison.ABOVE),
  /** The last value of every run: below the bound. */
  END_BELOW(Takes.ONE_METRIC, Over.HIGHEST, Comparison.BELOW),
  /**
   * The last values from layer to layer: in every run, each over the one before it below the bound.
   */
  END_FALLING(Takes.SEVERAL_LAYERS, Over.HIGHEST, Comparison.BELOW),
  /**
   * The logarithm of the last values falls along a line from layer to layer in every run: R^2 of
   * least squares at least the bound.
   */
  LAYERS_LOG_LINEAR_R2_AT_LEAST(Takes.SEVERAL_LAYERS, Over.LOWEST, Comparison.AT_LEAST),
  /** The last value of every run, over that of another metric: at most the bound. */
  END_RATIO_AT_MOST(Takes.ONE_METRIC, Over.HIGHEST, Comparison.AT_MOST, "against"),
  /**
   * In every run the metric stays proportional to another one: largest |(m_k/m_j)/(a_k/a_j) - 1|
   * over the epochs k of the window, j its first, at most the bound.
   */
  PROPORTIONAL_WITHIN(Takes.ONE_METRIC, Over.HIGHEST, Comparison.AT_MOST, "against", "window"),
  /**
   * In every run the metric is equal to another one: largest |m_k/a_k - 1| over the epochs k of the
   * window, at most the bound.
   */
  EQUAL_WITHIN(Takes.ONE_METRIC, Over.HIGHEST, Comparison.AT_MOST, "against", "window"),
  /** The mean over the epochs of the window, of every run: above the bound. */
  MEAN_ABOVE(Takes.ONE_METRIC, Over.LOWEST, Comparison.ABOVE, "window"),
  /** The mean over the epochs of the window, of every run: below the bound. */
  MEAN_BELOW(Takes.ONE_METRIC, Over.HIGHEST, Comparison.BELOW, "window"),
  /**
   * The logarithm over the epochs falls along a line in every run: R^2 of least squares at least
   * the bound, in every layer where there are several.
   */
  LOG_LINEAR_R2_AT_LEAST(
      Takes.ONE_METRIC_OR_SEVERAL_LAYERS, Over.LOWEST, Comparison.AT_LEAST, "window"),
  /** Kendall's rank test of the ends of the runs of a sweep: one-sided p at most the bound. */
  TREND_P_AT_MOST(
      Takes.ONE_METRIC, Over.SWEEP, Comparison.AT_MOST, "axis", "series", "direction", "window"),
  /** The fitted slope along an axis of a sweep: upper end of its interval at most the bound. */
  FIT_SLOPE_AT_MOST(
      Takes.ONE_METRIC, Over.SWEEP, Comparison.AT_MOST, "axis", "series", "fit", "window"),
  /** The fitted slope along an axis of a sweep: lower end of its interval at least the bound. */
  FIT_SLOPE_AT_LEAST(
      Takes.ONE_METRIC, Over.SWEEP, Comparison.AT_LEAST, "axis", "series", "fit", "window"),
  /**
   * Particles of runs of one seed that differ along an axis of a sweep are of one law, on the last
   * epoch of the window on which it was measured: smallest p of all tests, times their number, at
   * least the bound.
   */
  SAME_LAW_P_AT_LEAST(Takes.LAW, Over.SWEEP, Comparison.AT_LEAST, "axis", "series", "window"),
  /** They are not: the same number at most the bound. */
  SAME_LAW_P_AT_MOST(Takes.LAW, Over.SWEEP, Comparison.AT_MOST, "axis", "series", "window");

  /** Kinds of metrics that a rule can judge. */
  public enum Takes {
    /** One number per epoch. */
    ONE_METRIC,
    /** Several layers that stay apart. */
    SEVERAL_LAYERS,
    /** Either of these. */
    ONE_METRIC_OR_SEVERAL_LAYERS,
    /** A metric of the particles' law. */
    LAW
  }

  /** Choices of the number of several runs that is judged. */
  public enum Over {
    /** The ratio of the means over the runs: the one rule that does not ask every run. */
    MEAN,
    /** The lowest of the runs. */
    LOWEST,
    /** The highest of the runs. */
    HIGHEST,
    /** All the runs of a sweep give one number. */
    SWEEP
  }

  /** Comparisons of a number with the bound. */
  public enum Comparison {
    /** The number has to be above the bound. */
    ABOVE("above"),
    /** The number has to be below the bound. */
    BELOW("below"),
    /** The number has to be the bound or above it. */
    AT_LEAST("at least"),
    /** The number has to be the bound or below it. */
    AT_MOST("at most");

    private final String words;

    Comparison(String words) {
      this.words = words;
    }

    /** {@return words to stand before the bound: "at most"} */
    public String words() {
      return words;
    }

    /**
     * Compares a number with a bound.
     *
     * @param value the number; NaN, the value of what is undefined, never holds
     * @param bound of the claim
     * @return true where it holds
     */
    public boolean holds(double value, double bound) {
      return switch (this) {
        case ABOVE -> value > bound;
        case BELOW -> value < bound;
        case AT_LEAST -> value >= bound;
        case AT_MOST -> value <= bound;
      };
    }
  }

  private final Takes takes;
  private final Over over;
  private final Comparison comparison;
  private final List<String> keys;

  ClaimRule(Takes takes, Over over, Comparison comparison, String... keys) {
    this.takes = takes;
    this.over = over;
    this.comparison = comparison;
    this.keys = List.of(keys);
  }

  /** {@return the keys of the rule's section beside those that every claim has} */
  public List<String> keys() {
    return keys;
  }

  /** {@return the kind of metrics that it can judge} */
  public Takes takes() {
    return takes;
  }

  /** {@return the choice of the number of several runs that is judged} */
  public Over over() {
    return over;
  }

  /** {@return the comparison of that number with the bound} */
  public Comparison comparison() {
    return comparison;
  }

  /** {@return whether the rule compares a metric with another one} */
  public boolean ofTwo() {
    return keys.contains("against");
  }

  /** {@return whether the rule is about a sweep, all of its runs together} */
  public boolean ofSweep() {
    return over == Over.SWEEP;
  }

  /** {@return whether the rule is about a fitted slope} */
  public boolean fits() {
    return keys.contains("fit");
  }

  /** {@return whether the rule says which way a metric goes along an axis} */
  public boolean directed() {
    return keys.contains("direction");
  }

  /** {@return the window where a claim names none: the last epoch where ends are compared} */
  public Window window() {
    return this == END_OVER_START_AT_MOST || ofSweep() ? Window.END : Window.ALL;
  }
}
