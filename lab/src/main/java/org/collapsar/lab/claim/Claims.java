package org.collapsar.lab.claim;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.claim.ClaimResult.PerRun;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Judges the claims of an experiment from metrics.csv and layers.csv of its runs, and from nothing
 * else. What falls from the start is judged on the mean over the runs, as the curves of a band show
 * it; everything else is asked of every run, or of all the runs of a sweep together. Where a run
 * has no number, the claim has none and does not hold.
 */
public final class Claims {

  private Claims() {}

  /** Judges every claim on all the runs; a run that is not finished counts with its last row. */
  public static List<ClaimResult> evaluate(List<ClaimSpec> claims, List<RunRecord> runs) {
    return claims.stream().map(claim -> Judges.of(claim.rule()).judge(claim, runs)).toList();
  }

  /** Judges the claims of each experiment on its runs, as run.json has them; by experiment id. */
  public static Map<String, List<ClaimResult>> evaluate(List<RunRecord> runs) {
    Map<String, List<ClaimResult>> claims = new LinkedHashMap<>();
    RunRecord.byId(runs)
        .forEach((id, all) -> claims.put(id, evaluate(all.get(0).info().claims(), all)));
    return claims;
  }

  /** Why the runs together have no number; null when they have one. */
  static @Nullable MetricValue withoutNumber(List<PerRun> perRun) {
    if (perRun.isEmpty()) {
      return MetricValue.undefined("because there is no run");
    }
    if (perRun.stream().noneMatch(PerRun::finished)) {
      return MetricValue.undefined("because no run has finished");
    }
    for (PerRun run : perRun) {
      if (run.value() instanceof MetricValue.Undefined undefined) {
        return MetricValue.undefined(undefined.reason() + " (" + run.name() + ")");
      }
    }
    return null;
  }

  static boolean holds(ClaimSpec claim, MetricValue value) {
    // NaN, the value of an undefined metric, compares as false every way.
    return claim.rule().comparison().holds(value.orNaN(), claim.bound());
  }

  static String required(ClaimSpec claim) {
    return claim.rule().comparison().words() + " " + plain(claim.bound());
  }

  /** A bound in full precision without an exponent or trailing zeros. */
  private static String plain(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }
}
