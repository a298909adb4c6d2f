package org.collapsar.theory;

import java.util.List;
import java.util.OptionalDouble;
import org.collapsar.metrics.MetricValue;

/**
 * A hypothesis of a theorem with its number.
 *
 * @param key which one it is, whatever its wording; a bound has each key once
 * @param name what is asked about, for example {@code eps_1 = ||Z_L - Y||_F}
 * @param value the number; undefined where it is not known or there is none
 * @param required what it has to be, for example {@code at most 3.87298}
 * @param verdict whether it is
 */
public record Hypothesis(
    Key key, String name, MetricValue value, String required, Verdict verdict) {

  /**
   * Which hypothesis it is. Code asks for it by this, never by its place in a list or its name.
   *
   * @param id for example {@code eta.curvature}
   */
  public record Key(String id) {}

  /** Returns the key with this id. */
  public static Key key(String id) {
    return new Key(id);
  }

  /**
   * The one with a key.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Hypothesis find(List<Hypothesis> all, Key key) {
    return all.stream()
        .filter(h -> h.key.equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("expected " + key.id + " among " + all));
  }

  private static Hypothesis of(Key key, String name, double value, String required, boolean holds) {
    return new Hypothesis(
        key, name, Logs.defined(value), required, holds ? Verdict.HOLDS : Verdict.FAILS);
  }

  /** Requires value &lt;= limit. */
  public static Hypothesis atMost(Key key, String name, double value, double limit) {
    return of(key, name, value, "at most " + Logs.text(limit), value <= limit);
  }

  /** Requires value &lt; limit. */
  public static Hypothesis below(Key key, String name, double value, double limit) {
    return of(key, name, value, "below " + Logs.text(limit), value < limit);
  }

  /** Requires value &gt;= limit. */
  public static Hypothesis atLeast(Key key, String name, double value, double limit) {
    return of(key, name, value, "at least " + Logs.text(limit), value >= limit);
  }

  /** Requires that the value is the wanted one, to the bit. */
  public static Hypothesis equal(Key key, String name, double value, double wanted) {
    return of(key, name, value, Logs.text(wanted), value == wanted);
  }

  /** {@link #atMost} of numbers that may lie outside the range of double, by their logarithms. */
  public static Hypothesis atMostLog(Key key, String name, double logValue, double logLimit) {
    return new Hypothesis(
        key,
        name,
        Logs.exp(logValue),
        "at most " + Logs.textOfExp(logLimit),
        logValue <= logLimit ? Verdict.HOLDS : Verdict.FAILS);
  }

  /** {@link #atLeast} of numbers that may lie outside the range of double, by their logarithms. */
  public static Hypothesis atLeastLog(Key key, String name, double logValue, double logLimit) {
    return new Hypothesis(
        key,
        name,
        Logs.exp(logValue),
        "at least " + Logs.textOfExp(logLimit),
        logValue >= logLimit ? Verdict.HOLDS : Verdict.FAILS);
  }

  /** A yes or no, as 1 or 0. */
  public static Hypothesis yes(Key key, String name, boolean holds) {
    return of(key, name, holds ? 1 : 0, "1 (yes)", holds);
  }

  /** A number that the formula takes and the user has to give. */
  public static Hypothesis given(Key key, String name, OptionalDouble value) {
    return value.isPresent()
        ? new Hypothesis(key, name, MetricValue.of(value.getAsDouble()), "given", Verdict.HOLDS)
        : new Hypothesis(
            key, name, MetricValue.undefined("because it was not given"), "given", Verdict.UNKNOWN);
  }

  /** What cannot be checked and somebody vouches for. */
  public static Hypothesis assumed(Key key, String name) {
    return new Hypothesis(
        key,
        name,
        MetricValue.undefined("because it cannot be checked"),
        "assumed",
        Verdict.ASSUMED);
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
