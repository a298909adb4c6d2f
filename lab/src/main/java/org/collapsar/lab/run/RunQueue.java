package org.collapsar.lab.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.data.DataDirectory;
import org.jspecify.annotations.Nullable;

/** Runs what is planned, in order, some at a time, here or elsewhere. */
final class RunQueue {
  private final List<PlannedRun> plans;
  private final Workers workers;
  private final Interruption interruption;
  private final RunListener listener;
  private final @Nullable Elsewhere elsewhere;
  private final double smallestStep;

  /**
   * Where runs are trained if not here.
   *
   * @param data where data sets are
   * @param command the command line, as runs record it
   * @param clock calls who looks how far the runs are
   */
  record Elsewhere(
      RunPlace place, DataDirectory data, String command, ScheduledExecutorService clock) {
    RunTask task(PlannedRun plan) {
      return new RunTask(
          plan.directory().path().toAbsolutePath().toString(),
          data.root().toAbsolutePath().toString(),
          command);
    }
  }

  /** One run's end, with what ended it where that was a failure. */
  private record Ending(RunResult result, @Nullable Throwable failure) {}

  /**
   * Takes what is planned.
   *
   * @param elsewhere null to train in this process
   */
  RunQueue(
      List<PlannedRun> plans,
      Workers workers,
      Interruption interruption,
      RunListener listener,
      @Nullable Elsewhere elsewhere) {
    this.plans = plans;
    this.workers = workers;
    this.interruption = interruption;
    this.listener = listener;
    this.elsewhere = elsewhere;
    this.smallestStep = plans.stream().mapToDouble(PlannedRun::flopsPerStep).min().orElse(1);
  }

  /**
   * Runs them all.
   *
   * @return one result a plan, in order
   * @throws BadInputException | FailedException the first failure, where no run got through
   */
  List<RunResult> run(String experiment) {
    listener.started(experiment, stepsLeft());
    int jobs = elsewhere == null ? workers.jobs() : elsewhere.place.atATime(plans.size());
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(jobs, plans.size()));
    List<Future<Ending>> futures = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      int index = i;
      futures.add(pool.submit(() -> one(index)));
    }
    pool.shutdown();
    List<Ending> endings = new ArrayList<>();
    try {
      for (Future<Ending> future : futures) {
        endings.add(await(future));
      }
    } catch (ExecutionException e) {
      // A fault of the machine or the program: the other runs write their state and end.
      interruption.request();
      futures.forEach(RunQueue::awaitWhatever);
      throw unchecked(e.getCause());
    }
    throwIfAllFailed(endings);
    return endings.stream().map(Ending::result).toList();
  }

  private Ending one(int index) {
    PlannedRun plan = plans.get(index);
    Ending ending;
    if (plan.kept()) {
      ending = new Ending(plan.asKept(), null);
    } else if (interruption.requested()) {
      ending = new Ending(plan.interruptedBeforeItsStart(), null);
    } else {
      listener.runStarted(plan.name(), index + 1, plans.size(), plan.fromEpoch());
      ending = elsewhere == null ? train(plan) : train(plan, elsewhere);
    }
    listener.runEnded(ending.result);
    return ending;
  }

  private Ending train(PlannedRun plan) {
    try {
      return new Ending(
          SeedRun.run(plan, weight(plan), workers.threadsEach(), interruption, listener), null);
    } catch (BadInputException | FailedException e) {
      return failed(plan, String.valueOf(e.getMessage()), e);
    } catch (OutOfMemoryError e) {
      return failed(plan, "not enough memory (" + e.getMessage() + ")", e);
    }
  }

  /** How far a run is that another process trains is read from its directory. */
  private Ending train(PlannedRun plan, Elsewhere where) {
    try {
      RunTask.End end;
      try (WatchedRun watched = WatchedRun.of(plan, weight(plan), listener, where.clock)) {
        end = where.place.train(where.task(plan), interruption);
      }
      RunResult result = plan.result(end.status(), end.message());
      if (end.failure() == null) {
        return new Ending(result, null);
      }
      plan.failedElsewhere(String.valueOf(end.message()));
      return new Ending(result, end.failure());
    } catch (BadInputException | FailedException e) {
      plan.failedElsewhere(String.valueOf(e.getMessage()));
      return new Ending(plan.result(RunRecord.Status.FAILED, e.getMessage()), e);
    }
  }

  private static Ending failed(PlannedRun plan, String message, Throwable e) {
    return new Ending(plan.failed(message), e);
  }

  /** Steps count by their arithmetic, so that the time left is right where networks differ. */
  private long weight(PlannedRun plan) {
    return Math.max(1, Math.round(plan.flopsPerStep() / smallestStep));
  }

  private long stepsLeft() {
    return plans.stream().mapToLong(p -> p.epochsLeft() * p.stepsPerEpoch() * weight(p)).sum();
  }

  /** Where nothing got through, the reason is the machine's or the user's, not a run's. */
  private static void throwIfAllFailed(List<Ending> endings) {
    if (endings.stream().allMatch(ending -> ending.failure != null)) {
      throw unchecked(endings.get(0).failure);
    }
  }

  private static Ending await(Future<Ending> future) throws ExecutionException {
    boolean woken = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          woken = true;
        }
      }
    } finally {
      if (woken) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void awaitWhatever(Future<Ending> future) {
    try {
      await(future);
    } catch (ExecutionException e) {
      // The first one is told.
    }
  }

  private static RuntimeException unchecked(@Nullable Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException known ? known : new IllegalStateException(e);
  }
}
