package org.collapsar.lab.run;

import java.util.Map;
import org.collapsar.metrics.MetricValue;

/** Passes on what several runs at once tell, one after the other. */
final class OneAtATime implements RunListener {
  private final RunListener listener;

  OneAtATime(RunListener listener) {
    this.listener = listener;
  }

  @Override
  public synchronized void started(String experiment, long steps) {
    listener.started(experiment, steps);
  }

  @Override
  public synchronized void runStarted(String run, int index, int count, int fromEpoch) {
    listener.runStarted(run, index, count, fromEpoch);
  }

  @Override
  public synchronized void stepDone(long weight) {
    listener.stepDone(weight);
  }

  @Override
  public synchronized void epochMeasured(
      String run, int epoch, int epochs, Map<String, MetricValue> values) {
    listener.epochMeasured(run, epoch, epochs, values);
  }

  @Override
  public synchronized void runEnded(RunResult result) {
    listener.runEnded(result);
  }

  @Override
  public synchronized void ended() {
    listener.ended();
  }

  @Override
  public synchronized void note(String line) {
    listener.note(line);
  }
}
