package org.collapsar.theory;

import static org.collapsar.theory.Hypothesis.key;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.linalg.Spectral;
import org.collapsar.metrics.MetricValue;

/**
 * Evaluates Lemma 4.3 of [1]: W stays well conditioned and bounded. The lemma has a free alpha and
 * the B that goes with it, L_{lam,n} = B beta^{-1} (log beta)^alpha. Beside it there are forms that
 * are true at every point (ours, docs/certificates.md).
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 */
final class ConditioningLemma {
  private static final TheoremInfo SMALLEST =
      TheoremInfo.of("wu2025.lemma4.3.smin")
          .called("s_min(W) (4.3)", "s_min(W)", "smallest singular value of W, bounds")
          .claims(
              "W stays well conditioned: its smallest singular value is not small where the loss is.")
          .from(LandscapeRequirements.SOURCE, "Lemma 4.3", "4.3")
          .below("s_min(W)", Tier.PRINTED, Tier.CONSTANTS, Tier.RESIDUAL)
          .inTraining()
          .build();
  private static final TheoremInfo NORM =
      TheoremInfo.of("wu2025.lemma4.3.norm")
          .called("||W||^2 (4.3)", "squared norm of W", "squared norm of W and bounds")
          .claims("W stays bounded where the regularised loss is small.")
          .from(LandscapeRequirements.SOURCE, "Lemma 4.3", "4.3")
          .above("||W||_F^2", Tier.PRINTED, Tier.CONSTANTS)
          .inTraining()
          .build();

  /** Both with alpha = 0. */
  static final Theorem<MeanFieldQuantities> THEOREM =
      Theorem.of(
          MeanFieldQuantities.class,
          q -> new ConditioningLemma(q, 0).certificates(),
          SMALLEST,
          NORM);

  private final MeanFieldQuantities q;
  private final MeanFieldModel model;
  private final LandscapeRequirements require;
  private final double alpha;

  /**
   * @param alpha at least 0
   */
  ConditioningLemma(MeanFieldQuantities q, double alpha) {
    this.q = q;
    this.model = q.point().model();
    this.require = new LandscapeRequirements(q);
    this.alpha = alpha;
  }

  List<Certificate> certificates() {
    return List.of(smallest(), norm());
  }

  private double beta() {
    return 1 / model.noise();
  }

  /** B. */
  private double scale() {
    return q.regularisedLoss() * beta() / Math.pow(Math.log(beta()), alpha);
  }

  /** Whether beta is large enough for an exponent, all five conditions but the one without it. */
  private boolean allows(double exponent) {
    double logBeta = Math.log(beta());
    double c = model.sigma().supremum().orElse(Double.NaN);
    double lambda = model.decayRho() * beta();
    double main = 2 * Math.pow(model.gamma() * c, 2) * q.samples() * scale() / lambda;
    boolean power =
        logBeta * exponent >= 2 * Math.log(main)
            && logBeta * exponent >= Math.log(4.0 * q.classes() / q.samples());
    return alpha == 0
        ? power
        : power && logBeta * exponent >= 4 * alpha * Math.log(2 * alpha / exponent);
  }

  /** The smallest eps_0 that the conditions allow, from 0 (as a limit) on; above 1/2 if none is. */
  private double exponent() {
    if (!allows(0.5)) {
      return Double.POSITIVE_INFINITY;
    }
    double low = 0;
    double high = 0.5;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (middle > 0 && allows(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private List<Hypothesis> printed() {
    List<Hypothesis> all =
        new ArrayList<>(
            List.of(
                require.balanced(),
                require.decayed(),
                require.decayedW(),
                Hypothesis.yes(
                    key("bounded"),
                    "sigma bounded (" + model.sigma().name() + ")",
                    model.sigma().supremum().isPresent()),
                Hypothesis.yes(
                    key("noise"),
                    "noise: beta is finite, and above 1",
                    0 < model.noise() && model.noise() < 1)));
    if (all.stream().allMatch(h -> h.verdict().allows())) {
      double floor = 64 * Math.pow(q.classes() * scale(), 2);
      if (alpha > 0) {
        floor = Math.max(floor, Math.exp(4 * alpha * Math.log(2 * alpha)));
      }
      all.add(Hypothesis.atLeast(key("beta"), "beta", beta(), floor));
      all.add(
          Hypothesis.atMost(
              key("exponent"), "eps_0, the smallest that beta allows", exponent(), 0.5));
    }
    return all;
  }

  private String conditions() {
    return ", L_{lam,n} = B beta^-1 (log beta)^alpha, alpha = "
        + Logs.text(alpha)
        + ", eps_0 the smallest that beta allows; gamma, 1 in the paper, beside C_1 = sup |sigma|";
  }

  private Certificate smallest() {
    MetricValue value = MetricValue.of(q.w().smallest());
    double gap = Math.sqrt(q.smallestClass()) - q.residual();
    List<Hypothesis> every =
        List.of(
            Hypothesis.below(
                key("fit"), "||R||_F = sqrt(2 n L_n)", q.residual(), Math.sqrt(q.smallestClass())));
    return SMALLEST.certificate(
        value,
        Bound.of(
            SMALLEST,
            Tier.PRINTED,
            "beta^-eps_0" + conditions(),
            null,
            printed(),
            value,
            () -> Logs.exp(-exponent() * Math.log(beta()))),
        Bound.of(
            SMALLEST,
            Tier.CONSTANTS,
            "(sqrt(m) - sqrt(2 n L_n))/(gamma sqrt(tr(K)) ||E[a a^T]||_op^1/2), tr(K) <= C_1^2 n,"
                + " m the smallest class",
            null,
            every,
            value,
            () ->
                over(
                    gap,
                    model.gamma()
                        * Math.sqrt(q.trace() * Spectral.symmetricNorm(q.point().second())))),
        Bound.of(
            SMALLEST,
            Tier.RESIDUAL,
            "(sqrt(m) - sqrt(2 n L_n))/(gamma ||H||_op)",
            null,
            every,
            value,
            () -> over(gap, model.gamma() * q.featureNorm())));
  }

  private static MetricValue over(double gap, double norm) {
    return norm > 0
        ? Logs.defined(gap / norm)
        : MetricValue.undefined("because all features are 0");
  }

  private Certificate norm() {
    MetricValue value = MetricValue.of(q.squaredW());
    return NORM.certificate(
        value,
        Bound.of(
            NORM,
            Tier.PRINTED,
            "2 (B/lambda_W^0) (log beta)^alpha" + conditions(),
            null,
            printed(),
            value,
            () ->
                Logs.defined(
                    2 * scale() / (model.decayW() * beta()) * Math.pow(Math.log(beta()), alpha))),
        Bound.of(
            NORM,
            Tier.CONSTANTS,
            "2 L_{lam,n}/lambda_W",
            null,
            List.of(require.decayedW()),
            value,
            () -> Logs.defined(2 * q.regularisedLoss() / model.decayW())));
  }
}
