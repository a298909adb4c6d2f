package org.collapsar.theory;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.metrics.MetricValue;

/**
 * Evaluates Theorem 4.2 of [1], (6), (7), (9) and (10): near a stationary point the features are a
 * function of kernel, W and labels. With D = E[Delta_a sigma(u^T X)] kept, (6) is an identity at
 * every point (ours, docs/certificates.md).
 *
 * <p>[1] D. Wu and M. Mondelli, <i>Neural Collapse Beyond the Unconstrained Features Model</i>,
 * ICML 2025, arXiv 2501.19104.
 */
public final class FeatureTheorem {
  private static final TheoremInfo IDENTITY =
      TheoremInfo.of("wu2025.theorem4.2.identity")
          .called("Identity (6)", "relative error of (6)", "relative error of the identity (6)")
          .claims(
              "Features, gradient, kernel and linear systems fit together: with D kept, (6) is an"
                  + " identity at every point.")
          .from(LandscapeRequirements.SOURCE, "Theorem 4.2 (6)", "4.2 (6)")
          .above("||H - F - E_1||_F/(||D||_F/lambda_rho)", Tier.RESIDUAL)
          .inTraining()
          .build();

  /** The share of the variance of the features that F explains. */
  public static final TheoremInfo EXPLAINED =
      TheoremInfo.of("wu2025.theorem4.2.explained")
          .called("Variance explained (6)", "variance explained", "share of variance explained")
          .claims(
              "Kernel, W and labels predict the features: the share of their variance that F"
                  + " explains.")
          .from(LandscapeRequirements.SOURCE, "Theorem 4.2 (6)", "4.2 (6)")
          .below("1 - ||H - F||_F^2/||H~||_F^2", Tier.PRINTED, Tier.CONSTANTS, Tier.RESIDUAL)
          .inTraining()
          .build();

  private static final TheoremInfo E1 =
      TheoremInfo.of("wu2025.theorem4.2.e1")
          .called("E_1 (7)", "squared norm of E_1", "squared norm of E_1 and bounds")
          .claims(
              "The features are those that kernel, W and labels predict, up to E_1, which is small"
                  + " where the gradient is.")
          .from(LandscapeRequirements.SOURCE, "Theorem 4.2 (7)", "4.2 (7)")
          .above("||E_1||_F^2", Tier.PRINTED, Tier.CONSTANTS, Tier.RESIDUAL)
          .inTraining()
          .build();
  private static final TheoremInfo E2 =
      TheoremInfo.of("wu2025.theorem4.2.e2")
          .called("E_2 (10)", "squared norm of E_2", "squared norm of E_2 and bounds")
          .claims(
              "The features are collapsed up to E_2, which is small where loss and gradient are.")
          .from(LandscapeRequirements.SOURCE, "Theorem 4.2 (10)", "4.2 (10)")
          .above("||E_2||_F^2", Tier.PRINTED, Tier.CONSTANTS, Tier.RESIDUAL)
          .inTraining()
          .build();

  /** The identity, the variance explained, E_1 and E_2. */
  static final Theorem<MeanFieldQuantities> THEOREM =
      Theorem.of(
          MeanFieldQuantities.class,
          q -> new FeatureTheorem(q).certificates(),
          IDENTITY,
          EXPLAINED,
          E1,
          E2);

  private final MeanFieldQuantities q;
  private final MeanFieldModel model;
  private final LandscapeRequirements require;

  FeatureTheorem(MeanFieldQuantities q) {
    this.q = q;
    this.model = q.point().model();
    this.require = new LandscapeRequirements(q);
  }

  List<Certificate> certificates() {
    return List.of(identity(), explained(), e1(), e2());
  }

  /** E ||D||-form of the bound on ||E_1||^2 with measured constants, by Cauchy and Schwarz. */
  private double constantsE1() {
    return q.trace() * q.point().squaredDriftA() / square(model.decayRho());
  }

  private double residualE1() {
    return square(q.defect() / model.decayRho());
  }

  private static double square(double x) {
    return x * x;
  }

  private MetricValue ofPrediction(double value) {
    return q.prediction() == null
        ? MetricValue.undefined(String.valueOf(q.unpredicted()))
        : Logs.defined(value);
  }

  // ---- the identity
  // ------------------------------------------------------------------------------

  private Certificate identity() {
    MeanFieldQuantities.Prediction p = q.prediction();
    double unit = q.defect() / model.decayRho();
    MetricValue value =
        p == null
            ? MetricValue.undefined(String.valueOf(q.unpredicted()))
            : unit > 0
                ? Logs.defined(p.identityError() / unit)
                : MetricValue.undefined("because D = 0");
    return IDENTITY.certificate(
        value,
        Bound.of(
            IDENTITY,
            Tier.RESIDUAL,
            "rounding: 16 sqrt(max(n, N)) roundoff (gamma s_max ||R||_F tr(K)/n + lambda_rho ||H||_F +"
                + " ||D||_F)/||D||_F, and what the residuals of the linear systems add",
            null,
            List.of(require.decayed()),
            value,
            () ->
                p == null || !(unit > 0)
                    ? MetricValue.undefined("because D = 0")
                    : Logs.defined((q.rounding() + p.slack()) / unit)));
  }

  // ---- predicted against actual features
  // ---------------------------------------------------------

  /** 1 - ||H - F||_F^2/||H~||_F^2. */
  MetricValue share() {
    MeanFieldQuantities.Prediction p = q.prediction();
    double total = square(q.spread());
    return p == null
        ? MetricValue.undefined(String.valueOf(q.unpredicted()))
        : total > 0
            ? Logs.defined(1 - square(p.e1()) / total)
            : MetricValue.undefined("because all features are equal");
  }

  private Certificate explained() {
    MetricValue value = share();
    return EXPLAINED.certificate(
        value,
        explainedBound(Tier.PRINTED, "(7)", require.printed(), value, require.printedE1()),
        explainedBound(
            Tier.CONSTANTS,
            "tr(K) E||Delta_a||^2/lambda_rho^2",
            List.of(require.decayed()),
            value,
            constantsE1()),
        explainedBound(
            Tier.RESIDUAL,
            "||D||_F^2/lambda_rho^2",
            List.of(require.decayed()),
            value,
            residualE1()));
  }

  private Bound explainedBound(
      Tier tier, String of, List<Hypothesis> hypotheses, MetricValue value, double e1) {
    return Bound.of(
        EXPLAINED,
        tier,
        "1 - e/||H~||_F^2, e the bound on ||E_1||_F^2 of " + of,
        null,
        hypotheses,
        value,
        () ->
            q.spread() > 0
                ? Logs.defined(1 - e1 / square(q.spread()))
                : MetricValue.undefined("because all features are equal"));
  }

  // ---- E_1
  // ---------------------------------------------------------------------------------------

  private Certificate e1() {
    MeanFieldQuantities.Prediction p = q.prediction();
    MetricValue value = ofPrediction(p == null ? 0 : square(p.e1()));
    return E1.certificate(
        value,
        Bound.of(
            E1,
            Tier.PRINTED,
            "2 (lambda_rho^-4 gamma^4 C_1^2 s_max(W)^4 + lambda_rho^-2) C_1^2 n eps_S^2",
            null,
            require.printed(),
            value,
            () -> Logs.defined(require.printedE1())),
        Bound.of(
            E1,
            Tier.CONSTANTS,
            "tr(K) E||Delta_a||^2/lambda_rho^2, tr(K) <= C_1^2 n",
            null,
            List.of(require.decayed()),
            value,
            () -> Logs.defined(constantsE1())),
        Bound.of(
            E1,
            Tier.RESIDUAL,
            "||D||_F^2/lambda_rho^2",
            null,
            List.of(require.decayed()),
            value,
            () -> Logs.defined(residualE1())));
  }

  // ---- E_2
  // ---------------------------------------------------------------------------------------

  private Certificate e2() {
    double s = q.w().smallest();
    double n = q.samples();
    MetricValue value = require.withRank(square(q.e2()));
    List<Hypothesis> printed = require.printed();
    printed.add(require.fullRank());
    List<Hypothesis> measured = new ArrayList<>(List.of(require.decayed(), require.fullRank()));
    double c = model.sigma().bound().orElse(Double.NaN);
    return E2.certificate(
        value,
        Bound.of(
            E2,
            Tier.PRINTED,
            "2 (lambda_rho^-4 gamma^4 C_1^2 s_max^4 + lambda_rho^-2) C_1^2 n eps_S^2 + (2 n gamma^-2"
                + " L_n + 2 lambda_rho^-2 s_max^2 C_1^2 n eps_S^2)/s_min^2",
            null,
            printed,
            value,
            () ->
                Logs.defined(
                    require.printedE1()
                        + (2 * n * q.loss() / square(model.gamma())
                                + 2
                                    * square(q.w().largest() * c / model.decayRho())
                                    * n
                                    * q.point().squaredDrift())
                            / square(s))),
        Bound.of(
            E2,
            Tier.CONSTANTS,
            "2 n L_n/(gamma^2 s_min^2) + ||D||_F^2/lambda_rho^2",
            null,
            measured,
            value,
            () ->
                Logs.defined(
                    square(q.residual() / model.gamma() / s + q.arithmetic())
                        + square(q.defect() / model.decayRho() + q.mismatch()))),
        Bound.of(
            E2,
            Tier.RESIDUAL,
            "gamma^-2 ||W (W^T W)^-1 R||_F^2 + lambda_rho^-2 ||(I - P_W) D||_F^2, R = gamma W^T H - Y,"
                + " equal but for rounding",
            null,
            measured,
            value,
            () ->
                Logs.defined(
                    square(q.rangePart() + q.arithmetic())
                        + square(q.kernelPart() / model.decayRho() + q.mismatch()))));
  }
}
