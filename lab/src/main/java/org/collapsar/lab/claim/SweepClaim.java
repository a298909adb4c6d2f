package org.collapsar.lab.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.collapsar.lab.claim.ClaimResult.PerRun;
import org.collapsar.lab.experiment.ClaimRule.Comparison;
import org.collapsar.lab.experiment.ClaimRule.Takes;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.SweepComparison;
import org.collapsar.lab.experiment.SweepComparison.Direction;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;
import org.collapsar.lab.series.Numbers;
import org.collapsar.lab.series.SweepPoints;
import org.collapsar.lab.statistics.KendallTest;
import org.collapsar.lab.statistics.Line;
import org.collapsar.metrics.MetricValue;

/** Judges a claim on all the runs of a sweep together: a trend along an axis, or a fitted slope. */
final class SweepClaim {

  private final ClaimSpec claim;
  private final SweepComparison sweep;
  private final List<RunRecord> runs;
  private final Map<String, Double> numbers = new LinkedHashMap<>();
  private String how = "";
  private String among = "";

  private SweepClaim(ClaimSpec claim, List<RunRecord> runs) {
    this.claim = claim;
    this.sweep = Objects.requireNonNull(claim.sweep());
    this.runs = SweepPoints.with(sweep.series(), runs);
  }

  static ClaimResult evaluate(ClaimSpec claim, List<RunRecord> runs) {
    return new SweepClaim(claim, runs).result();
  }

  private ClaimResult result() {
    List<PerRun> perRun = new ArrayList<>();
    for (RunRecord run : runs) {
      perRun.add(
          new PerRun(
              run.name(),
              run.seed(),
              Measured.of(claim.metric(), run).mean(claim.window(), run),
              false,
              run.lastEpoch(),
              run.finished(),
              Map.of()));
    }
    MetricValue value = value(perRun);
    return new ClaimResult(
        claim.id(),
        claim.text(),
        claim.metric(),
        quantity(),
        value,
        Claims.required(claim),
        Claims.holds(claim, value),
        perRun.stream().anyMatch(run -> !run.finished()),
        numbers,
        true,
        perRun);
  }

  private MetricValue value(List<PerRun> perRun) {
    if (perRun.isEmpty() && !sweep.series().isEmpty()) {
      return MetricValue.undefined("because no run has " + SweepPoints.words(sweep.series()));
    }
    MetricValue why = Claims.withoutNumber(perRun);
    if (why != null) {
      return why;
    }
    if (claim.rule().takes() == Takes.LAW) {
      return sameLaw();
    }
    String unplaced = SweepPoints.unplaced(sweep.axis(), runs);
    if (!unplaced.isEmpty()) {
      return MetricValue.undefined("because " + unplaced);
    }
    double[] x = runs.stream().mapToDouble(run -> SweepPoints.number(sweep.axis(), run)).toArray();
    double[] y = perRun.stream().mapToDouble(run -> run.value().orNaN()).toArray();
    numbers.put("runs", (double) y.length);
    Fit fit = sweep.fit();
    return fit == null ? trend(x, y) : slope(fit, x, y);
  }

  private MetricValue sameLaw() {
    LawComparison found = LawComparison.of(sweep.axis(), claim.window(), runs);
    if (!found.missing().isEmpty()) {
      return MetricValue.undefined("because " + found.missing());
    }
    numbers.put("pairs", (double) found.pairs());
    numbers.put("tests", (double) found.tests());
    numbers.put("epoch", (double) found.epoch());
    return MetricValue.of(found.p());
  }

  private MetricValue trend(double[] x, double[] y) {
    if (y.length < 2) {
      return MetricValue.undefined("because a trend needs at least two runs");
    }
    List<String> strata = SweepPoints.strata(sweep.axis(), runs);
    int[] stratum =
        runs.stream()
            .mapToInt(run -> strata.indexOf(SweepPoints.stratum(sweep.axis(), run)))
            .toArray();
    KendallTest test = KendallTest.of(x, y, stratum, sweep.direction() == Direction.RISING);
    if (Double.isNaN(test.tau())) {
      return MetricValue.undefined("because all runs are equal in %s".formatted(sweep.axis()));
    }
    numbers.put("tau", test.tau());
    if (strata.size() > 1) {
      numbers.put("strata", (double) strata.size());
      among = ", compared within each " + SweepPoints.otherAxes(sweep.axis(), runs);
    }
    how = test.exact() ? " (exact)" : " (by random orders)";
    return MetricValue.of(test.p());
  }

  private MetricValue slope(Fit fit, double[] x, double[] y) {
    Line line = SweepPoints.fit(fit, x, y);
    if (line == null) {
      return MetricValue.undefined(
          "because a fit needs three runs at two places or more, and numbers with a logarithm");
    }
    numbers.put("slope", line.slope());
    numbers.put("lower", line.lower());
    numbers.put("upper", line.upper());
    numbers.put("rSquared", line.rSquared());
    return MetricValue.of(
        claim.rule().comparison() == Comparison.AT_MOST ? line.upper() : line.lower());
  }

  private String quantity() {
    String those =
        runs.size()
            + " runs"
            + among
            + (sweep.series().isEmpty() ? "" : " of " + SweepPoints.words(sweep.series()));
    if (claim.rule().takes() == Takes.LAW) {
      Double tests = numbers.get("tests");
      Double epoch = numbers.get("epoch");
      return "p of two-sample chi squares of the particles' coordinates and their products%s, between places on %s, %s"
          .formatted(
              tests == null || epoch == null
                  ? ""
                  : ", %d tests with Bonferroni's correction, after epoch %d"
                      .formatted(tests.intValue(), epoch.intValue()),
              sweep.axis(),
              those);
    }
    if (!claim.window().equals(Window.END)) {
      those += ", means over the epochs" + claim.window().words();
    }
    if (sweep.fit() == null) {
      Double tau = numbers.get("tau");
      return "one-sided p%s of Kendall's tau%s for %s along %s, %s"
          .formatted(
              how,
              tau == null ? "" : " = " + Numbers.rounded(tau, 3),
              sweep.direction() == Direction.RISING ? "rising" : "falling",
              sweep.axis(),
              those);
    }
    Double slope = numbers.get("slope");
    return "%s end of the 95%% interval of the slope%s of its logarithm over %s%s, %s"
        .formatted(
            claim.rule().comparison() == Comparison.AT_MOST ? "upper" : "lower",
            slope == null ? "" : ", " + Numbers.rounded(slope, 3) + ",",
            sweep.fit() == Fit.POWER ? "the logarithm of " : "",
            sweep.axis(),
            those);
  }
}
