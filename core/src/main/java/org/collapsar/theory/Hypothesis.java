package org.collapsar.theory;

import java.util.OptionalDouble;
import org.collapsar.metrics.MetricValue;

/**
 * A hypothesis of a theorem with its number.
 *
 * @param name what is asked about, for example {@code eps_1 = ||Z_L - Y||_F}
 * @param value the number; undefined where it is not known or there is none
 * @param required what it has to be, for example {@code at most 3.87298}
 * @param verdict whether it is
 */
public record Hypothesis(String name, MetricValue value, String required, Verdict verdict) {

  private static Hypothesis of(String name, double value, String required, boolean holds) {
    return new Hypothesis(
        name, Logs.defined(value), required, holds ? Verdict.HOLDS : Verdict.FAILS);
  }

  static Hypothesis atMost(String name, double value, double limit) {
    return of(name, value, "at most " + Logs.text(limit), value <= limit);
  }

  static Hypothesis below(String name, double value, double limit) {
    return of(name, value, "below " + Logs.text(limit), value < limit);
  }

  static Hypothesis atLeast(String name, double value, double limit) {
    return of(name, value, "at least " + Logs.text(limit), value >= limit);
  }

  static Hypothesis equal(String name, double value, double wanted) {
    return of(name, value, Logs.text(wanted), value == wanted);
  }

  /** {@link #atMost} of numbers that may lie outside the range of double, by their logarithms. */
  static Hypothesis atMostLog(String name, double logValue, double logLimit) {
    return new Hypothesis(
        name,
        Logs.exp(logValue),
        "at most " + Logs.textOfExp(logLimit),
        logValue <= logLimit ? Verdict.HOLDS : Verdict.FAILS);
  }

  /** {@link #atLeast} of numbers that may lie outside the range of double, by their logarithms. */
  static Hypothesis atLeastLog(String name, double logValue, double logLimit) {
    return new Hypothesis(
        name,
        Logs.exp(logValue),
        "at least " + Logs.textOfExp(logLimit),
        logValue >= logLimit ? Verdict.HOLDS : Verdict.FAILS);
  }

  /** A yes or no, as 1 or 0. */
  static Hypothesis yes(String name, boolean holds) {
    return of(name, holds ? 1 : 0, "1 (yes)", holds);
  }

  /** A number that the formula takes and the user has to give. */
  static Hypothesis given(String name, OptionalDouble value) {
    return value.isPresent()
        ? new Hypothesis(name, MetricValue.of(value.getAsDouble()), "given", Verdict.HOLDS)
        : new Hypothesis(
            name, MetricValue.undefined("because it was not given"), "given", Verdict.UNKNOWN);
  }

  /** What cannot be checked and somebody vouches for. */
  static Hypothesis assumed(String name) {
    return new Hypothesis(
        name, MetricValue.undefined("because it cannot be checked"), "assumed", Verdict.ASSUMED);
  }

  /** One line: name, number, requirement. */
  @Override
  public String toString() {
    String number =
        value instanceof MetricValue.Undefined u
            ? "undefined, " + u.reason()
            : Logs.text(value.orNaN());
    return name + ": " + number + ", required: " + required;
  }
}
