package org.collapsar.theory;

import java.util.List;
import java.util.OptionalDouble;
import org.collapsar.metrics.MetricValue;

/**
 * A hypothesis of a theorem with its number and its verdict.
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

  /**
   * {@return the key with an id}
   *
   * @param id for example {@code eta.curvature}
   */
  public static Key key(String id) {
    return new Key(id);
  }

  /**
   * Finds the hypothesis with a key.
   *
   * @param all hypotheses
   * @param key of the one that is wanted
   * @return the first with that key
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

  /**
   * Requires value &lt;= limit.
   *
   * @param key which hypothesis it is
   * @param name what is asked about
   * @param value the number; undefined if it is not finite
   * @param limit inclusive
   * @return a hypothesis that holds or fails
   */
  public static Hypothesis atMost(Key key, String name, double value, double limit) {
    return of(key, name, value, "at most " + Logs.text(limit), value <= limit);
  }

  /**
   * Requires value &lt; limit.
   *
   * @param key which hypothesis it is
   * @param name what is asked about
   * @param value the number; undefined if it is not finite
   * @param limit exclusive
   * @return a hypothesis that holds or fails
   */
  public static Hypothesis below(Key key, String name, double value, double limit) {
    return of(key, name, value, "below " + Logs.text(limit), value < limit);
  }

  /**
   * Requires value &lt; limit of a number that may be undefined, and fails then.
   *
   * @param key which hypothesis it is
   * @param name what is asked about
   * @param value the number, or why there is none
   * @param limit exclusive
   * @return a hypothesis that holds or fails
   */
  public static Hypothesis below(Key key, String name, MetricValue value, double limit) {
    boolean holds = value.orNaN() < limit;
    return new Hypothesis(
        key, name, value, "below " + Logs.text(limit), holds ? Verdict.HOLDS : Verdict.FAILS);
  }

  /**
   * Requires value &gt;= limit.
   *
   * @param key which hypothesis it is
   * @param name what is asked about
   * @param value the number; undefined if it is not finite
   * @param limit inclusive
   * @return a hypothesis that holds or fails
   */
  public static Hypothesis atLeast(Key key, String name, double value, double limit) {
    return of(key, name, value, "at least " + Logs.text(limit), value >= limit);
  }

  /**
   * Requires that a value is exactly the wanted one.
   *
   * @param key which hypothesis it is
   * @param name what is asked about
   * @param value the number; undefined if it is not finite
   * @param wanted what it has to be
   * @return a hypothesis that holds or fails
   */
  public static Hypothesis equal(Key key, String name, double value, double wanted) {
    return of(key, name, value, Logs.text(wanted), value == wanted);
  }

  /**
   * Requires value &lt;= limit of numbers that may lie outside the range of double.
   *
   * @param key which hypothesis it is
   * @param name what is asked about
   * @param logValue log of the number
   * @param logLimit log of the limit, inclusive
   * @return a hypothesis that holds or fails
   */
  public static Hypothesis atMostLog(Key key, String name, double logValue, double logLimit) {
    return new Hypothesis(
        key,
        name,
        Logs.exp(logValue),
        "at most " + Logs.textOfExp(logLimit),
        logValue <= logLimit ? Verdict.HOLDS : Verdict.FAILS);
  }

  /**
   * Requires value &gt;= limit of numbers that may lie outside the range of double.
   *
   * @param key which hypothesis it is
   * @param name what is asked about
   * @param logValue log of the number
   * @param logLimit log of the limit, inclusive
   * @return a hypothesis that holds or fails
   */
  public static Hypothesis atLeastLog(Key key, String name, double logValue, double logLimit) {
    return new Hypothesis(
        key,
        name,
        Logs.exp(logValue),
        "at least " + Logs.textOfExp(logLimit),
        logValue >= logLimit ? Verdict.HOLDS : Verdict.FAILS);
  }

  /**
   * Requires a yes; the number is 1 for yes and 0 for no.
   *
   * @param key which hypothesis it is
   * @param name what is asked about
   * @param holds the answer
   * @return a hypothesis that holds or fails
   */
  public static Hypothesis yes(Key key, String name, boolean holds) {
    return of(key, name, holds ? 1 : 0, "1 (yes)", holds);
  }

  /**
   * Requires that the user has given a number which the formula takes.
   *
   * @param key which hypothesis it is
   * @param name of the number
   * @param value empty where it was not given
   * @return a hypothesis that holds, or {@link Verdict#UNKNOWN}
   */
  public static Hypothesis given(Key key, String name, OptionalDouble value) {
    return value.isPresent()
        ? new Hypothesis(key, name, MetricValue.of(value.getAsDouble()), "given", Verdict.HOLDS)
        : new Hypothesis(
            key, name, MetricValue.undefined("because it was not given"), "given", Verdict.UNKNOWN);
  }

  /**
   * States what cannot be checked and somebody vouches for.
   *
   * @param key which hypothesis it is
   * @param name what is assumed
   * @return a hypothesis that is {@link Verdict#ASSUMED}
   */
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
