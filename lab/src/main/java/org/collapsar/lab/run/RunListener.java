package org.collapsar.lab.run;

import java.util.Map;
import org.collapsar.metrics.MetricValue;

/** What is told of an experiment while it runs, on the thread that runs it. */
public interface RunListener {
  /** Hears nothing. */
  RunListener NONE = new RunListener() {};

  /**
   * Training is about to start.
   *
   * @param steps how many steps all runs together still have to do
   */
  default void started(String experiment, long steps) {}

  /** Run number {@code index} (from 1) of {@code count} starts, or goes on after an epoch. */
  default void runStarted(long seed, int index, int count, int fromEpoch) {}

  /** One more step is done. */
  default void stepDone() {}

  /** An epoch was measured. */
  default void epochMeasured(long seed, int epoch, int epochs, Map<String, MetricValue> values) {}

  /** A run ended, whichever way. */
  default void runEnded(RunResult result) {}

  /** All training ended. */
  default void ended() {}

  /** A line for the user. */
  default void note(String line) {}
}
