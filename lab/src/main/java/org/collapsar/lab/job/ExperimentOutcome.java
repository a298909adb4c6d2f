package org.collapsar.lab.job;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.page.ExperimentRuns;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunResult;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of an experiment.
 *
 * @param info its id and title
 * @param directory where it was written
 * @param runs one per seed
 * @param made of the runs that have measured something: what page and files show; null after an
 *     interruption
 * @param figures files of the figures
 * @param table sweep.csv, or null outside sweeps and after an interruption
 * @param report the page, or null if none was written
 * @param failure why the experiment as a whole failed, or null
 */
public record ExperimentOutcome(
    ExperimentInfo info,
    Path directory,
    List<RunResult> runs,
    @Nullable ExperimentRuns made,
    List<Path> figures,
    @Nullable Path table,
    @Nullable Path report,
    @Nullable String failure) {

  /**
   * Keeps copies of the lists.
   *
   * @param info its id and title
   * @param directory where it was written
   * @param runs one per seed
   * @param made of the runs that have measured something: what page and files show; null after an
   *     interruption
   * @param figures files of the figures
   * @param table sweep.csv, or null outside sweeps and after an interruption
   * @param report the page, or null if none was written
   * @param failure why the experiment as a whole failed, or null
   */
  public ExperimentOutcome {
    runs = List.copyOf(runs);
    figures = List.copyOf(figures);
  }

  /** The outcome of an experiment of which nothing is to be shown. */
  static ExperimentOutcome withoutPage(
      ExperimentInfo info, Path directory, List<RunResult> runs, @Nullable Path table) {
    return new ExperimentOutcome(info, directory, runs, null, List.of(), table, null, null);
  }

  /**
   * Makes the outcome of an experiment that failed as a whole.
   *
   * @param info its id and title
   * @param directory where it was to be written
   * @param failure one line
   * @return an outcome without runs
   */
  public static ExperimentOutcome failed(ExperimentInfo info, Path directory, String failure) {
    return new ExperimentOutcome(info, directory, List.of(), null, List.of(), null, null, failure);
  }

  /** {@return the runs that have measured something; none after an interruption} */
  public List<RunRecord> records() {
    return made == null ? List.of() : made.runs();
  }

  /** {@return the claims judged on the runs; none after an interruption} */
  public List<ClaimResult> claims() {
    return made == null ? List.of() : made.claims();
  }

  /** {@return done, interrupted or failed; failed as soon as one run is not done} */
  public RunRecord.Status status() {
    RunRecord.Status all = RunResult.all(runs);
    boolean failed = failure != null && all == RunRecord.Status.DONE;
    return failed ? RunRecord.Status.FAILED : all;
  }

  /** {@return why it is not done: the failure, or the first run's message; null where it is} */
  public @Nullable String message() {
    if (failure != null) {
      return failure;
    }
    return runs.stream()
        .filter(r -> r.status() != RunRecord.Status.DONE)
        .map(r -> r.name() + ": " + r.message())
        .findFirst()
        .orElse(null);
  }
}
