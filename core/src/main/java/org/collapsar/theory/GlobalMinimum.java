package org.collapsar.theory;

import static org.collapsar.theory.Hypothesis.key;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.collapsar.metrics.MetricValue;

/**
 * Evaluates Proposition 5.1 and Theorem 5.2 of [1]: small parameters bound the condition of the
 * product of the linear layers, and at a global minimiser they are small. Computes by logarithms,
 * as the bounds are exponentials of squared norms.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang and M. Mondelli, <i>Wide Neural Networks Trained with Weight
 * Decay Provably Exhibit Neural Collapse</i>, ICLR 2025, arXiv 2410.04887.
 */
final class GlobalMinimum {
  private static final TheoremInfo SMALL_PARAMETERS =
      TheoremInfo.of("jacot2025.proposition5.1")
          .called(
              "Condition of the head (5.1)",
              "condition of the head",
              "condition of the head and bounds")
          .claims(
              "Small parameters and interpolation make the product of the linear layers well"
                  + " conditioned.")
          .from(Requirements.SOURCE, "Proposition 5.1", "5.1")
          .above("kappa(W_{L:L_1+1})", Tier.PRINTED, Tier.CONSTANTS)
          .inTraining()
          .build();
  private static final TheoremInfo PRODUCT =
      TheoremInfo.of("jacot2025.theorem5.2.product")
          .called(
              "Condition of the head (5.2)",
              "condition of the head (5.2)",
              "condition of the head and bounds")
          .claims("At a global minimiser the product of the linear layers is well conditioned.")
          .from(Requirements.SOURCE, "Theorem 5.2", "5.2")
          .above("kappa(W_{L:L_1+1})", Tier.PRINTED, Tier.CONSTANTS)
          .build();
  private static final TheoremInfo LAST =
      TheoremInfo.of("jacot2025.theorem5.2.last")
          .called(
              "Condition (5.2)",
              "condition of W_L (5.2)",
              "condition of the last weights and bounds")
          .claims("At a global minimiser the last layer is well conditioned.")
          .from(Requirements.SOURCE, "Theorem 5.2", "5.2")
          .above("kappa(W_L)", Tier.PRINTED, Tier.CONSTANTS)
          .build();

  /** Proposition 5.1, and Theorem 5.2 of the product and of the last layer. */
  static final Theorem<HeadPoint> THEOREM =
      Theorem.of(
          HeadPoint.class,
          p -> new GlobalMinimum(p.quantities(), p.facts()).certificates(),
          SMALL_PARAMETERS,
          PRODUCT,
          LAST);

  /** Relative balancedness above which a point cannot be a minimiser, rounding forgiven. */
  private static final double BALANCED = 1e-6;

  private final HeadQuantities q;
  private final NetworkFacts facts;
  private final Requirements require;
  private final double k;

  GlobalMinimum(HeadQuantities q, NetworkFacts facts) {
    this.q = q;
    this.facts = facts;
    this.require = new Requirements(q, facts);
    this.k = q.classes();
  }

  List<Certificate> certificates() {
    return List.of(smallParameters(), minimiser(false), minimiser(true));
  }

  private Certificate smallParameters() {
    MetricValue value = q.product().condition("W_{L:L_1+1}");
    List<Hypothesis> printed = new ArrayList<>(require.model());
    printed.add(require.plain());
    printed.add(require.severalClasses());
    printed.add(require.inputNormGiven());
    printed.add(require.nonlinearLayersGiven());
    printed.add(Hypothesis.given(key("parameter-norm"), "||theta||", require.parameterNorm()));
    printed.add(require.residualBelowTarget());
    return SMALL_PARAMETERS.certificate(
        value,
        Bound.of(
            SMALL_PARAMETERS,
            Tier.PRINTED,
            "(||X||_op/(s_K(Y) - eps_1))^K exp((c + L_1 K log K)/2), c = ||theta||^2 - L K",
            null,
            printed,
            value,
            () -> {
              double l1 = facts.nonlinearLayers().orElseThrow();
              double theta = require.parameterNorm().orElseThrow();
              double c = theta * theta - (l1 + q.depth()) * k;
              return Logs.exp(
                  logBound(
                      require.inputNorm().orElseThrow(), q.residual(), c + l1 * k * Math.log(k)));
            }),
        Bound.of(
            SMALL_PARAMETERS,
            Tier.CONSTANTS,
            "(||Z_{L_1}||_op/(s_K(Y) - eps_1))^K exp((sum_{l>L_1} ||W_l||_F^2 - L_2 K)/2)",
            null,
            List.of(require.noBias(), require.residualBelowTarget()),
            value,
            () ->
                Logs.exp(
                    logBound(
                        q.headNorm(), q.residual(), require.squaredHeadNorm() - q.depth() * k))));
  }

  private double logBound(double norm, double residual, double exponent) {
    return k * (Math.log(norm) - Math.log(q.targetNorm() - residual)) + exponent / 2;
  }

  /**
   * Theorem 5.2, of the product or of the last layer.
   *
   * <p>With lambda known, eps_1 is the smallest that the theorem allows, sqrt(lambda (K L_2 + c));
   * else it is measured, which the proof allows as well: lambda only serves to bound it.
   */
  private Certificate minimiser(boolean ofLast) {
    TheoremInfo info = ofLast ? LAST : PRODUCT;
    MetricValue value = ofLast ? q.last().condition("W_L") : q.product().condition("W_{L:L_1+1}");
    List<Hypothesis> shared = new ArrayList<>(require.model());
    shared.add(require.plain());
    shared.add(require.severalClasses());
    shared.add(require.inputNormGiven());
    shared.add(require.nonlinearLayersGiven());
    shared.add(Hypothesis.given(key("cost"), "c", facts.minimiserCost()));
    shared.add(Hypothesis.assumed(key("minimiser"), "theta is a global minimiser"));
    if (q.depth() > 1) {
      shared.add(
          Hypothesis.atMost(
              key("imbalance"),
              "eps_2 over the largest ||W_l||_op^2 (0 at every minimiser)",
              q.imbalance() / (q.largestNorm() * q.largestNorm()),
              BALANCED));
    }
    List<Hypothesis> printed = new ArrayList<>(shared);
    printed.add(Hypothesis.given(key("decay"), "lambda", facts.decay()));
    OptionalDouble allowed = allowedResidual();
    if (allowed.isPresent()) {
      printed.add(
          Hypothesis.below(
              key("allowed-fit"),
              "eps_1 = sqrt(lambda (K L_2 + c))",
              allowed.getAsDouble(),
              q.targetNorm()));
      printed.add(
          Hypothesis.atMost(
              key("reached-fit"),
              "||Z_L - Y||_F (at most eps_1 at a global minimiser)",
              q.residual(),
              allowed.getAsDouble()));
    }
    List<Hypothesis> measured = new ArrayList<>(shared);
    measured.add(require.residualBelowTarget());
    double root = ofLast ? q.depth() : 1;
    String form =
        "(||X||_op/(s_K(Y) - eps_1))^K exp((c - L_1 K + L_1 K log K)/2)"
            + (ofLast ? ", to the power 1/L_2" : "");
    return info.certificate(
        value,
        Bound.of(
            info,
            Tier.PRINTED,
            form + ", eps_1 = sqrt(lambda (K L_2 + c))",
            null,
            printed,
            value,
            () -> minimiserBound(allowed.orElseThrow(), root)),
        Bound.of(
            info,
            Tier.CONSTANTS,
            form + ", eps_1 = ||Z_L - Y||_F",
            null,
            measured,
            value,
            () -> minimiserBound(q.residual(), root)));
  }

  private OptionalDouble allowedResidual() {
    return facts.decay().isPresent() && facts.minimiserCost().isPresent()
        ? OptionalDouble.of(
            Math.sqrt(
                facts.decay().getAsDouble()
                    * (k * q.depth() + facts.minimiserCost().getAsDouble())))
        : OptionalDouble.empty();
  }

  private MetricValue minimiserBound(double residual, double root) {
    double l1 = facts.nonlinearLayers().orElseThrow();
    double exponent = facts.minimiserCost().orElseThrow() - l1 * k + l1 * k * Math.log(k);
    return Logs.exp(logBound(require.inputNorm().orElseThrow(), residual, exponent) / root);
  }
}
