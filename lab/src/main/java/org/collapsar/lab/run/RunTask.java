package org.collapsar.lab.run;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.FetchListener;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.SweepCell;
import org.jspecify.annotations.Nullable;

/**
 * Run that another process trains. Its run.json, which whoever hands it over has written, says all
 * that decides its numbers. The run is trained from its checkpoint where there is one, so that a
 * second attempt goes on where the first was lost.
 *
 * @param directory of the run, an absolute path that both processes see
 * @param data where data sets are, and are fetched to
 * @param command the command line, as the run records it
 */
public record RunTask(String directory, String data, String command) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A process whose machine is lost holds its lock until it notices. */
  private static final int PATIENCE_SECONDS = 60;

  private static final int LOOK_MILLIS = 200;

  /**
   * End of a run.
   *
   * @param status done, interrupted, diverged or failed
   * @param message why it is not done, one line, or null
   * @param badInput whether it failed by what the user gave
   */
  public record End(RunRecord.Status status, @Nullable String message, boolean badInput)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What ended the run, where that was a failure. */
    @Nullable RuntimeException failure() {
      if (status != RunRecord.Status.FAILED) {
        return null;
      }
      return badInput
          ? new BadInputException(String.valueOf(message))
          : new FailedException(String.valueOf(message));
    }
  }

  /**
   * Trains the run to its end, to its divergence, to its failure or to an interruption.
   *
   * @param threads how many compute; no number depends on it
   * @param interruption looked at between two steps
   * @return how it ended; done at once where an earlier attempt got through
   * @throws FailedException if another process writes the run and goes on doing so, or the
   *     directory cannot be locked
   */
  public End run(int threads, Interruption interruption) {
    Path run = Path.of(directory);
    try (DirectoryLock lock = lock(run)) {
      if (lock == null) {
        throw new FailedException(run + ": another process is writing this directory");
      }
      return alone(run, threads, interruption);
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(run, e);
    }
  }

  /** Waits for an attempt whose machine was given up, but whose process is still there. */
  private static @Nullable DirectoryLock lock(Path run) throws IOException {
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    DirectoryLock lock = DirectoryLock.tryLock(run);
    while (lock == null && System.nanoTime() < end) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
      lock = DirectoryLock.tryLock(run);
    }
    return lock;
  }

  private End alone(Path run, int threads, Interruption interruption) {
    PlannedRun plan = null;
    try {
      RunRecord there = RunRecord.read(run);
      if (there.finished()) {
        return new End(RunRecord.Status.DONE, null, false);
      }
      plan = plan(there, threads);
      RunResult result = SeedRun.run(plan, 1, threads, interruption, RunListener.NONE);
      return new End(result.status(), result.message(), false);
    } catch (BadInputException | FailedException e) {
      return failed(plan, String.valueOf(e.getMessage()), e instanceof BadInputException);
    } catch (OutOfMemoryError e) {
      return failed(plan, "not enough memory (" + e.getMessage() + ")", false);
    }
  }

  private PlannedRun plan(RunRecord there, int threads) {
    Experiment experiment = there.experiment();
    RunPlanner planner =
        new RunPlanner(
            new SweepCell("", experiment),
            ExperimentDirectory.named(there.directory().resolveSibling("")),
            WhatExists.RESUME_AND_KEEP);
    DataStore store = new DataStore(new DataDirectory(Path.of(data)), FetchListener.NONE);
    return planner.plan(
        there.seed(),
        ExperimentData.load(experiment, store),
        Machine.provenance(
            threads, experiment.train().precision().name().toLowerCase(Locale.ROOT), command));
  }

  private static End failed(@Nullable PlannedRun plan, String message, boolean badInput) {
    if (plan != null) {
      plan.failed(message);
    }
    return new End(RunRecord.Status.FAILED, message, badInput);
  }
}
