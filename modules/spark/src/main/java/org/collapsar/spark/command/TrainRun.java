package org.collapsar.spark.command;

import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.collapsar.lab.run.Interruption;
import org.collapsar.lab.run.RunTask;

/** Trains a run within a task, and stops it between two steps where the task is killed. */
final class TrainRun implements Function<RunTask, RunTask.End> {
  private static final long serialVersionUID = 1L;
  private static final int LOOK_MILLIS = 200;

  private final int threads;

  /**
   * Trains on some threads.
   *
   * @param threads as many as a task has cores
   */
  TrainRun(int threads) {
    this.threads = threads;
  }

  @Override
  public RunTask.End call(RunTask task) throws InterruptedException {
    Interruption interruption = new Interruption();
    TaskContext context = TaskContext.get();
    Thread watch = new Thread(() -> watch(context, interruption), "collapsar-interruption");
    watch.setDaemon(true);
    watch.start();
    try {
      return task.run(threads, interruption);
    } finally {
      watch.interrupt();
      watch.join();
    }
  }

  private static void watch(TaskContext context, Interruption interruption) {
    try {
      while (!context.isInterrupted()) {
        Thread.sleep(LOOK_MILLIS);
      }
      interruption.request();
    } catch (InterruptedException e) {
      // The run has ended.
      Thread.currentThread().interrupt();
    }
  }
}
