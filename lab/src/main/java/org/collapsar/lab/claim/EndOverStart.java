package org.collapsar.lab.claim;

import java.util.List;
import org.collapsar.lab.claim.ClaimResult.PerRun;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;
import org.collapsar.metrics.MetricValue;

/**
 * What falls from the start is judged on the mean over the runs, as the curves of a band show it.
 */
final class EndOverStart extends RunJudge {

  @Override
  RunNumber number(ClaimSpec claim, RunRecord run) {
    return RunNumber.of(overStart(Measured.of(claim.metric(), run), claim.window(), run));
  }

  private static MetricValue overStart(Measured measured, Window window, RunRecord run) {
    MetricValue end = measured.mean(window, run);
    if (end instanceof MetricValue.Undefined) {
      return end;
    }
    if (measured.epochs().length == 1) {
      return MetricValue.undefined("because no epoch after epoch 0 was measured");
    }
    MetricValue start = measured.at(0);
    if (start instanceof MetricValue.Undefined) {
      return start;
    }
    return RunNumber.quotient(end, start.orNaN(), "the value at epoch 0");
  }

  @Override
  MetricValue overRuns(ClaimSpec claim, List<RunRecord> runs, List<PerRun> perRun) {
    double end = 0;
    double start = 0;
    for (RunRecord run : runs) {
      Measured measured = Measured.of(claim.metric(), run);
      end += measured.mean(claim.window(), run).orNaN();
      start += measured.at(0).orNaN();
    }
    return MetricValue.of(end / start);
  }

  @Override
  String quantity(ClaimSpec claim) {
    return (claim.window().equals(Window.END)
            ? "end"
            : "mean over the epochs" + claim.window().words())
        + " / epoch 0, of the means over the runs";
  }
}
