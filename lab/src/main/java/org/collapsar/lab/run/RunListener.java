package org.collapsar.lab.run;

/**
 * Callbacks of an experiment while it runs, by one thread at a time. Runs are called by their
 * names, which say the seed and, in a sweep, the cell. An exception that a listener throws ends the
 * run.
 */
public interface RunListener {
  /** Hears nothing. */
  RunListener NONE = new RunListener() {};

  /**
   * Training is about to start.
   *
   * @param steps how many steps all runs together still have to do, as {@link #stepDone} counts
   */
  default void started(String experiment, long steps) {}

  /** Run number {@code index} (from 1) of {@code count} starts, or goes on after an epoch. */
  default void runStarted(String run, int index, int count, int fromEpoch) {}

  /**
   * One more step is done.
   *
   * @param weight how many steps it counts for: 1, more where the networks of a sweep differ in
   *     size and this is a larger one
   */
  default void stepDone(long weight) {}

  /**
   * An epoch was measured, and its rows are in the files of the run.
   *
   * @param epochs how many epochs the run trains in all
   */
  default void epochMeasured(String run, int epochs, EpochRecord measured) {}

  /** A run ended, whichever way. */
  default void runEnded(RunResult result) {}

  /** All training ended. */
  default void ended() {}

  /** A line for the user. */
  default void note(String line) {}
}
