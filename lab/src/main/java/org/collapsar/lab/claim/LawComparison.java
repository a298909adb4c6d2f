package org.collapsar.lab.claim;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.run.GibbsTable;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.SweepPoints;
import org.collapsar.lab.statistics.CountsTest;

/**
 * Whether runs of one seed that differ along an axis of a sweep have particles of one law on some
 * epoch: chi square tests of the histograms of all coordinates of a and u and of their products,
 * for every such pair of runs, all counted (Bonferroni).
 *
 * <p>Particles of a run are no independent sample: they share the residual. But the stationary law
 * of N of them is, exactly, that of independent ones times exp(-(beta N/2n) ||R - E R||^2), which
 * makes sums over the particles fluctuate less, so that by Anderson's inequality a chi square of
 * counts is no larger than that of independent samples for large N: the test may accept too
 * readily, and does not reject what is true. Runs whose noise is the same would be alike for
 * another reason: give them different {@code train.stream}.
 *
 * @param pairs of runs
 * @param tests how many p-values
 * @param epoch the last epoch of those that were compared
 * @param p the smallest times their number, at most 1
 * @param missing why there is no number, to follow "because"; empty where there is
 */
record LawComparison(int pairs, int tests, int epoch, double p, String missing) {

  static LawComparison of(String axis, Window window, List<RunRecord> runs) {
    int pairs = 0;
    int tests = 0;
    int last = 0;
    double smallest = 1;
    for (int i = 0; i < runs.size(); i++) {
      for (int j = i + 1; j < runs.size(); j++) {
        if (!comparable(axis, runs.get(i), runs.get(j))) {
          continue;
        }
        GibbsTable first = runs.get(i).table(GibbsTable.TABLE);
        GibbsTable second = runs.get(j).table(GibbsTable.TABLE);
        int epoch = common(first, second, window.to() * runs.get(i).epochs());
        List<String> variables = variables(first, second, epoch);
        if (variables.isEmpty()) {
          return new LawComparison(
              0,
              0,
              0,
              1,
              "gibbs.csv of %s and %s have no epoch in common up to there"
                  .formatted(runs.get(i).name(), runs.get(j).name()));
        }
        for (String variable : variables) {
          CountsTest test =
              CountsTest.of(first.counts(epoch, variable), second.counts(epoch, variable));
          smallest = Math.min(smallest, test.p());
          tests++;
        }
        pairs++;
        last = Math.max(last, epoch);
      }
    }
    return pairs == 0
        ? new LawComparison(0, 0, 0, 1, "no two runs of one seed differ in " + axis + " alone")
        : new LawComparison(pairs, tests, last, Math.min(1, tests * smallest), "");
  }

  /** Same seed, another place on the axis, the same on all others. */
  private static boolean comparable(String axis, RunRecord one, RunRecord other) {
    if (one.seed() != other.seed()) {
      return false;
    }
    boolean differ = false;
    for (CellPoint point : one.cell()) {
      CellPoint there = SweepPoints.on(point.axis(), other);
      boolean same = there != null && there.label().equals(point.label());
      if (point.axis().equals(axis)) {
        differ = !same;
      } else if (!same) {
        return false;
      }
    }
    return differ;
  }

  private static int common(GibbsTable first, GibbsTable second, double until) {
    return first.epochs().stream()
        .filter(epoch -> epoch <= until && second.epochs().contains(epoch))
        .mapToInt(Integer::intValue)
        .max()
        .orElse(-1);
  }

  private static List<String> variables(GibbsTable first, GibbsTable second, int epoch) {
    List<String> both = new ArrayList<>(first.variables(epoch));
    both.retainAll(second.variables(epoch));
    both.removeIf(name -> !name.startsWith("a.") && !name.startsWith("u."));
    return both;
  }
}
