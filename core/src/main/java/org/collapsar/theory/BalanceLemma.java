package org.collapsar.theory;

import static org.collapsar.theory.Hypothesis.key;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;

/**
 * Evaluates Lemma 4.5 of [1]: at a stationary point of the free energy lambda_rho E[a a^T] -
 * lambda_W W W^T = beta^{-1} I ([1], (19)), and without noise it is 0. What holds at every point
 * (ours, docs/certificates.md) is
 *
 * <pre>lambda_rho E[a a^T] - lambda_W W W^T = E[Delta_a a^T] - W grad_W^T.</pre>
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 */
final class BalanceLemma {
  private static final String DIFFERENCE = "lambda_rho E[a a^T] - lambda_W W W^T";
  // Without noise; the bound by constants is of that case.
  private static final TheoremInfo INFO =
      TheoremInfo.of("wu2025.lemma4.5")
          .called("Imbalance (19)", "imbalance (19)", "largest entry of the imbalance, bounds")
          .claims("At a stationary point without noise, particles and W are balanced.")
          .from(LandscapeRequirements.SOURCE, "Lemma 4.5 (19)", "4.5 (19)")
          .above("max |" + DIFFERENCE + "|", Tier.PRINTED, Tier.CONSTANTS, Tier.RESIDUAL)
          .inTraining()
          .build();
  private static final TheoremInfo NOISY =
      INFO.saying(
          "The law of a stationary point is not balanced: the difference is the identity over beta.",
          "max |beta (" + DIFFERENCE + ") - I|");

  static final Theorem<MeanFieldQuantities> THEOREM =
      Theorem.of(MeanFieldQuantities.class, q -> List.of(new BalanceLemma(q).certificate()), INFO);

  private final MeanFieldQuantities q;
  private final MeanFieldPoint point;
  private final MeanFieldModel model;

  BalanceLemma(MeanFieldQuantities q) {
    this.q = q;
    this.point = q.point();
    this.model = point.model();
  }

  /** 1/beta^{-1}, or 1 without noise. */
  private double unit() {
    return model.noise() > 0 ? 1 / model.noise() : 1;
  }

  /** unit() times a matrix, less I where there is noise. */
  private Matrix against(Matrix m) {
    Matrix scaled = m.scaled(unit());
    if (model.noise() > 0) {
      for (int i = 0; i < scaled.rows(); i++) {
        scaled.data()[i * scaled.columns() + i] -= 1;
      }
    }
    return scaled;
  }

  Certificate certificate() {
    boolean noisy = model.noise() > 0;
    Matrix difference =
        point.second().combine(model.decayRho(), -model.decayW(), point.classifier().gram());
    double value = MeanFieldQuantities.largest(against(difference));
    MetricValue measured = Logs.defined(value);
    List<Bound> bounds = new ArrayList<>();
    bounds.add(
        Bound.of(
            INFO,
            Tier.PRINTED,
            noisy ? "0, as (19) says of a stationary point" : "0, as (19) says with beta^-1 = 0",
            null,
            stationary(),
            measured,
            () -> MetricValue.of(0)));
    if (!noisy) {
      bounds.add(
          Bound.of(
              INFO,
              Tier.CONSTANTS,
              "(E||Delta_a||^2 max_i E a_i^2)^1/2 + max_i ||W_i|| ||grad_W||_F, W_i the rows of W",
              null,
              List.of(),
              measured,
              () -> Logs.defined(constants() + q.balanceRounding())));
    }
    bounds.add(
        Bound.of(
            INFO,
            Tier.RESIDUAL,
            noisy
                ? "max |beta E[Delta_a a^T] - I| + beta max |W grad_W^T|"
                : "max |E[Delta_a a^T]| + max |W grad_W^T|",
            null,
            List.of(),
            measured,
            () ->
                Logs.defined(
                    MeanFieldQuantities.largest(against(point.pull()))
                        + unit() * MeanFieldQuantities.largest(q.weightPull())
                        + unit() * q.balanceRounding())));
    return (noisy ? NOISY : INFO).certificate(measured, bounds);
  }

  private List<Hypothesis> stationary() {
    List<Hypothesis> all = new ArrayList<>();
    all.add(Hypothesis.yes(key("trained-w"), "W is trained", !model.frozenW()));
    all.add(
        Hypothesis.equal(
            key("gradient-w"), "||grad_W||_F", Math.sqrt(q.gradientW().squaredNorm()), 0));
    all.add(
        model.noise() > 0
            ? new Hypothesis(
                key("stationary"),
                "eps_S",
                MetricValue.undefined(
                    "because it contains the score of rho, which particles do not determine"),
                "0",
                Verdict.FAILS)
            : Hypothesis.equal(key("stationary"), "eps_S", Math.sqrt(point.squaredDrift()), 0));
    return all;
  }

  private double constants() {
    double a = 0;
    double w = 0;
    for (int i = 0; i < point.width(); i++) {
      a = Math.max(a, point.second().get(i, i));
      double row = 0;
      for (int k = 0; k < point.classes(); k++) {
        row += point.classifier().get(i, k) * point.classifier().get(i, k);
      }
      w = Math.max(w, row);
    }
    return Math.sqrt(point.squaredDriftA() * a) + Math.sqrt(w * q.gradientW().squaredNorm());
  }
}
