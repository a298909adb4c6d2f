package org.collapsar.theory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The theorems of Jacot et al. (ICLR 2025) that are about a network as it stands, evaluated on a
 * linear head:
 *
 * <pre>
 * List&lt;Certificate&gt; all = HeadCertificates.of(LinearHead.of(z, labels, 10, weights), NetworkFacts.NONE, 2);
 * </pre>
 *
 * Formulas and proofs: docs/certificates.md. What training does on the way there is {@link
 * DescentTheorem}.
 */
public final class HeadCertificates {
  private HeadCertificates() {}

  /**
   * Theorem 3.1 (NC1, kappa(W_L), NC2, NC3), Proposition 5.1, Theorem 5.2, Proposition 5.3 and
   * (17), in this order. Always all of them: one whose input is not known says so.
   *
   * @param threads how many threads work; no number depends on it
   * @throws IllegalArgumentException if that is below 1
   */
  public static List<Certificate> of(LinearHead head, NetworkFacts facts, int threads) {
    return of(head, facts, null, threads);
  }

  /**
   * {@link #of(LinearHead, NetworkFacts, int)}, followed by Theorem 4.4 and its phase 1 of the
   * descent that led here, for two linear layers or more. Its eps_1 and eps_2 are those that the
   * descent has reached: ||Z_L - Y||_F = sqrt(2) eps_1.
   *
   * @param descent null where the theorem is not about the training
   */
  public static List<Certificate> of(
      LinearHead head, NetworkFacts facts, @Nullable DescentRun descent, int threads) {
    return of(HeadQuantities.measure(head, threads), facts, descent);
  }

  /** The same of a head that was measured before. */
  public static List<Certificate> of(
      HeadQuantities quantities, NetworkFacts facts, @Nullable DescentRun descent) {
    return TheoremCatalogue.ALL.evaluate(
        HeadPoint.class, new HeadPoint(quantities, facts, descent));
  }
}
