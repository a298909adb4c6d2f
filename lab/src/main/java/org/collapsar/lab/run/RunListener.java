package org.collapsar.lab.run;

/**
 * Receiver of what happens in an experiment while it runs, called by one thread at a time. Runs are
 * called by their names, which say the seed and, in a sweep, the cell. Each method does nothing,
 * unless it is overridden. An exception that a listener throws ends the run.
 */
public interface RunListener {
  /** Hears nothing. */
  RunListener NONE = new RunListener() {};

  /**
   * Hears that training is about to start.
   *
   * @param experiment its id
   * @param steps how many steps all runs together still have to do, as {@link #stepDone} counts
   */
  default void started(String experiment, long steps) {}

  /**
   * Hears that a run starts, or goes on after an epoch.
   *
   * @param run its name
   * @param index its number, from 1
   * @param count how many runs there are
   * @param fromEpoch epochs that are done already
   */
  default void runStarted(String run, int index, int count, int fromEpoch) {}

  /**
   * Hears that one more step is done.
   *
   * @param weight how many steps it counts for: 1, more where the networks of a sweep differ in
   *     size and this is a larger one
   */
  default void stepDone(long weight) {}

  /**
   * Hears that an epoch was measured, and that its rows are in the files of the run.
   *
   * @param run its name
   * @param epochs how many epochs the run trains in all
   * @param measured values of the epoch
   */
  default void epochMeasured(String run, int epochs, EpochRecord measured) {}

  /**
   * Hears that a run ended, whichever way.
   *
   * @param result how it ended
   */
  default void runEnded(RunResult result) {}

  /** Hears that all training ended. */
  default void ended() {}

  /**
   * Hears a line for the user.
   *
   * @param line one sentence
   */
  default void note(String line) {}
}
