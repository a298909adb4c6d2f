package org.collapsar.lab.run;

/**
 * Place where runs are trained, other than this process: tasks on a cluster. A run is handed over
 * by its directory, on storage that both sides see.
 */
public interface RunPlace {

  /**
   * {@return how many runs are handed over at a time, at least 1} The place decides which of them
   * train.
   *
   * @param runs how many there are, at least 1
   */
  int atATime(int runs);

  /**
   * Trains a run and returns when it has ended; called by several threads at once.
   *
   * @param task the run
   * @param interruption ends the run soon after it is requested, with the state of its last epoch
   *     on disk
   * @return how it ended
   * @throws org.collapsar.FailedException if the place gave the run up; its directory is as the
   *     last attempt left it
   */
  RunTask.End train(RunTask task, Interruption interruption);
}
