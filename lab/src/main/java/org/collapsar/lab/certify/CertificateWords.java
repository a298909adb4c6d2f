package org.collapsar.lab.certify;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Direction;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.Verdict;
import org.jspecify.annotations.Nullable;

/** Certificates in words, the same on the terminal and on the page. */
public final class CertificateWords {
  private CertificateWords() {}

  /**
   * Tells whether something of a certificate could be evaluated, or fails by its own numbers.
   *
   * @param c certificate of any theorem
   * @return false where its value is undefined, or each of its bounds lacks a fact
   */
  public static boolean known(Certificate c) {
    return c.value() instanceof MetricValue.Defined
        && c.bounds().stream()
            .anyMatch(b -> b.unmet().stream().noneMatch(h -> h.verdict() == Verdict.UNKNOWN));
  }

  /**
   * Says what a certificate lacks that is not {@link #known}.
   *
   * @param c certificate of any theorem
   * @return "5.2 (kappa(W_L)): c was not given"
   */
  public static String missing(Certificate c) {
    Set<String> names = new LinkedHashSet<>();
    for (Bound b : c.bounds()) {
      b.unmet().stream()
          .filter(h -> h.verdict() == Verdict.UNKNOWN)
          .map(h -> h.name() + " was not given")
          .forEach(names::add);
    }
    if (c.value() instanceof MetricValue.Undefined u) {
      names.add("undefined, " + u.reason());
    }
    return c.info().number() + " (" + c.quantity() + "): " + String.join("; ", names);
  }

  /**
   * Says why a bound has no number, and what is assumed where it has one.
   *
   * @param b bound of a certificate
   * @return "does not apply: ..", "undefined, because .." or "assumed, not checked: .."; null for
   *     nothing
   */
  public static @Nullable String remark(Bound b) {
    if (b.bound() instanceof MetricValue.Undefined u) {
      return b.applies()
          ? "undefined, " + u.reason()
          : "does not apply: "
              + b.unmet().stream().map(CertificateWords::unmet).collect(Collectors.joining("; "));
    }
    List<String> assumed =
        b.hypotheses().stream()
            .filter(h -> h.verdict() == Verdict.ASSUMED)
            .map(Hypothesis::name)
            .toList();
    return assumed.isEmpty() ? null : "assumed, not checked: " + String.join("; ", assumed);
  }

  /**
   * {@return "as printed, with an erratum: .."; null without}
   *
   * @param b bound of a certificate
   */
  public static @Nullable String erratum(Bound b) {
    return b.erratum() == null ? null : "as printed, with an erratum: " + b.erratum();
  }

  /**
   * Says in a word whether a bound holds.
   *
   * @param c the certificate
   * @param b one of its bounds
   * @return "yes", "NO", "vacuous" of a bound such as -1 on a cosine, "-" of one without a number
   */
  public static String holds(Certificate c, Bound b) {
    if (b.bound() instanceof MetricValue.Undefined) {
      return "-";
    }
    boolean empty = c.info().saysNothing(b.bound().orNaN());
    return Boolean.TRUE.equals(b.holds()) ? (empty ? "vacuous" : "yes") : "NO";
  }

  /**
   * {@return the sign between value and bound}
   *
   * @param b bound of a certificate
   */
  public static String sign(Bound b) {
    return b.direction() == Direction.UPPER ? "<=" : ">=";
  }

  private static String unmet(Hypothesis h) {
    return h.verdict() == Verdict.UNKNOWN ? h.name() + " was not given" : h.toString();
  }
}
