package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What will be done for one seed.
 *
 * @param seed root seed
 * @param directory where
 * @param document its run.json, status and times still to be filled in
 * @param checkpoint the state to go on from, null to start
 * @param secondsBefore wall time of the run before this process
 * @param kept whether it is done already and stays as it is
 */
record PlannedRun(
    long seed,
    RunDirectory directory,
    ObjectNode document,
    @Nullable Checkpoint checkpoint,
    double secondsBefore,
    boolean kept) {

  /** The epoch from which it is trained. */
  int fromEpoch() {
    return checkpoint == null ? 0 : checkpoint.epoch();
  }

  /**
   * Writes run.json of a run that waits for its turn, so that it can be found and resumed should
   * the process end before it starts. What a replaced run left goes.
   */
  void announce() {
    if (!kept && checkpoint == null) {
      directory.clear();
      RunWriter.start(directory, document);
    }
  }

  /** Opens the directory for writing. */
  RunWriter open() {
    return checkpoint == null
        ? RunWriter.start(directory, document)
        : RunWriter.resume(directory, document, checkpoint.epoch(), secondsBefore);
  }

  /** The result of a run that an interruption did not let start. */
  RunResult interruptedBeforeItsStart() {
    String message =
        "interrupted before epoch " + (fromEpoch() + 1) + ": go on with collapsar resume";
    if (checkpoint == null) {
      RunWriter.start(directory, document).status(RunRecord.Status.INTERRUPTED, message);
    }
    return new RunResult(directory, seed, RunRecord.Status.INTERRUPTED, message, false);
  }

  /** The result of a run that is kept. */
  RunResult asKept() {
    return new RunResult(directory, seed, RunRecord.Status.DONE, null, true);
  }
}
