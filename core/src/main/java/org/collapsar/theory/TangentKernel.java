package org.collapsar.theory;

import static org.collapsar.theory.Hypothesis.key;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.collapsar.metrics.MetricValue;

/**
 * Evaluates Proposition 5.3 and (17) of [1]: large steps keep the neural tangent kernel small, and
 * a small kernel makes the linear layers well conditioned. ||Theta||_op, or C with ||Theta||_op
 * &lt;= C L_2, is measured elsewhere.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang and M. Mondelli, <i>Wide Neural Networks Trained with Weight
 * Decay Provably Exhibit Neural Collapse</i>, ICLR 2025, arXiv 2410.04887.
 */
final class TangentKernel {
  private static final List<String> NORM = List.of(NetworkFacts.KERNEL_NORM);
  private static final TheoremInfo CONDITION =
      TheoremInfo.of("jacot2025.proposition5.3.m{M}")
          .called(
              "Condition (5.3, M = {M})",
              "condition (5.3, M = {M})",
              "smallest condition of {M} products and bounds")
          .claims(
              "A small neural tangent kernel makes one of the first {M} products of linear layers that"
                  + " end at the last well conditioned.")
          .from(Requirements.SOURCE, "Proposition 5.3", "5.3")
          .above("min kappa(W_{L:l}), l in L_1+1 .. L_1+{M}", Tier.PRINTED, Tier.CONSTANTS)
          .with(NORM)
          .build();
  private static final TheoremInfo KERNEL =
      TheoremInfo.of("jacot2025.equation17")
          .called("NTK norm (17)", "NTK norm (17)", "norm of the tangent kernel and bounds")
          .claims("The neural tangent kernel grows with the depth of the linear head.")
          .from(Requirements.SOURCE, "(17)", "(17)")
          .below("||Theta||_op", Tier.PRINTED, Tier.CONSTANTS)
          .with(NORM)
          .build();

  /** Proposition 5.3 with M = 1 .. L_2 linear layers, or L_2 alone where there is no norm; (17). */
  static final Theorem<HeadPoint> THEOREM =
      Theorem.of(
          HeadPoint.class,
          p -> new TangentKernel(p.quantities(), p.facts()).certificates(),
          CONDITION,
          KERNEL);

  private final HeadQuantities q;
  private final NetworkFacts facts;
  private final Requirements require;
  private final double k;

  TangentKernel(HeadQuantities q, NetworkFacts facts) {
    this.q = q;
    this.facts = facts;
    this.require = new Requirements(q, facts);
    this.k = q.classes();
  }

  List<Certificate> certificates() {
    List<Certificate> all = new ArrayList<>();
    OptionalDouble norm = norm();
    for (int m = norm.isPresent() ? 1 : q.depth(); m <= q.depth(); m++) {
      all.add(condition(m, norm));
    }
    all.add(kernel());
    return all;
  }

  /** ||Theta||_op, or the bound C L_2 that stands for it. */
  private OptionalDouble norm() {
    return facts.kernelNorm().isEmpty() && facts.kernelConstant().isPresent()
        ? OptionalDouble.of(facts.kernelConstant().getAsDouble() * q.depth())
        : facts.kernelNorm();
  }

  private Certificate condition(int m, OptionalDouble norm) {
    TheoremInfo info = CONDITION.at(m);
    MetricValue value = smallestCondition(m);
    List<Hypothesis> hypotheses = new ArrayList<>(require.model());
    Hypothesis given = Hypothesis.given(key("kernel-norm"), "||Theta||_op (or C L_2)", norm);
    hypotheses.add(given);
    List<Hypothesis> ours = new ArrayList<>();
    ours.add(require.noBias());
    ours.add(given);
    hypotheses.add(require.residualBelowTarget());
    ours.add(require.residualBelowTarget());
    String form = "sqrt(||Theta||_op) K r/(sqrt(M) (s_K(Y) - eps_1)), M = " + m + ", r = ";
    return info.certificate(
        value,
        Bound.of(
            info,
            Tier.PRINTED,
            form + "the largest of ||Z_{L-2}||, ||Z_{L-1}||, ||W_l||",
            null,
            hypotheses,
            value,
            () -> conditionBound(norm.orElseThrow(), q.printedNorm(), m)),
        Bound.of(
            info,
            Tier.CONSTANTS,
            form + "max ||W_l||_op, l in L_1+1 .. L_1+" + m,
            null,
            ours,
            value,
            () -> conditionBound(norm.orElseThrow(), largestNorm(m), m)));
  }

  private double largestNorm(int m) {
    return q.norms().subList(0, m).stream().mapToDouble(x -> x).max().orElse(0);
  }

  private MetricValue conditionBound(double norm, double r, int m) {
    return Logs.defined(Math.sqrt(norm) * k * r / (Math.sqrt(m) * (q.targetNorm() - q.residual())));
  }

  private MetricValue smallestCondition(int m) {
    MetricValue best = q.tails().get(0).condition("W_{L:L_1+1}");
    for (int i = 1; i < m; i++) {
      MetricValue next = q.tails().get(i).condition("W_{L:L_1+" + (i + 1) + "}");
      if (!(best.orNaN() <= next.orNaN()) && next instanceof MetricValue.Defined) {
        best = next;
      }
    }
    return best;
  }

  private Certificate kernel() {
    OptionalDouble norm = facts.kernelNorm();
    MetricValue value =
        norm.isPresent()
            ? MetricValue.of(norm.getAsDouble())
            : MetricValue.undefined("because ||Theta||_op was not given");
    List<Hypothesis> printed = new ArrayList<>(require.model());
    printed.add(require.residualBelowTarget());
    return KERNEL.certificate(
        value,
        Bound.of(
            KERNEL,
            Tier.PRINTED,
            "(s_K(Y) - eps_1)^2 L_2/(K^2 r^2), r the largest of ||Z_{L-2}||, ||Z_{L-1}||,"
                + " ||W_l||",
            null,
            printed,
            value,
            () -> {
              double root = (q.targetNorm() - q.residual()) / (k * q.printedNorm());
              return Logs.defined(root * root * q.depth());
            }),
        Bound.of(
            KERNEL,
            Tier.CONSTANTS,
            "(s_K(Y) - eps_1)^2 sum_{l>L_1} 1/||W_l||_op^2",
            null,
            List.of(require.noBias(), require.residualBelowTarget()),
            value,
            () -> {
              double gap = q.targetNorm() - q.residual();
              double sum = 0;
              for (double norms : q.norms()) {
                sum += gap / norms * (gap / norms);
              }
              return Logs.defined(sum);
            }));
  }
}
