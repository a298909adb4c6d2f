package org.collapsar.lab.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.collapsar.lab.claim.ClaimResult.PerRun;
import org.collapsar.lab.experiment.ClaimRule.Over;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.SweepPoints;
import org.collapsar.metrics.MetricValue;

/** Judges claims that ask every run for a number: the lowest or the highest of them decides. */
abstract class RunJudge implements Judge {

  /** The number that one run has to show. */
  abstract RunNumber number(ClaimSpec claim, RunRecord run);

  /** What that number is, in words: what of which epochs, and which of the runs. */
  abstract String quantity(ClaimSpec claim);

  /**
   * Whether no later epoch changes the verdict on a run: the run has ended, or the claim's window
   * has passed. Rows of one epoch reach several files one after the other, so that a window has
   * passed when an epoch after it is there.
   */
  boolean settled(ClaimSpec claim, RunRecord run, MetricValue value) {
    return Claims.ended(run)
        || (claim.rule().keys().contains("window")
            && claim.window().to() * run.epochs() < run.lastEpoch());
  }

  @Override
  public final ClaimResult judge(ClaimSpec claim, List<RunRecord> all) {
    return judge(claim, SweepPoints.with(claim.only(), all), false);
  }

  @Override
  public final LiveClaim live(ClaimSpec claim, List<RunRecord> all) {
    List<RunRecord> runs = SweepPoints.with(claim.only(), all);
    ClaimResult result = judge(claim, runs, true);
    int settled = 0;
    boolean oneFails = false;
    for (int i = 0; i < runs.size(); i++) {
      PerRun run = result.perRun().get(i);
      if (settled(claim, runs.get(i), run.value())) {
        settled++;
        oneFails |= !run.holds();
      }
    }
    boolean every = !runs.isEmpty() && settled == runs.size();
    // Of means over the runs all have to be known, of others one that fails decides.
    boolean lost = claim.rule().over() == Over.MEAN ? every && !result.holds() : oneFails;
    return LiveClaim.of(result, lost, every);
  }

  private ClaimResult judge(ClaimSpec claim, List<RunRecord> runs, boolean soFar) {
    List<PerRun> perRun = new ArrayList<>();
    for (RunRecord run : runs) {
      RunNumber number = number(claim, run);
      perRun.add(
          new PerRun(
              run.name(),
              run.seed(),
              number.value(),
              Claims.holds(claim, number.value()) && number.falls(),
              run.lastEpoch(),
              run.finished(),
              number.numbers()));
    }
    MetricValue why = soFar ? Claims.withoutNumberSoFar(perRun) : Claims.withoutNumber(perRun);
    MetricValue value = why != null ? why : overRuns(claim, runs, perRun);
    return new ClaimResult(
        claim.id(),
        claim.text(),
        claim.metric(),
        quantity(claim) + (claim.only().isEmpty() ? "" : ", " + SweepPoints.words(claim.only())),
        value,
        Claims.required(claim),
        Claims.holds(claim, value)
            && (claim.rule().over() == Over.MEAN || perRun.stream().allMatch(PerRun::holds)),
        perRun.stream().anyMatch(run -> !run.finished()),
        Map.of(),
        false,
        perRun);
  }

  /** The number of the runs together, each of which has one. */
  MetricValue overRuns(ClaimSpec claim, List<RunRecord> runs, List<PerRun> perRun) {
    DoubleStream values = perRun.stream().mapToDouble(run -> run.value().orNaN());
    return MetricValue.of(
        (claim.rule().over() == Over.LOWEST ? values.min() : values.max()).orElseThrow());
  }
}
