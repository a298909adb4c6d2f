package org.collapsar.theory;

import static org.collapsar.theory.Hypothesis.key;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.metrics.MetricValue;

/** Hypotheses that several theorems of Wu and Mondelli share, with the numbers of one point. */
final class LandscapeRequirements {
  static final String SOURCE = "Wu & Mondelli, ICML 2025 (arXiv 2501.19104), ";

  private final MeanFieldQuantities q;
  private final MeanFieldModel model;

  LandscapeRequirements(MeanFieldQuantities q) {
    this.q = q;
    this.model = q.point().model();
  }

  Hypothesis balanced() {
    return Hypothesis.equal(
        key("balanced"),
        "balanced classes (largest over smallest)",
        q.smallestClass() == 0
            ? Double.POSITIVE_INFINITY
            : (double) q.largestClass() / q.smallestClass(),
        1);
  }

  Hypothesis severalClasses() {
    return Hypothesis.atLeast(key("classes"), "classes q", q.classes(), 2);
  }

  Hypothesis fullRank() {
    return Hypothesis.equal(key("rank"), "rank of W", q.w().rank(), q.classes());
  }

  Hypothesis decayed() {
    return Hypothesis.yes(key("decay-rho"), "lambda_rho above 0", model.decayRho() > 0);
  }

  Hypothesis decayedW() {
    return Hypothesis.yes(key("decay-w"), "lambda_W above 0", model.decayW() > 0);
  }

  /** eps_S contains the score of rho, which particles do not give. */
  Hypothesis noiseless() {
    return Hypothesis.equal(
        key("noiseless"),
        "noise beta^{-1} (with it eps_S contains the score of rho, which particles do not give)",
        model.noise(),
        0);
  }

  Hypothesis smooth() {
    return Hypothesis.yes(
        key("smooth"),
        "sigma and its derivatives bounded by C_1 (" + model.sigma().name() + ")",
        model.sigma().bound().isPresent());
  }

  /** What (7) and (10) take. */
  List<Hypothesis> printed() {
    return new ArrayList<>(List.of(decayed(), noiseless(), smooth()));
  }

  /** lambda^{-4} gamma^4 C_1^2 s_max^4 + lambda^{-2}, twice, times C_1^2 n eps_S^2: (7). */
  double printedE1() {
    double c = model.sigma().bound().orElse(Double.NaN);
    double lambda = model.decayRho();
    double s = q.w().largest();
    return 2
        * (Math.pow(model.gamma() * s / lambda, 4) * c * c + 1 / (lambda * lambda))
        * c
        * c
        * q.samples()
        * q.point().squaredDrift();
  }

  /** {@code value}, undefined where lambda_rho = 0. */
  MetricValue withDecay(double value) {
    return model.decayRho() > 0
        ? Logs.defined(value)
        : MetricValue.undefined("because lambda_rho = 0");
  }

  /** {@code value}, undefined where W has rank below q. */
  MetricValue withRank(double value) {
    return q.w().full()
        ? Logs.defined(value)
        : MetricValue.undefined(
            "because W has rank " + q.w().rank() + ", below the number of classes " + q.classes());
  }
}
