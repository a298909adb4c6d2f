package org.collapsar.theory;

import static org.collapsar.theory.Hypothesis.key;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates Corollary 4.4 of [1], (16) and (17): NC1 is small where E_2 of (10) is. There is the
 * printed form, which has gamma = 1, the same form with gamma, and a tighter one that asks for
 * ||E_2||_F &lt; ||S~||_F only (the last two are ours, docs/certificates.md).
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 */
final class CollapseCorollary {
  private static final TheoremInfo INFO =
      TheoremInfo.of("wu2025.corollary4.4")
          .called("NC1 (17)", "NC1", "NC1 of H and bounds")
          .claims("The features collapse to their class means where loss and gradient are small.")
          .from(LandscapeRequirements.SOURCE, "Corollary 4.4 (16), (17)", "4.4 (16), (17)")
          .above("NC1(H)", Tier.PRINTED, Tier.PRINTED, Tier.CONSTANTS, Tier.RESIDUAL)
          .erratum(
              "the paper has gamma = 1 here; otherwise both main terms need gamma^-2, and for"
                  + " gamma > 1 the form can be broken")
          .inTraining()
          .build();

  static final Theorem<MeanFieldQuantities> THEOREM =
      Theorem.of(
          MeanFieldQuantities.class, q -> List.of(new CollapseCorollary(q).certificate()), INFO);

  private final MeanFieldQuantities q;
  private final MeanFieldModel model;
  private final LandscapeRequirements require;

  CollapseCorollary(MeanFieldQuantities q) {
    this.q = q;
    this.model = q.point().model();
    this.require = new LandscapeRequirements(q);
  }

  /** n (q-1)/(s_max^2 q), what the proof has for the spread of S when gamma = 1. */
  private double printedSpread() {
    double k = q.classes();
    double s = q.w().largest();
    return q.samples() * (k - 1) / (s * s * k);
  }

  Certificate certificate() {
    MetricValue value = q.nc1();
    double gamma = model.gamma();
    String main = "(q-1) n/(s_max^2 q)";
    return INFO.certificate(
        value,
        printed(
            "16 ||E_2||^2/(" + main + "/2 - 4 ||E_2||^2)",
            gamma > 1 ? INFO.erratum() : null,
            value,
            printedSpread()),
        printed(
            "16 ||E_2||^2/(" + main + " gamma^-2/2 - 4 ||E_2||^2), for any gamma",
            null,
            value,
            printedSpread() / (gamma * gamma)),
        constants(value),
        residual(value));
  }

  private Bound printed(String form, @Nullable String erratum, MetricValue value, double x) {
    List<Hypothesis> all =
        new ArrayList<>(List.of(require.balanced(), require.severalClasses(), require.fullRank()));
    double e = q.e2() * q.e2();
    if (q.w().full()) {
      all.add(Hypothesis.atMost(key("deviation"), "||E_2||_F^2", e, x / 8));
    }
    return Bound.of(
        INFO,
        Tier.PRINTED,
        form,
        erratum,
        all,
        value,
        () ->
            x / 2 > 4 * e
                ? Logs.defined(16 * e / (x / 2 - 4 * e))
                : MetricValue.undefined("because its denominator is 0"));
  }

  /** e^2/(t - e)^2: class means minimise the squares within classes, and E~ is no longer than E. */
  private Bound within(
      Tier tier, String form, List<Hypothesis> all, MetricValue value, double e, double t) {
    if (q.w().full()) {
      all.add(Hypothesis.below(key("deviation"), "e", e, t));
    }
    return Bound.of(
        INFO, tier, form, null, all, value, () -> Logs.defined(e / (t - e) * (e / (t - e))));
  }

  private Bound constants(MetricValue value) {
    double e =
        Math.hypot(
            q.residual() / (model.gamma() * q.w().smallest()) + q.arithmetic(),
            q.defect() / model.decayRho() + q.mismatch());
    return within(
        Tier.CONSTANTS,
        "e^2/(t - e)^2, e^2 = 2 n L_n/(gamma^2 s_min^2) + ||D||_F^2/lambda_rho^2, t = (gamma"
            + " s_max)^-1 sqrt(n (q-1)/q)",
        new ArrayList<>(
            List.of(
                require.balanced(),
                require.severalClasses(),
                require.fullRank(),
                require.decayed())),
        value,
        e,
        Math.sqrt(printedSpread()) / model.gamma());
  }

  private Bound residual(MetricValue value) {
    return within(
        Tier.RESIDUAL,
        "e^2/(t - e)^2, e = ||H - S||_F, t = ||S~||_F, S = gamma^-1 W (W^T W)^-1 Y",
        new ArrayList<>(List.of(require.fullRank())),
        value,
        q.e2() + q.arithmetic(),
        q.collapsed());
  }
}
