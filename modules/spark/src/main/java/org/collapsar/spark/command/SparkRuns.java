package org.collapsar.spark.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunPlace;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunTask;

/**
 * Trains runs in tasks: a job of one task per run, so that a run that is given up ends no other.
 * Spark decides where each trains, and tries it again where a machine is lost.
 */
final class SparkRuns implements RunPlace {
  /** A thread here waits for each; Spark has the queue of those beyond its cores. */
  private static final int MOST = 256;

  private static final int LOOK_MILLIS = 200;

  /** For a step of the largest networks, and a checkpoint. */
  private static final int PATIENCE_SECONDS = 30;

  private final JavaSparkContext context;

  SparkRuns(JavaSparkContext context) {
    this.context = context;
  }

  @Override
  public int atATime(int runs) {
    return Math.min(runs, MOST);
  }

  @Override
  public RunTask.End train(RunTask task, Interruption interruption) {
    int threads = context.getConf().getInt("spark.task.cpus", 1);
    JavaFutureAction<List<RunTask.End>> job =
        context.parallelize(List.of(task), 1).map(new TrainRun(threads)).collectAsync();
    while (true) {
      try {
        return job.get(LOOK_MILLIS, TimeUnit.MILLISECONDS).get(0);
      } catch (TimeoutException e) {
        if (interruption.requested()) {
          job.cancel(true);
          return stopped(task);
        }
      } catch (InterruptedException e) {
        job.cancel(true);
        Thread.currentThread().interrupt();
        return stopped(task);
      } catch (ExecutionException | CancellationException e) {
        throw Failures.of(task.directory(), e);
      }
    }
  }

  /** Spark forgets a job that is cancelled; its task may be writing the last epoch. */
  private static RunTask.End stopped(RunTask task) {
    Path run = Path.of(task.directory());
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    try {
      while (Files.exists(run.resolve(".lock")) && System.nanoTime() < end) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    RunRecord record = RunRecord.read(run);
    return switch (record.status()) {
      case DONE, DIVERGED, FAILED, INTERRUPTED ->
          new RunTask.End(record.status(), record.message(), false);
      case RUNNING ->
          new RunTask.End(
              RunRecord.Status.INTERRUPTED,
              "interrupted: continue with the same command, or with collapsar resume",
              false);
    };
  }
}
