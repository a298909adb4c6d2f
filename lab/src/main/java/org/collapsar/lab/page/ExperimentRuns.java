package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.claim.Claims;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.print.Figures;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.SweepPoints;

/**
 * Runs of one experiment with all that is made of them, once: judged claims and computed figures,
 * for the page, the files of figures and the summary.
 *
 * @param info what the experiment says about itself
 * @param runs by their places in a sweep, then by seed
 * @param claims judged on them
 * @param figures computed from them
 */
public record ExperimentRuns(
    ExperimentInfo info, List<RunRecord> runs, List<ClaimResult> claims, Figures figures) {

  /**
   * Judges the claims of an experiment and computes its figures.
   *
   * @param info of the experiment
   * @param records its runs, in any order, finished or not; at least one
   * @return the runs with claims and figures
   */
  public static ExperimentRuns of(ExperimentInfo info, List<RunRecord> records) {
    List<RunRecord> runs = new ArrayList<>(records);
    runs.sort(inOrder(runs));
    return new ExperimentRuns(
        info,
        List.copyOf(runs),
        Claims.evaluate(info.claims(), records),
        new Figures(DrawnFigure.of(info.figures(), runs)));
  }

  /**
   * Groups runs by experiment.
   *
   * @param records of any experiments
   * @return in the order in which these first appear
   */
  public static List<ExperimentRuns> group(List<RunRecord> records) {
    return RunRecord.byId(records).values().stream()
        .map(runs -> of(runs.get(0).info(), runs))
        .toList();
  }

  /**
   * By cell, in the order in which the cells of a sweep appear or of their numbers; then by seed.
   */
  private static Comparator<RunRecord> inOrder(List<RunRecord> runs) {
    Comparator<RunRecord> order = Comparator.comparing(run -> 0);
    for (String axis : SweepPoints.axes(runs)) {
      boolean numbers = SweepPoints.unplaced(axis, runs).isEmpty();
      List<String> labels =
          runs.stream()
              .map(run -> SweepPoints.on(axis, run))
              .map(point -> point == null ? "" : point.label())
              .distinct()
              .toList();
      order =
          order.thenComparing(
              run -> {
                CellPoint point = SweepPoints.on(axis, run);
                return numbers
                    ? SweepPoints.number(axis, run)
                    : labels.indexOf(point == null ? "" : point.label());
              },
              Comparator.comparingDouble(Number::doubleValue));
    }
    return order.thenComparingLong(RunRecord::seed);
  }
}
