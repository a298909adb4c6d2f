package org.collapsar.theory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A list of theorems in the order in which they are evaluated, shown and written: {@link #ALL}, or
 * a list of one's own.
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
   * Makes a list of one's own.
   *
   * @param theorems in their order
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

  /** {@return the theorems, in their order} */
  public List<Theorem<?>> theorems() {
    return theorems;
  }

  /** {@return descriptions of all certificates, in their order} */
  public List<TheoremInfo> infos() {
    return theorems.stream().flatMap(t -> t.infos().stream()).toList();
  }

  /**
   * {@return descriptions of the certificates of one kind of subject, in their order}
   *
   * @param subject class of the subject, for example {@link HeadPoint}
   */
  public List<TheoremInfo> about(Class<?> subject) {
    return theorems.stream()
        .filter(t -> t.subject().equals(subject))
        .flatMap(t -> t.infos().stream())
        .toList();
  }

  /**
   * {@return descriptions of the certificates that runs evaluate of themselves, in their order}
   *
   * @param subject class of the subject
   * @param measured ids of the metrics that the runs measure
   */
  public List<TheoremInfo> inRuns(Class<?> subject, Collection<String> measured) {
    return about(subject).stream().filter(info -> info.inRunsThatMeasure(measured)).toList();
  }

  /**
   * Finds the description of a certificate.
   *
   * @param certificate its id
   * @return the description, of a member where the id is that of one in a sequence; empty if there
   *     is none
   */
  public Optional<TheoremInfo> info(String certificate) {
    return theorems.stream()
        .flatMap(t -> t.infos().stream())
        .flatMap(info -> info.named(certificate).stream())
        .findFirst();
  }

  /**
   * Evaluates all theorems about one kind of subject, in their order.
   *
   * @param <Q> what they are about
   * @param subject the class of Q
   * @param point the subject
   * @return their certificates
   */
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
