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

  @Override
  public final ClaimResult judge(ClaimSpec claim, List<RunRecord> all) {
    List<RunRecord> runs = SweepPoints.with(claim.only(), all);
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
    MetricValue why = Claims.withoutNumber(perRun);
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
