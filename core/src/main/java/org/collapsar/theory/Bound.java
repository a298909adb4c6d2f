package org.collapsar.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * One form of a theorem's bound on a value. Where a hypothesis fails, or a number that it takes is
 * missing, the bound is undefined and says which: there is no number that could be taken for one.
 *
 * @param tier how much of it is measured
 * @param form the formula
 * @param erratum what is wrong with the form as printed; null for forms that are proved
 * @param hypotheses each with its number and verdict
 * @param direction whether it lies above or below the value
 * @param bound the number, always finite, or why there is none
 * @param slack bound over value for upper bounds, value over bound for lower ones: 1 is tight,
 *     below 1 is broken; undefined where there is no ratio
 * @param holds whether the value keeps to the bound, up to rounding; undefined, as null, where one
 *     of the two is
 */
public record Bound(
    Tier tier,
    String form,
    @Nullable String erratum,
    List<Hypothesis> hypotheses,
    Direction direction,
    MetricValue bound,
    MetricValue slack,
    @Nullable Boolean holds) {

  /** Relative rounding that a comparison of value and bound forgives. */
  private static final double RELATIVE = 1e-9;

  /** Absolute rounding: the square of a few units in the last place of numbers of size 1. */
  private static final double ABSOLUTE = 1e-26;

  /** {@return whether every hypothesis holds or is vouched for} */
  public boolean applies() {
    return hypotheses.stream().allMatch(h -> h.verdict().allows());
  }

  /** {@return the hypotheses that are not met, or cannot be checked because a number is missing} */
  public List<Hypothesis> unmet() {
    return hypotheses.stream().filter(h -> !h.verdict().allows()).toList();
  }

  /**
   * Makes a bound of a certificate, on the side that the description of the certificate says.
   *
   * @param info the certificate
   * @param tier how much of the bound is measured
   * @param form the formula, as text
   * @param erratum what is wrong with this form; null if it is proved
   * @param hypotheses each with its number and verdict, and a key of its own
   * @param value what is bounded
   * @param number computes the bound; called only if every hypothesis allows it
   * @return the bound with its slack; undefined where a hypothesis is not met or the number is
   *     infinite
   * @throws IllegalArgumentException if two hypotheses have the same key, or the certificate is not
   *     said to have bounds of the tier
   */
  public static Bound of(
      TheoremInfo info,
      Tier tier,
      String form,
      @Nullable String erratum,
      List<Hypothesis> hypotheses,
      MetricValue value,
      Supplier<MetricValue> number) {
    Direction direction = info.direction();
    if (!info.tiers().contains(tier)) {
      throw new IllegalArgumentException(
          "expected a bound of " + info.id() + " in " + info.tiers() + ", found " + tier);
    }
    if (hypotheses.stream().map(Hypothesis::key).distinct().count() < hypotheses.size()) {
      throw new IllegalArgumentException("expected each key once, found " + hypotheses);
    }
    List<Hypothesis> unmet = hypotheses.stream().filter(h -> !h.verdict().allows()).toList();
    MetricValue bound = unmet.isEmpty() ? finite(number.get()) : why(unmet);
    return new Bound(
        tier,
        form,
        erratum,
        List.copyOf(hypotheses),
        direction,
        bound,
        slack(direction, value, bound),
        holds(direction, value.orNaN(), bound.orNaN()));
  }

  private static MetricValue finite(MetricValue bound) {
    return Double.isInfinite(bound.orNaN()) ? Logs.defined(bound.orNaN()) : bound;
  }

  private static MetricValue why(List<Hypothesis> unmet) {
    List<String> reasons = new ArrayList<>();
    for (Hypothesis h : unmet) {
      reasons.add(
          h.verdict() == Verdict.UNKNOWN
              ? h.name() + " was not given"
              : "a hypothesis fails (" + h + ")");
    }
    return MetricValue.undefined("because " + String.join(", and ", reasons));
  }

  private static MetricValue slack(Direction direction, MetricValue value, MetricValue bound) {
    if (bound instanceof MetricValue.Undefined) {
      return MetricValue.undefined("because the bound is undefined");
    }
    if (value instanceof MetricValue.Undefined) {
      return MetricValue.undefined("because the value is undefined");
    }
    double below = direction == Direction.UPPER ? value.orNaN() : bound.orNaN();
    double above = direction == Direction.UPPER ? bound.orNaN() : value.orNaN();
    if (!(below > 0)) {
      return MetricValue.undefined(
          direction == Direction.UPPER
              ? "because the value is 0"
              : "because the lower bound is not above 0");
    }
    return Logs.defined(above / below);
  }

  /**
   * Tells whether a value keeps to a bound, up to rounding: 1e-9 of the bound.
   *
   * @param direction which side of the value the bound is on
   * @param value NaN where it is undefined
   * @param bound NaN where it is undefined
   * @return null where one of the two is NaN
   */
  public static @Nullable Boolean holds(Direction direction, double value, double bound) {
    if (Double.isNaN(value) || Double.isNaN(bound)) {
      return null;
    }
    double rounding = RELATIVE * Math.abs(bound) + ABSOLUTE;
    return direction == Direction.UPPER ? value <= bound + rounding : value >= bound - rounding;
  }
}
