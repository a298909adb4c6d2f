package org.collapsar.lab.job;

import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.RunListener;
import org.collapsar.lab.run.RunResult;

/**
 * Passes on how runs go on, and not how they end: a run that is stopped on purpose was not
 * interrupted.
 */
final class WithoutEnds implements RunListener {
  private final RunListener listener;

  WithoutEnds(RunListener listener) {
    this.listener = listener;
  }

  @Override
  public void started(String experiment, long steps) {
    listener.started(experiment, steps);
  }

  @Override
  public void runStarted(String run, int index, int count, int fromEpoch) {
    listener.runStarted(run, index, count, fromEpoch);
  }

  @Override
  public void stepDone(long weight) {
    listener.stepDone(weight);
  }

  @Override
  public void epochMeasured(String run, int epochs, EpochRecord measured) {
    listener.epochMeasured(run, epochs, measured);
  }

  @Override
  public void runEnded(RunResult result) {}

  @Override
  public void ended() {
    listener.ended();
  }

  @Override
  public void note(String line) {
    listener.note(line);
  }
}
