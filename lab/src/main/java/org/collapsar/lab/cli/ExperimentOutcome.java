package org.collapsar.lab.cli;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.report.ClaimResult;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunResult;
import org.jspecify.annotations.Nullable;

/**
 * What became of an experiment.
 *
 * @param info its id and title
 * @param directory where it was written
 * @param runs one a seed
 * @param claims judged on the runs; empty after an interruption
 * @param figures files of the figures
 * @param table sweep.csv, or null outside sweeps and after an interruption
 * @param report the page, or null if none was written
 * @param failure why the experiment as a whole failed, or null
 */
record ExperimentOutcome(
    ExperimentInfo info,
    Path directory,
    List<RunResult> runs,
    List<ClaimResult> claims,
    List<Path> figures,
    @Nullable Path table,
    @Nullable Path report,
    @Nullable String failure) {

  ExperimentOutcome {
    runs = List.copyOf(runs);
    claims = List.copyOf(claims);
    figures = List.copyOf(figures);
  }

  /** done, interrupted or failed; failed as soon as one run is not done. */
  RunRecord.Status status() {
    RunRecord.Status all = RunResult.all(runs);
    boolean failed = failure != null && all == RunRecord.Status.DONE;
    return failed ? RunRecord.Status.FAILED : all;
  }

  /** Why it is not done: the failure, or the first run's message. */
  @Nullable String message() {
    if (failure != null) {
      return failure;
    }
    return runs.stream()
        .filter(r -> r.status() != RunRecord.Status.DONE)
        .map(r -> r.name() + ": " + r.message())
        .findFirst()
        .orElse(null);
  }

  int exitCode() {
    return switch (status()) {
      case DONE -> Exit.DONE;
      case INTERRUPTED -> Exit.INTERRUPTED;
      default -> Exit.FAILED;
    };
  }
}
