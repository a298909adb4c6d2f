package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.SweepPoints;

/**
 * The runs of one experiment on a page.
 *
 * @param number position on the page, from 1
 * @param info what the experiment says about itself, from its first run
 * @param runs in the order of their seeds
 * @param claims judged on them
 */
public record ExperimentRuns(
    int number, ExperimentInfo info, List<RunRecord> runs, List<ClaimResult> claims) {

  /**
   * Groups runs by experiment id, in the order in which the ids first appear.
   *
   * @param claims by experiment id
   */
  public static List<ExperimentRuns> group(
      List<RunRecord> records, Map<String, List<ClaimResult>> claims) {
    List<ExperimentRuns> groups = new ArrayList<>();
    RunRecord.byId(records)
        .forEach(
            (id, runs) -> {
              runs.sort(inOrder(runs));
              groups.add(
                  new ExperimentRuns(
                      groups.size() + 1,
                      runs.get(0).info(),
                      List.copyOf(runs),
                      claims.getOrDefault(id, List.of())));
            });
    return groups;
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

  /** The HTML id of this experiment's section. */
  public String element() {
    return "experiment-" + number;
  }

  /** The HTML id of a figure; ids of figures repeat between experiments. */
  public String element(FigureSpec figure) {
    return element() + "-figure-" + (info.figures().indexOf(figure) + 1);
  }
}
