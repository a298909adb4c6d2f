package org.collapsar.theory;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A theorem: what it certifies, and how that is evaluated. It is one file and one line in {@link
 * TheoremCatalogue}.
 *
 * @param <Q> what it is about
 * @param subject what it is about, as a class: {@link HeadPoint}, {@link MeanFieldQuantities} ..
 * @param infos of its certificates, in their order
 * @param evaluation gives the certificates on one subject, in the same order; one that the theorem
 *     does not have there is left out, and a sequence gives any number of them
 */
public record Theorem<Q>(
    Class<Q> subject, List<TheoremInfo> infos, Function<Q, List<Certificate>> evaluation) {
  /**
   * Keeps a copy of the descriptions.
   *
   * @param subject the class of Q
   * @param infos of its certificates, in their order
   * @param evaluation gives the certificates on one subject
   */
  public Theorem {
    infos = List.copyOf(infos);
  }

  /**
   * Makes a theorem with its certificates in their order.
   *
   * @param <Q> what it is about
   * @param subject the class of Q
   * @param evaluation gives the certificates on one subject
   * @param infos descriptions of the certificates
   * @return the theorem
   */
  public static <Q> Theorem<Q> of(
      Class<Q> subject, Function<Q, List<Certificate>> evaluation, TheoremInfo... infos) {
    return new Theorem<>(subject, Arrays.asList(infos), evaluation);
  }

  /**
   * Evaluates the theorem on one subject.
   *
   * @param q the subject
   * @return its certificates, those that the theorem has there
   * @throws IllegalStateException if it gives a certificate that it does not announce
   */
  public List<Certificate> evaluate(Q q) {
    List<Certificate> all = evaluation.apply(q);
    for (Certificate c : all) {
      if (infos.stream().noneMatch(info -> info.named(c.id()).isPresent())) {
        throw new IllegalStateException("expected one of " + infos + ", found " + c.id());
      }
    }
    return all;
  }
}
