package org.collapsar.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.metrics.MetricValue;
import org.collapsar.net.Network;
import org.collapsar.net.SampleSource;
import org.collapsar.theory.DescentCondition;
import org.collapsar.theory.DescentRates;
import org.collapsar.theory.DescentRun;
import org.collapsar.theory.DescentTheorem;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.InitialQuantities;
import org.collapsar.theory.Verdict;
import org.collapsar.train.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * Predictions of phase 1 of Theorem 4.4 / B.2 of [1] about a run, from its start, as metrics to be
 * set beside the measured ones. Each in the corrected form; with {@code .printed} as the paper has
 * it:
 *
 * <ul>
 *   <li>{@code phase1.loss}: (lambda m_lambda + (C_lambda(theta_0) - lambda m_lambda) (1 - eta
 *       alpha/8)^k)/n, beside {@code loss.regularised};
 *   <li>{@code phase1.radius}: r_0, beside {@code distance.start};
 *   <li>{@code phase1.pl_ratio}: alpha/2, beside {@code gradient.pl_ratio}, while the distance from
 *       the start is at most r_0;
 *   <li>{@code phase1.condition8}: left over right side of (8), which Assumption 4.3 wants to be at
 *       least 1.
 * </ul>
 *
 * They are undefined where one of Assumptions 4.1 to 4.3 or a condition on lambda fails. The
 * condition on the step, eta at most 1/(2 beta_1), is <em>not</em> asked for: it allows steps far
 * too small to run. What it is to ensure, that every step makes the loss smaller, is seen in the
 * run.
 *
 * <p>[1] A. Jacot, P. Sukenik, Z. Wang, M. Mondelli, <i>Wide neural networks trained with weight
 * decay provably exhibit neural collapse</i>, ICLR 2025.
 */
public final class DescentPrediction {
  static final String LOSS = "phase1.loss";
  static final String RADIUS = "phase1.radius";
  static final String PL = "phase1.pl_ratio";
  static final String MARGIN = "phase1.condition8";
  static final String PRINTED = ".printed";

  /** Ids of all. */
  public static final List<String> IDS =
      List.of(
          LOSS,
          LOSS + PRINTED,
          RADIUS,
          RADIUS + PRINTED,
          PL,
          PL + PRINTED,
          MARGIN,
          MARGIN + PRINTED);

  private final @Nullable InitialQuantities start;
  private final String refusal;

  /**
   * Measures a network, where the theorem is about its training.
   *
   * @param network before its first step
   * @param train the samples that it is trained on
   * @param config of its training
   */
  public DescentPrediction(Network network, SampleSource train, TrainConfig config) {
    String why = DescentStart.refusal(network.spec(), config);
    this.start = why == null ? DescentStart.of(network, train, config) : null;
    this.refusal = why == null ? "" : why;
  }

  /**
   * {@return the quantities that the prediction is made from; null where the theorem is not about
   * such training}
   */
  public @Nullable InitialQuantities start() {
    return start;
  }

  /**
   * Sums up the run so far, for the certificates of Theorem 4.4.
   *
   * @param start what the theorem takes of the network before its first step
   * @param steps k
   * @param measured the metrics of the same moment
   * @return the start, k, n times the regularised loss, and the measured quantities
   */
  public static DescentRun run(
      InitialQuantities start, double steps, Map<String, MetricValue> measured) {
    MetricValue mean = measured(measured, "loss.regularised");
    return new DescentRun(
        start,
        steps,
        mean instanceof MetricValue.Defined d ? MetricValue.of(d.value() * start.samples()) : mean,
        measured(measured, "gradient.pl_ratio"),
        measured(measured, "distance.start"));
  }

  private static MetricValue measured(Map<String, MetricValue> measured, String id) {
    return measured.getOrDefault(id, MetricValue.undefined("because " + id + " is not measured"));
  }

  /**
   * Evaluates what a prediction rests on: Assumptions 4.1 to 4.3 and two conditions on lambda.
   *
   * @param q what the theorem takes of the network before its first step
   * @param corrected false for the form that the paper has
   * @return each with its verdict
   */
  public static List<Hypothesis> hypotheses(InitialQuantities q, boolean corrected) {
    List<Hypothesis> all = new ArrayList<>(DescentTheorem.assumptions(q, corrected));
    // The third condition is about a fit that is to be reached; these two need no target.
    all.addAll(
        DescentCondition.only(
            DescentTheorem.decayConditions(q, DescentRates.of(q, corrected), 1),
            DescentCondition.DECAY_BY_ALPHA,
            DescentCondition.DECAY_BY_START));
    return List.copyOf(all);
  }

  /**
   * Computes one of {@link #IDS}.
   *
   * @param id of the prediction
   * @param steps k
   * @param measured the metrics of the same moment
   * @return undefined where the theorem is not about such training, or a hypothesis fails
   * @throws IllegalArgumentException if it is none of these
   */
  public MetricValue value(String id, double steps, Map<String, MetricValue> measured) {
    if (start == null) {
      return MetricValue.undefined("because " + refusal);
    }
    boolean corrected = !id.endsWith(PRINTED);
    String base = corrected ? id : id.substring(0, id.length() - PRINTED.length());
    if (base.equals(MARGIN)) {
      return DescentTheorem.margin(start, corrected);
    }
    for (Hypothesis h : hypotheses(start, corrected)) {
      if (h.verdict() != Verdict.HOLDS) {
        return MetricValue.undefined("because a hypothesis fails (" + h + ")");
      }
    }
    DescentRates rates = DescentRates.of(start, corrected);
    return switch (base) {
      case LOSS -> MetricValue.of(Math.exp(rates.logLossAfter(start, steps)) / start.samples());
      case RADIUS -> MetricValue.of(rates.radius());
      case PL -> plRatio(rates, measured.get("distance.start"));
      default -> throw new IllegalArgumentException("no prediction " + id);
    };
  }

  private static MetricValue plRatio(DescentRates rates, @Nullable MetricValue distance) {
    if (distance == null) {
      return MetricValue.undefined("because distance.start is not measured");
    }
    return distance.orNaN() <= rates.radius()
        ? MetricValue.of(Math.exp(rates.logAlpha()) / 2)
        : MetricValue.undefined("because the distance from the start is above r_0");
  }
}
