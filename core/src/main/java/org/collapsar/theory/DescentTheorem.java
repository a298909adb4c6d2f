package org.collapsar.theory;

import static org.collapsar.theory.DescentCondition.DECAY_BY_ALPHA;
import static org.collapsar.theory.DescentCondition.DECAY_BY_START;
import static org.collapsar.theory.DescentCondition.DECAY_BY_TARGET;
import static org.collapsar.theory.DescentCondition.DOMINATED;
import static org.collapsar.theory.DescentCondition.FIRST_WIDTH;
import static org.collapsar.theory.DescentCondition.INTERPOLATION;
import static org.collapsar.theory.DescentCondition.LINEAR_LAYERS;
import static org.collapsar.theory.DescentCondition.PYRAMID;
import static org.collapsar.theory.DescentCondition.RADIUS;
import static org.collapsar.theory.DescentCondition.SMALLEST_SLOPE;
import static org.collapsar.theory.DescentCondition.SMOOTH;
import static org.collapsar.theory.DescentCondition.START_8;
import static org.collapsar.theory.DescentCondition.STEPS;
import static org.collapsar.theory.DescentCondition.STEP_BY_BALANCE;
import static org.collapsar.theory.DescentCondition.STEP_BY_CURVATURE;
import static org.collapsar.theory.DescentCondition.STEP_BY_DECAY;
import static org.collapsar.theory.DescentCondition.STEP_BY_TARGET;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.metrics.MetricValue;

/**
 * Evaluates Assumptions 4.1 to 4.3 and Theorem 4.4 / B.2 of [1]: gradient descent with weight decay
 * reaches interpolation (phase 1) and then balancedness (phase 2), and so collapse. Pure functions
 * of numbers: nothing is trained here. The printed tier is the paper's; where that is known to be
 * wrong it is marked, and the constants tier is the corrected form (docs/certificates.md, "Why
 * corrected"). Longer than other files because a theorem is one file.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang and M. Mondelli, <i>Wide Neural Networks Trained with Weight
 * Decay Provably Exhibit Neural Collapse</i>, ICLR 2025, arXiv 2410.04887.
 */
public final class DescentTheorem {
  private static final String ERRATUM =
      "alpha lacks a square, and r_0 a division by ||X||_op: the inequality of Polyak and"
          + " Lojasiewicz that the proof uses can fail with it";

  /** Metrics of which a run has to measure one, so that the start of the descent is known. */
  private static final List<String> PREDICTIONS =
      List.of(
          "phase1.loss",
          "phase1.loss.printed",
          "phase1.radius",
          "phase1.radius.printed",
          "phase1.pl_ratio",
          "phase1.pl_ratio.printed",
          "phase1.condition8",
          "phase1.condition8.printed");

  private static final TheoremInfo COLLAPSE =
      TheoremInfo.of("jacot2025.theorem4.4")
          .called("NC1 (4.4)", "NC1 after descent", "NC1 after descent and bounds")
          .claims("Gradient descent with weight decay reaches neural collapse.")
          .from(Requirements.SOURCE, "Theorem 4.4 / B.2", "4.4 / B.2")
          .above("NC1(Z_{L-1}) after k steps", Tier.PRINTED, Tier.CONSTANTS)
          .erratum(ERRATUM)
          .with(PREDICTIONS)
          .build();
  private static final TheoremInfo POLYAK =
      TheoremInfo.of("jacot2025.theorem4.4.pl")
          .called("PL ratio (4.4)", "PL ratio", "PL ratio and bounds")
          .claims("Near the start the gradient is large wherever the loss is (Polyak-Lojasiewicz).")
          .from(Requirements.SOURCE, "Theorem 4.4 / B.2, phase 1", "4.4 / B.2, phase 1")
          .below("||grad C_0||^2/C_0", Tier.PRINTED, Tier.CONSTANTS)
          .erratum(ERRATUM)
          .with(PREDICTIONS)
          .build();
  private static final TheoremInfo RATE =
      TheoremInfo.of("jacot2025.theorem4.4.rate")
          .called("Loss (4.4)", "regularised loss", "regularised loss (sum) and bounds")
          .claims("In phase 1 the regularised loss falls exponentially.")
          .from(
              Requirements.SOURCE,
              "Proposition 4.5 and Theorem B.2, phase 1",
              "4.5 and B.2, phase 1")
          .above("C_lambda(theta_k)", Tier.PRINTED, Tier.CONSTANTS)
          .erratum(ERRATUM)
          .with(PREDICTIONS)
          .build();
  private static final TheoremInfo DISTANCE =
      TheoremInfo.of("jacot2025.theorem4.4.distance")
          .called("Distance (4.4)", "distance from the start", "distance from the start and bounds")
          .claims("In phase 1 the parameters stay near the start.")
          .from(Requirements.SOURCE, "Theorem 4.4 / B.2, phase 1", "4.4 / B.2, phase 1")
          .above("||theta_k - theta_0||", Tier.PRINTED, Tier.CONSTANTS)
          .erratum(ERRATUM)
          .with(PREDICTIONS)
          .build();

  /**
   * Of the descent that led to a network, for two linear layers or more. Its eps_1 and eps_2 are
   * those that the descent has reached: ||Z_L - Y||_F = sqrt(2) eps_1.
   */
  static final Theorem<HeadPoint> THEOREM =
      Theorem.of(HeadPoint.class, DescentTheorem::certificates, COLLAPSE, POLYAK, RATE, DISTANCE);

  private final InitialQuantities q;
  private final DescentProgress now;

  private DescentTheorem(InitialQuantities q, DescentProgress now) {
    this.q = q;
    this.now = now;
  }

  private static List<Certificate> certificates(HeadPoint point) {
    DescentRun descent = point.descent();
    return descent == null || point.quantities().depth() < 2
        ? List.of()
        : certificates(descent.start(), descent.reached(point.quantities()));
  }

  /**
   * Evaluates Theorem 4.4 (NC1 after k steps, by (18)) and three claims of its phase 1: the
   * inequality of Polyak and Lojasiewicz, the rate of the loss and the distance from the start.
   *
   * @param q the numbers at the start
   * @param now where the descent stands
   * @return the four certificates, in this order
   */
  public static List<Certificate> certificates(InitialQuantities q, DescentProgress now) {
    DescentTheorem theorem = new DescentTheorem(q, now);
    return List.of(theorem.collapse(), theorem.polyak(), theorem.rate(), theorem.distance());
  }

  /**
   * Checks Assumptions 4.1 to 4.3, each with its numbers.
   *
   * @param q the numbers at the start
   * @param corrected whether (8) is taken as corrected, or as printed
   * @return six hypotheses: two of 4.1, three of 4.2, and (8)
   */
  public static List<Hypothesis> assumptions(InitialQuantities q, boolean corrected) {
    List<Hypothesis> all = new ArrayList<>();
    all.add(
        Hypothesis.atLeast(
            FIRST_WIDTH.key(), "4.1: n_1, of at least N samples", q.widths().get(0), q.samples()));
    boolean pyramid = true;
    for (int l = 2; l < q.depth(); l++) {
      pyramid &= q.widths().get(l - 1) >= q.widths().get(l);
    }
    all.add(Hypothesis.yes(PYRAMID.key(), "4.1: n_2 >= n_3 >= .. >= n_L", pyramid));
    all.add(
        new Hypothesis(
            SMALLEST_SLOPE.key(),
            "4.2: gamma, the smallest slope",
            MetricValue.of(q.gamma()),
            "above 0, below 1",
            q.gamma() > 0 && q.gamma() < 1 ? Verdict.HOLDS : Verdict.FAILS));
    all.add(
        Hypothesis.yes(
            DOMINATED.key(), "4.2: slopes of at most 1 and |sigma(x)| <= |x|", q.dominated()));
    all.add(
        new Hypothesis(
            SMOOTH.key(),
            "4.2: beta, the Lipschitz constant of the slope",
            Logs.defined(q.beta()),
            "at least 1, finite",
            q.beta() >= 1 && Double.isFinite(q.beta()) ? Verdict.HOLDS : Verdict.FAILS));
    all.add(
        Hypothesis.atLeastLog(
            START_8.key(),
            corrected
                ? "4.3, corrected (8): lambda_F lambda_{3->L} min(lambda_F/||X||_op, min lambda_l)"
                : "4.3 (8): lambda_F lambda_{3->L} min(lambda_F, min lambda_l)",
            logLeft(q, corrected),
            logRight(q, corrected)));
    return List.copyOf(all);
  }

  /**
   * Checks what can be told at the start: the assumptions, and the conditions on lambda and eta
   * that take no eps_1 and no eps_2 that is to be reached.
   *
   * @param q the numbers at the start
   * @param corrected whether the constants are taken as corrected, or as printed
   * @return the hypotheses, in the order of {@link DescentCondition}
   */
  public static List<Hypothesis> atStart(InitialQuantities q, boolean corrected) {
    DescentRates rates = DescentRates.of(q, corrected);
    List<Hypothesis> all = new ArrayList<>(assumptions(q, corrected));
    // Those chosen do not depend on the targets, for which any number stands.
    all.addAll(DescentCondition.only(decayConditions(q, rates, 1), DECAY_BY_ALPHA, DECAY_BY_START));
    all.addAll(
        DescentCondition.only(stepConditions(q, rates, 1, 1), STEP_BY_CURVATURE, STEP_BY_DECAY));
    return List.copyOf(all);
  }

  /**
   * Computes the left side of (8) over its right side: Assumption 4.3 holds from 1 on.
   *
   * @param q the numbers at the start
   * @param corrected whether (8) is taken as corrected, or as printed
   * @return the ratio; undefined where it is beyond the range of double
   */
  public static MetricValue margin(InitialQuantities q, boolean corrected) {
    return Logs.exp(logLeft(q, corrected) - logRight(q, corrected));
  }

  private static double logLeft(InitialQuantities q, boolean corrected) {
    double features = corrected ? q.featuresSmallest() / q.inputNorm() : q.featuresSmallest();
    return q.logProduct() + Math.log(Math.min(features, q.smallestLater()));
  }

  private static double logRight(InitialQuantities q, boolean corrected) {
    double logGamma = Math.log(q.gamma());
    double power = q.depth() * (Math.log(2) - logGamma);
    return corrected
        ? Math.log(4 * Math.sqrt(2)) + 2 * logGamma + power + Math.log(q.loss()) / 2
        : Math.log(8) + logGamma + (power + Math.log(q.loss())) / 2;
  }

  /**
   * Checks the conditions of Theorem B.2 on lambda, in its order.
   *
   * @param q the numbers at the start
   * @param rates the constants, printed or corrected
   * @param targetResidual eps_1 that phase 1 is to reach
   * @return three hypotheses
   */
  public static List<Hypothesis> decayConditions(
      InitialQuantities q, DescentRates rates, double targetResidual) {
    double logDecay = Math.log(q.decay());
    double theta = q.parameterNorm();
    double ball =
        theta + Math.max(q.featuresSmallest() / 2, rates.corrected() ? rates.radius() : 0);
    return List.of(
        Hypothesis.atMostLog(
            DECAY_BY_ALPHA.key(),
            rates.corrected()
                ? "lambda, by alpha/2"
                : "lambda, by (gamma/2)^(L-2) lambda_F lambda_{3->L}",
            logDecay,
            rates.logAlpha() - Math.log(2)),
        Hypothesis.atMostLog(
            DECAY_BY_START.key(),
            "lambda, by 2 C_0(theta_0)/||theta_0||^2",
            logDecay,
            Math.log(2 * q.loss()) - 2 * Math.log(theta)),
        Hypothesis.atMostLog(
            DECAY_BY_TARGET.key(),
            "lambda, by eps_1^2/(18 (||theta_0|| + lambda_F/2)^2)",
            logDecay,
            2 * Math.log(targetResidual) - Math.log(18) - 2 * Math.log(ball)));
  }

  /**
   * Checks the conditions of Theorem B.2 on eta, in its order.
   *
   * @param q the numbers at the start
   * @param rates the constants, printed or corrected
   * @param targetResidual eps_1 that phase 1 is to reach
   * @param targetImbalance eps_2 that phase 2 is to reach
   * @return four hypotheses
   */
  public static List<Hypothesis> stepConditions(
      InitialQuantities q, DescentRates rates, double targetResidual, double targetImbalance) {
    double logStep = Math.log(q.step());
    double logQ2 = Math.log(2) + 2 * Math.log(targetResidual) - Math.log(q.decay());
    int depth = q.depth();
    return List.of(
        Hypothesis.atMostLog(
            STEP_BY_CURVATURE.key(),
            "eta, by 1/(2 beta_1)",
            logStep,
            -Math.log(2) - rates.logStepBound()),
        Hypothesis.atMostLog(
            STEP_BY_TARGET.key(),
            "eta, by 1/(5 N beta b^3 max(1, (2 eps_1^2/lambda)^(3L/2)) L^(5/2))",
            logStep,
            -Math.log(5.0 * q.samples() * q.beta())
                - 3 * Math.log(Math.max(1, q.largestSample()))
                - Math.max(0, 1.5 * depth * logQ2)
                - 2.5 * Math.log(depth)),
        Hypothesis.atMostLog(
            STEP_BY_DECAY.key(), "eta, by 1/(2 lambda)", logStep, -Math.log(2 * q.decay())),
        Hypothesis.atMostLog(
            STEP_BY_BALANCE.key(),
            "eta, by (lambda/(2 eps_1^2))^(L_1+L) eps_2/(4 ||X||_op^2)",
            logStep,
            -(q.nonlinearLayers() + depth) * logQ2
                + Math.log(targetImbalance)
                - Math.log(4)
                - 2 * Math.log(q.inputNorm())));
  }

  /**
   * Computes k_1 of Theorem B.2, the number of steps of phase 1.
   *
   * @param q the numbers at the start
   * @param rates the constants, printed or corrected
   * @return k_1; 0 where phase 1 is over at the start, NaN where the step is too large
   */
  public static double phase1Steps(InitialQuantities q, DescentRates rates) {
    double logFloorLoss = Math.log(q.decay()) + rates.logFloor();
    double excess = q.regularisedLoss() - Math.exp(logFloorLoss);
    if (!(excess > 0)) {
      return 0;
    }
    return Math.max(0, (logFloorLoss - Math.log(excess)) / rates.logPhase1());
  }

  /**
   * Computes the number of steps of Theorem B.2: k_1 and those of phase 2.
   *
   * @param q the numbers at the start
   * @param rates the constants, printed or corrected
   * @param targetResidual eps_1 that phase 1 is to reach
   * @param targetImbalance eps_2 that phase 2 is to reach
   * @return the smallest k of the theorem; NaN where the step is too large
   */
  public static double steps(
      InitialQuantities q, DescentRates rates, double targetResidual, double targetImbalance) {
    double log = Math.log(q.decay() * targetImbalance / 4) - 2 * Math.log(targetResidual);
    return phase1Steps(q, rates) + Math.max(0, log / (rates.logPhase2() / 2));
  }

  private List<Hypothesis> phase1(DescentRates rates) {
    List<Hypothesis> all = new ArrayList<>(assumptions(q, rates.corrected()));
    all.addAll(
        DescentCondition.only(
            decayConditions(q, rates, now.targetResidual()), DECAY_BY_ALPHA, DECAY_BY_START));
    all.addAll(
        DescentCondition.only(
            stepConditions(q, rates, now.targetResidual(), now.targetImbalance()),
            STEP_BY_CURVATURE));
    return all;
  }

  private Certificate collapse() {
    return COLLAPSE.certificate(now.nc1(), collapseBound(false), collapseBound(true));
  }

  private Bound collapseBound(boolean corrected) {
    DescentRates rates = DescentRates.of(q, corrected);
    double eps1 = now.targetResidual();
    double eps2 = now.targetImbalance();
    List<Hypothesis> all = new ArrayList<>(assumptions(q, corrected));
    all.addAll(decayConditions(q, rates, eps1));
    all.addAll(stepConditions(q, rates, eps1, eps2));
    all.add(Hypothesis.atLeast(STEPS.key(), "steps k", now.steps(), steps(q, rates, eps1, eps2)));
    all.add(
        Hypothesis.atLeast(
            LINEAR_LAYERS.key(), "linear layers L_2", q.depth() - q.nonlinearLayers(), 2));
    double k = q.classes();
    double n = q.samples();
    double target = Math.sqrt(n / k);
    double reached = Math.sqrt(2) * eps1;
    all.add(
        Hypothesis.below(
            INTERPOLATION.key(),
            "sqrt(2) eps_1",
            reached,
            Math.min(target, Math.sqrt((k - 1) * n / (4 * k)))));
    return Bound.of(
        COLLAPSE,
        corrected ? Tier.CONSTANTS : Tier.PRINTED,
        "(18) with sqrt(2) eps_1 for eps_1, r = max(q, q^(L-1) ||X||_op, q^(L-2) ||X||_op), q ="
            + " eps_1 sqrt(2/lambda)"
            + (corrected ? "; corrected conditions" : ""),
        corrected ? null : COLLAPSE.erratum(),
        all,
        now.nc1(),
        () -> {
          double logQ = Math.log(eps1) + Math.log(2 / q.decay()) / 2;
          double logX = Math.log(q.inputNorm());
          double logR =
              Math.max(
                  logQ, Math.max((q.depth() - 1) * logQ + logX, (q.depth() - 2) * logQ + logX));
          double width = q.widths().get(q.depth() - 2);
          double inner = reached / (target - reached) + Math.sqrt(width * eps2);
          double root = Math.sqrt((k - 1) / k) - 2 * reached / Math.sqrt(n);
          return Logs.exp(4 * logR + 2 * Math.log(inner) - Math.log(n) - 2 * Math.log(root));
        });
  }

  private Certificate polyak() {
    MetricValue value = now.plRatio();
    List<Bound> bounds = new ArrayList<>();
    for (boolean corrected : new boolean[] {false, true}) {
      DescentRates rates = DescentRates.of(q, corrected);
      List<Hypothesis> all =
          new ArrayList<>(
              DescentCondition.only(
                  assumptions(q, corrected), FIRST_WIDTH, PYRAMID, SMALLEST_SLOPE, DOMINATED));
      all.add(
          Hypothesis.atMost(
              RADIUS.key(), "||theta_k - theta_0||", now.distance().orNaN(), rates.radius()));
      bounds.add(
          Bound.of(
              POLYAK,
              corrected ? Tier.CONSTANTS : Tier.PRINTED,
              corrected
                  ? "alpha/2, alpha = (2^-(L-2) gamma^(L-2) lambda_F lambda_{3->L})^2, within r_0 ="
                      + " (1/2) min(lambda_F/||X||_op, min lambda_l)"
                  : "alpha/2, alpha = 2^-(L-3) gamma^(L-2) lambda_F lambda_{3->L}, within r_0 ="
                      + " (1/2) min(lambda_F, min lambda_l)",
              corrected ? null : POLYAK.erratum(),
              all,
              value,
              () -> Logs.exp(rates.logAlpha() - Math.log(2))));
    }
    return POLYAK.certificate(value, bounds);
  }

  private Certificate rate() {
    List<Bound> bounds = new ArrayList<>();
    for (boolean corrected : new boolean[] {false, true}) {
      DescentRates rates = DescentRates.of(q, corrected);
      bounds.add(
          Bound.of(
              RATE,
              corrected ? Tier.CONSTANTS : Tier.PRINTED,
              "lambda m_lambda + (C_lambda(theta_0) - lambda m_lambda) (1 - eta alpha/8)^k, m_lambda"
                  + " = (1 + sqrt(4 lambda/alpha))^2 (||theta_0|| + r_0)^2"
                  + (corrected ? ", corrected alpha and r_0" : ""),
              corrected ? null : RATE.erratum(),
              phase1(rates),
              now.regularisedLoss(),
              () -> Logs.exp(rates.logLossAfter(q, now.steps()))));
    }
    return RATE.certificate(now.regularisedLoss(), bounds);
  }

  private Certificate distance() {
    List<Bound> bounds = new ArrayList<>();
    for (boolean corrected : new boolean[] {false, true}) {
      DescentRates rates = DescentRates.of(q, corrected);
      List<Hypothesis> all = phase1(rates);
      all.add(
          Hypothesis.atMost(
              STEPS.key(), "steps k, within phase 1", now.steps(), phase1Steps(q, rates)));
      bounds.add(
          Bound.of(
              DISTANCE,
              corrected ? Tier.CONSTANTS : Tier.PRINTED,
              corrected
                  ? "r_0 = (1/2) min(lambda_F/||X||_op, min_{l>=3} lambda_l)"
                  : "r_0 = (1/2) min(lambda_F, min_{l>=3} lambda_l)",
              corrected ? null : DISTANCE.erratum(),
              all,
              now.distance(),
              () -> Logs.defined(rates.radius())));
    }
    return DISTANCE.certificate(now.distance(), bounds);
  }
}
