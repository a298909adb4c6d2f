package org.collapsar.theory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the theorems of [1] on a network that ends in linear layers:
 *
 * <pre>
 * List&lt;Certificate&gt; all = HeadCertificates.of(LinearHead.of(z, labels, 10, weights), NetworkFacts.NONE, 2);
 * </pre>
 *
 * Formulas and proofs: docs/certificates.md. {@link DescentTheorem} is about what training does on
 * the way there.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang and M. Mondelli, <i>Wide Neural Networks Trained with Weight
 * Decay Provably Exhibit Neural Collapse</i>, ICLR 2025, arXiv 2410.04887.
 */
public final class HeadCertificates {
  private HeadCertificates() {}

  /**
   * Evaluates Theorem 3.1 (NC1, kappa(W_L), NC2, NC3), Proposition 5.1, Theorem 5.2, Proposition
   * 5.3 and (17) of [1], in this order. All of them are there: one whose input is not known says
   * so.
   *
   * @param head the linear layers on their samples
   * @param facts what is known of the network beside them
   * @param threads how many threads work; no number depends on it
   * @return the certificates
   * @throws IllegalArgumentException if that is below 1
   */
  public static List<Certificate> of(LinearHead head, NetworkFacts facts, int threads) {
    return of(head, facts, null, threads);
  }

  /**
   * Evaluates the theorems as {@link #of(LinearHead, NetworkFacts, int)} does, followed by Theorem
   * 4.4 and its phase 1 of the descent that led here, for two linear layers or more. Its eps_1 and
   * eps_2 are those that the descent has reached: ||Z_L - Y||_F = sqrt(2) eps_1.
   *
   * @param head the linear layers on their samples
   * @param facts what is known of the network beside them
   * @param descent null where the theorem is not about the training
   * @param threads how many threads work; no number depends on it
   * @return the certificates
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public static List<Certificate> of(
      LinearHead head, NetworkFacts facts, @Nullable DescentRun descent, int threads) {
    return of(HeadQuantities.measure(head, threads), facts, descent);
  }

  /**
   * Evaluates the theorems on a head that was measured before.
   *
   * @param quantities the head, measured
   * @param facts what is known of the network beside it
   * @param descent null where Theorem 4.4 is not about the training
   * @return the certificates
   */
  public static List<Certificate> of(
      HeadQuantities quantities, NetworkFacts facts, @Nullable DescentRun descent) {
    return TheoremCatalogue.ALL.evaluate(
        HeadPoint.class, new HeadPoint(quantities, facts, descent));
  }
}
