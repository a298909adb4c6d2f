package org.collapsar.theory;

import java.util.ArrayList;
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
  /** Ids of those that need no number from a user: what a training run can evaluate of itself. */
  public static final List<String> IN_TRAINING =
      List.of(
          "jacot2025.theorem3.1.nc1",
          "jacot2025.theorem3.1.kappa",
          "jacot2025.theorem3.1.nc2",
          "jacot2025.theorem3.1.nc3",
          "jacot2025.proposition5.1");

  /**
   * Ids of those about the gradient descent that led to the network: what a run of it can evaluate.
   */
  public static final List<String> OF_DESCENT =
      List.of(
          "jacot2025.theorem4.4",
          "jacot2025.theorem4.4.pl",
          "jacot2025.theorem4.4.rate",
          "jacot2025.theorem4.4.distance");

  /** Id of (17), which takes ||Theta||_op. */
  public static final String EQUATION_17 = "jacot2025.equation17";

  private HeadCertificates() {}

  /**
   * Whether a certificate takes ||Theta||_op: (17), and Proposition 5.3 with M linear layers,
   * {@code jacot2025.proposition5.3.mM}.
   */
  public static boolean takesKernel(String id) {
    return id.matches("jacot2025\\.(equation17|proposition5\\.3\\.m[1-9][0-9]*)");
  }

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
    HeadQuantities q = HeadQuantities.measure(head, threads);
    List<Certificate> all = new ArrayList<>(new InterpolationTheorem(q, facts).certificates());
    all.addAll(new GlobalMinimum(q, facts).certificates());
    all.addAll(new TangentKernel(q, facts).certificates());
    if (descent != null && head.depth() > 1) {
      all.addAll(DescentTheorem.certificates(descent.start(), descent.reached(q)));
    }
    return List.copyOf(all);
  }
}
