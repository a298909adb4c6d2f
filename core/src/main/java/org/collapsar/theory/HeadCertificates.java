package org.collapsar.theory;

import java.util.ArrayList;
import java.util.List;

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
  /** Ids of those that need no number from a user: what a training run can evaluate of itself. */
  public static final List<String> IN_TRAINING =
      List.of(
          "jacot2025.theorem3.1.nc1",
          "jacot2025.theorem3.1.kappa",
          "jacot2025.theorem3.1.nc2",
          "jacot2025.theorem3.1.nc3",
          "jacot2025.proposition5.1");

  private HeadCertificates() {}

  /**
   * Theorem 3.1 (NC1, kappa(W_L), NC2, NC3), Proposition 5.1, Theorem 5.2, Proposition 5.3 and
   * (17), in this order. Always all of them: one whose input is not known says so.
   *
   * @param threads how many threads work; no number depends on it
   * @throws IllegalArgumentException if that is below 1
   */
  public static List<Certificate> of(LinearHead head, NetworkFacts facts, int threads) {
    HeadQuantities q = HeadQuantities.measure(head, threads);
    List<Certificate> all = new ArrayList<>(new InterpolationTheorem(q, facts).certificates());
    all.addAll(new GlobalMinimum(q, facts).certificates());
    all.addAll(new TangentKernel(q, facts).certificates());
    return List.copyOf(all);
  }
}
