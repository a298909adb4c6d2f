package org.collapsar.theory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Theorems in the order in which they are evaluated, shown and written: {@link #ALL}, or a list of
 * one's own.
 */
public final class TheoremCatalogue {
  /** All that there are. A new theorem is a line here. */
  public static final TheoremCatalogue ALL =
      new TheoremCatalogue(
          List.of(
              InterpolationTheorem.THEOREM,
              GlobalMinimum.THEOREM,
              TangentKernel.THEOREM,
              DescentTheorem.THEOREM,
              FeatureTheorem.THEOREM,
              CollapseCorollary.THEOREM,
              ConditioningLemma.THEOREM,
              BalanceLemma.THEOREM,
              StationarityLemma.THEOREM,
              KernelLemma.THEOREM));

  private final List<Theorem<?>> theorems;

  /**
   * A list of one's own.
   *
   * @throws IllegalArgumentException if two certificates have the same id
   */
  public TheoremCatalogue(List<Theorem<?>> theorems) {
    this.theorems = List.copyOf(theorems);
    Set<String> ids = new HashSet<>();
    for (TheoremInfo info : infos()) {
      if (!ids.add(info.id())) {
        throw new IllegalArgumentException("expected each id once, found " + info.id() + " twice");
      }
    }
  }

  /** The theorems, in their order. */
  public List<Theorem<?>> theorems() {
    return theorems;
  }

  /** All that they certify, in their order. */
  public List<TheoremInfo> infos() {
    return theorems.stream().flatMap(t -> t.infos().stream()).toList();
  }

  /** What they certify of one kind of subject, in their order. */
  public List<TheoremInfo> about(Class<?> subject) {
    return theorems.stream()
        .filter(t -> t.subject().equals(subject))
        .flatMap(t -> t.infos().stream())
        .toList();
  }

  /**
   * What runs evaluate of themselves of one kind of subject, in their order.
   *
   * @param measured ids of the metrics that they measure
   */
  public List<TheoremInfo> inRuns(Class<?> subject, Collection<String> measured) {
    return about(subject).stream().filter(info -> info.inRunsThatMeasure(measured)).toList();
  }

  /** The description of a certificate, of a member where it is one of a sequence. */
  public Optional<TheoremInfo> info(String certificate) {
    return theorems.stream()
        .flatMap(t -> t.infos().stream())
        .flatMap(info -> info.named(certificate).stream())
        .findFirst();
  }

  /** Evaluates all that are about one kind of subject, in their order. */
  public <Q> List<Certificate> evaluate(Class<Q> subject, Q point) {
    List<Certificate> all = new ArrayList<>();
    for (Theorem<?> theorem : theorems) {
      if (theorem.subject().equals(subject)) {
        all.addAll(evaluate(theorem, subject.cast(point)));
      }
    }
    return List.copyOf(all);
  }

  /** The subject's class is that of the theorem, which the caller has compared. */
  @SuppressWarnings("unchecked")
  private static <Q> List<Certificate> evaluate(Theorem<?> theorem, Q point) {
    return ((Theorem<Q>) theorem).evaluate(point);
  }
}
