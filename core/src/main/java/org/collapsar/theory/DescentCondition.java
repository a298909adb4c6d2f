package org.collapsar.theory;

import java.util.ArrayList;
import java.util.List;

/**
 * Names the conditions of Theorem 4.4 / B.2 of [1]: Assumptions 4.1 to 4.3, the conditions on
 * lambda and on eta in the order of the theorem, and what its conclusions add.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang and M. Mondelli, <i>Wide Neural Networks Trained with Weight
 * Decay Provably Exhibit Neural Collapse</i>, ICLR 2025, arXiv 2410.04887.
 */
public enum DescentCondition {
  /** 4.1: n_1 of at least N. */
  FIRST_WIDTH("4.1.first-width"),
  /** 4.1: n_2 &gt;= n_3 &gt;= .. &gt;= n_L. */
  PYRAMID("4.1.pyramid"),
  /** 4.2: gamma, the smallest slope. */
  SMALLEST_SLOPE("4.2.slope"),
  /** 4.2: slopes of at most 1 and |sigma(x)| &lt;= |x|. */
  DOMINATED("4.2.dominated"),
  /** 4.2: beta, the Lipschitz constant of the slope. */
  SMOOTH("4.2.smooth"),
  /** 4.3: (8). */
  START_8("4.3"),
  /** lambda by alpha/2; as printed by (gamma/2)^(L-2) lambda_F lambda_{3-&gt;L}. */
  DECAY_BY_ALPHA("lambda.alpha"),
  /** lambda by 2 C_0(theta_0)/||theta_0||^2. */
  DECAY_BY_START("lambda.start"),
  /** Takes the eps_1 that is to be reached. */
  DECAY_BY_TARGET("lambda.target"),
  /** By beta_1, the curvature near the start. */
  STEP_BY_CURVATURE("eta.curvature"),
  /** Takes the eps_1 that is to be reached. */
  STEP_BY_TARGET("eta.target"),
  /** eta by 1/(2 lambda). */
  STEP_BY_DECAY("eta.lambda"),
  /** Takes the eps_1 and the eps_2 that are to be reached. */
  STEP_BY_BALANCE("eta.balance"),
  /** How many steps are made. */
  STEPS("steps"),
  /** L_2 of at least 2. */
  LINEAR_LAYERS("linear-layers"),
  /** sqrt(2) eps_1, by min(sqrt(N/K), sqrt((K - 1) N/(4 K))). */
  INTERPOLATION("interpolation"),
  /** The distance from the start is at most r_0. */
  RADIUS("radius");

  private final Hypothesis.Key key;

  DescentCondition(String id) {
    this.key = Hypothesis.key(id);
  }

  /** {@return the key of its hypotheses} */
  public Hypothesis.Key key() {
    return key;
  }

  /**
   * Selects some of several hypotheses.
   *
   * @param all hypotheses with their keys
   * @param wanted the conditions to be found
   * @return one hypothesis per condition, in the order asked for
   * @throws IllegalArgumentException if one is not among them
   */
  public static List<Hypothesis> only(List<Hypothesis> all, DescentCondition... wanted) {
    List<Hypothesis> some = new ArrayList<>();
    for (DescentCondition condition : wanted) {
      some.add(Hypothesis.find(all, condition.key));
    }
    return List.copyOf(some);
  }
}
