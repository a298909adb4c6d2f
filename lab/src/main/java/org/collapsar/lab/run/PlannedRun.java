package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.learner.NetworkPlan;
import org.jspecify.annotations.Nullable;

/**
 * What will be done for one seed of an experiment.
 *
 * @param experiment what is run
 * @param seed root seed
 * @param data draws its samples
 * @param samples how many it trains on
 * @param network what it trains
 * @param directory where
 * @param document its run.json, status and times still to be filled in
 * @param checkpoint the epoch of the state on disk to go on from, empty to start
 * @param secondsBefore wall time of the run before this process
 * @param kept whether it is done already and stays as it is
 * @param broken why what is there has to be run again, null where nothing went wrong
 */
record PlannedRun(
    Experiment experiment,
    long seed,
    ExperimentData data,
    int samples,
    NetworkPlan network,
    RunDirectory directory,
    ObjectNode document,
    OptionalInt checkpoint,
    double secondsBefore,
    boolean kept,
    @Nullable String broken) {

  /** The epoch from which it is trained. */
  int fromEpoch() {
    return checkpoint.orElse(0);
  }

  /** How many epochs are still to be trained. */
  int epochsLeft() {
    return kept ? 0 : experiment.train().epochs() - fromEpoch();
  }

  long stepsPerEpoch() {
    int batch = experiment.train().batch();
    return batch == 0 ? experiment.train().fullSteps() : (samples + batch - 1L) / batch;
  }

  /** Floating-point operations of a step. */
  double flopsPerStep() {
    int batch = experiment.train().batch();
    return network.flopsPerSample() * (batch == 0 ? samples : batch);
  }

  /** The state to go on from, null to start. */
  @Nullable Checkpoint readCheckpoint() {
    return checkpoint.isPresent() ? Checkpoint.read(directory.checkpoint()) : null;
  }

  /**
   * Writes run.json of a run that waits for its turn, so that it can be found and resumed should
   * the process end before it starts. What a replaced run left goes.
   */
  void announce() {
    if (!kept && checkpoint.isEmpty()) {
      directory.clear();
      RunWriter.start(directory, document, columns());
    }
  }

  private List<String> columns() {
    return experiment.metrics().all();
  }

  /** Opens the directory for writing. */
  RunWriter open() {
    return checkpoint.isEmpty()
        ? RunWriter.start(directory, document, columns())
        : RunWriter.resume(directory, document, columns(), checkpoint.getAsInt(), secondsBefore);
  }

  /** What a person calls it. */
  String name() {
    return result(RunRecord.Status.RUNNING, null).name();
  }

  /** How it ended, having been run. */
  RunResult result(RunRecord.Status status, @Nullable String message) {
    return new RunResult(directory, experiment.cell(), seed, status, message, false);
  }

  /** Says in run.json that the run failed, where it does not say so yet and can be written. */
  RunResult failed(String message) {
    String failed = RunRecord.Status.FAILED.word();
    if (!document.path("status").asText().equals(failed)) {
      document.put("status", failed).put("message", message);
      try {
        JsonWriter.write(directory.runJson(), document);
      } catch (FailedException e) {
        // The disk is full, say: then the file stays as it was, that of an unfinished run.
      }
    }
    return result(RunRecord.Status.FAILED, message);
  }

  /**
   * The same of a run that another process trained, whose own word stands where it said that the
   * run failed.
   */
  void failedElsewhere(String message) {
    try {
      if (RunRecord.read(directory.path()).status() == RunRecord.Status.FAILED) {
        return;
      }
    } catch (BadInputException e) {
      // What cannot be read says nothing, and is replaced.
    }
    failed(message);
  }

  /** The result of a run that an interruption did not let start. */
  RunResult interruptedBeforeItsStart() {
    String message =
        "interrupted before epoch " + (fromEpoch() + 1) + ": continue with collapsar resume";
    if (checkpoint.isEmpty()) {
      RunWriter.start(directory, document, columns()).status(RunRecord.Status.INTERRUPTED, message);
    }
    return result(RunRecord.Status.INTERRUPTED, message);
  }

  /** The result of a run that is kept. */
  RunResult asKept() {
    return new RunResult(directory, experiment.cell(), seed, RunRecord.Status.DONE, null, true);
  }
}
