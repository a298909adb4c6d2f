package org.collapsar.lab.run;

import java.util.List;
import org.collapsar.lab.experiment.CellPoint;
import org.jspecify.annotations.Nullable;

/**
 * Result of one run.
 *
 * @param directory its directory
 * @param cell where it stands in its sweep; empty outside sweeps
 * @param seed its root seed
 * @param status done, interrupted, diverged or failed
 * @param message why it is not done, one line, or null
 * @param kept whether it was done before and left as it was
 */
public record RunResult(
    RunDirectory directory,
    List<CellPoint> cell,
    long seed,
    RunRecord.Status status,
    @Nullable String message,
    boolean kept) {
  /**
   * Keeps a copy of the cell.
   *
   * @param directory its directory
   * @param cell where it stands in its sweep; empty outside sweeps
   * @param seed its root seed
   * @param status done, interrupted, diverged or failed
   * @param message why it is not done, one line, or null
   * @param kept whether it was done before and left as it was
   */
  public RunResult {
    cell = List.copyOf(cell);
  }

  /**
   * Sums up how runs ended.
   *
   * @param results of all runs
   * @return done if each did, interrupted as soon as one was, else failed
   */
  public static RunRecord.Status all(List<RunResult> results) {
    if (results.stream().allMatch(r -> r.status == RunRecord.Status.DONE)) {
      return RunRecord.Status.DONE;
    }
    return results.stream().anyMatch(r -> r.status == RunRecord.Status.INTERRUPTED)
        ? RunRecord.Status.INTERRUPTED
        : RunRecord.Status.FAILED;
  }

  /** {@return what a person calls the run: its seed, and its place in the sweep if there is one} */
  public String name() {
    return CellPoint.nameOfRun(cell, seed);
  }
}
