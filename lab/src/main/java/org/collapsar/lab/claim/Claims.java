package org.collapsar.lab.claim;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.claim.ClaimResult.PerRun;
import org.collapsar.lab.experiment.ClaimRule.Over;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Judge of the claims of an experiment, from metrics.csv and layers.csv of its runs, and from
 * nothing else. What falls from the start is judged on the mean over the runs, as the curves of a
 * band show it; everything else is asked of every run, or of all the runs of a sweep together.
 * Where a run has no number, the claim has none and does not hold.
 */
public final class Claims {

  private Claims() {}

  /**
   * Judges every claim on all the runs; a run that is not finished counts with its last row.
   *
   * @param claims of the experiment
   * @param runs of the experiment
   * @return one result per claim, in the order of the claims
   */
  public static List<ClaimResult> evaluate(List<ClaimSpec> claims, List<RunRecord> runs) {
    return claims.stream().map(claim -> Judges.of(claim.rule()).judge(claim, runs)).toList();
  }

  /**
   * Judges every claim on the rows that there are so far, for a page that is open while runs go on.
   * What the rows of a run cannot change any more is known: the number of a window that has passed,
   * or a departure that is too large already.
   *
   * @param claims of the experiment
   * @param runs of one experiment, finished or not; those without a row are waited for
   * @return one standing per claim, in the order of the claims
   */
  public static List<LiveClaim> live(List<ClaimSpec> claims, List<RunRecord> runs) {
    List<RunRecord> begun = runs.stream().filter(run -> run.lastEpoch() >= 0).toList();
    return claims.stream()
        .map(
            claim -> {
              LiveClaim live = Judges.of(claim.rule()).live(claim, begun);
              return begun.size() == runs.size() ? live : withMoreToCome(claim, live);
            })
        .toList();
  }

  /** What is lost in one run stays lost; all else can change by runs that have not begun. */
  private static LiveClaim withMoreToCome(ClaimSpec claim, LiveClaim live) {
    boolean together = claim.rule().over() == Over.MEAN || claim.rule().over() == Over.SWEEP;
    return LiveClaim.of(live.result(), live.standing() == Standing.CANNOT && !together, false);
  }

  /**
   * Judges the claims of each experiment on its runs, as run.json has them.
   *
   * @param runs of any experiments
   * @return the results by experiment id
   */
  public static Map<String, List<ClaimResult>> evaluate(List<RunRecord> runs) {
    Map<String, List<ClaimResult>> claims = new LinkedHashMap<>();
    RunRecord.byId(runs)
        .forEach((id, all) -> claims.put(id, evaluate(all.get(0).info().claims(), all)));
    return claims;
  }

  /** Whether a run gets no further rows: one that was stopped can be resumed. */
  static boolean ended(RunRecord run) {
    return run.finished() || run.status() == RunRecord.Status.DIVERGED;
  }

  /** Why the runs together have no number; null when they have one. */
  static @Nullable MetricValue withoutNumber(List<PerRun> perRun) {
    return !perRun.isEmpty() && perRun.stream().noneMatch(PerRun::finished)
        ? MetricValue.undefined("because no run has finished")
        : withoutNumberSoFar(perRun);
  }

  /** The same where runs that go on count as far as they are. */
  static @Nullable MetricValue withoutNumberSoFar(List<PerRun> perRun) {
    if (perRun.isEmpty()) {
      return MetricValue.undefined("because there is no run");
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
