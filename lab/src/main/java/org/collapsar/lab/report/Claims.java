package org.collapsar.lab.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Rule;
import org.collapsar.lab.report.ClaimResult.PerRun;
import org.collapsar.lab.run.MetricsTable;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;

/**
 * Judges the claims of an experiment from metrics.csv of its runs, and from nothing else. What
 * falls is judged on the mean over the runs, as the curves of a band show it; what must stay away
 * from a value is asked of every run. Where a run has no number, the claim has none and does not
 * hold.
 */
public final class Claims {

  private Claims() {}

  /** Judges every claim on all the runs; a run that is not finished counts with its last row. */
  public static List<ClaimResult> evaluate(List<ClaimSpec> claims, List<RunRecord> runs) {
    return claims.stream().map(claim -> evaluate(claim, runs)).toList();
  }

  private static ClaimResult evaluate(ClaimSpec claim, List<RunRecord> runs) {
    List<PerRun> perRun = new ArrayList<>();
    for (RunRecord run : runs) {
      MetricValue value = valueOf(claim, run);
      perRun.add(
          new PerRun(run.seed(), value, holds(claim, value), run.lastEpoch(), run.finished()));
    }
    MetricValue value = overRuns(claim, runs, perRun);
    return new ClaimResult(
        claim.id(),
        claim.text(),
        claim.metric(),
        claim.rule() == Rule.END_ABOVE
            ? "end, lowest of the runs"
            : "end / epoch 0, of the means over the runs",
        value,
        (claim.rule() == Rule.END_ABOVE ? "above " : "at most ") + plain(claim.bound()),
        holds(claim, value),
        perRun.stream().anyMatch(run -> !run.finished()),
        perRun);
  }

  private static MetricValue overRuns(ClaimSpec claim, List<RunRecord> runs, List<PerRun> perRun) {
    if (perRun.isEmpty()) {
      return MetricValue.undefined("because there is no run");
    }
    if (perRun.stream().noneMatch(PerRun::finished)) {
      return MetricValue.undefined("because no run has finished");
    }
    for (PerRun run : perRun) {
      if (run.value() instanceof MetricValue.Undefined undefined) {
        return MetricValue.undefined(undefined.reason() + " (seed " + run.seed() + ")");
      }
    }
    if (claim.rule() == Rule.END_ABOVE) {
      return MetricValue.of(
          perRun.stream().mapToDouble(run -> run.value().orNaN()).min().orElseThrow());
    }
    double end = 0;
    double start = 0;
    for (RunRecord run : runs) {
      double[] column = run.metrics().column(claim.metric());
      end += column[run.lastEpoch()];
      start += column[0];
    }
    return MetricValue.of(end / start);
  }

  private static MetricValue valueOf(ClaimSpec claim, RunRecord run) {
    MetricsTable metrics = run.metrics();
    if (metrics.rows() == 0) {
      return MetricValue.undefined("because metrics.csv has no rows");
    }
    if (!metrics.has(claim.metric())) {
      return MetricValue.undefined("because metrics.csv has no column " + claim.metric());
    }
    double[] column = metrics.column(claim.metric());
    int last = run.lastEpoch();
    if (Double.isNaN(column[last])) {
      return emptyCell(last);
    }
    if (claim.rule() == Rule.END_ABOVE) {
      return MetricValue.of(column[last]);
    }
    if (last == 0) {
      return MetricValue.undefined("because no epoch after epoch 0 was measured");
    }
    if (Double.isNaN(column[0])) {
      return emptyCell(0);
    }
    if (!(column[0] > 0 && Double.isFinite(column[0]))) {
      return MetricValue.undefined(
          "because the value at epoch 0 is " + column[0] + ", which nothing can be divided by");
    }
    return MetricValue.of(column[last] / column[0]);
  }

  private static MetricValue emptyCell(int epoch) {
    return MetricValue.undefined(
        "because the cell of epoch %d is empty (metrics.csv, line %d)"
            .formatted(epoch, MetricsTable.lineOf(epoch)));
  }

  private static boolean holds(ClaimSpec claim, MetricValue value) {
    // NaN, the value of an undefined metric, compares as false both ways.
    return claim.rule() == Rule.END_ABOVE
        ? value.orNaN() > claim.bound()
        : value.orNaN() <= claim.bound();
  }

  /** A bound in full precision without an exponent or trailing zeros. */
  private static String plain(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }
}
