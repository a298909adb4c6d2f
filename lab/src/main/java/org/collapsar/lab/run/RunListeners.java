package org.collapsar.lab.run;

import java.util.List;
import java.util.function.Consumer;

/** Tells several listeners, in their order, what several runs at once tell, one after the other. */
final class RunListeners implements RunListener {
  private final List<RunListener> listeners;

  RunListeners(List<? extends RunListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  private synchronized void tell(Consumer<RunListener> event) {
    listeners.forEach(event);
  }

  @Override
  public void started(String experiment, long steps) {
    tell(listener -> listener.started(experiment, steps));
  }

  @Override
  public void runStarted(String run, int index, int count, int fromEpoch) {
    tell(listener -> listener.runStarted(run, index, count, fromEpoch));
  }

  @Override
  public void stepDone(long weight) {
    tell(listener -> listener.stepDone(weight));
  }

  @Override
  public void epochMeasured(String run, int epochs, EpochRecord measured) {
    tell(listener -> listener.epochMeasured(run, epochs, measured));
  }

  @Override
  public void runEnded(RunResult result) {
    tell(listener -> listener.runEnded(result));
  }

  @Override
  public void ended() {
    tell(RunListener::ended);
  }

  @Override
  public void note(String line) {
    tell(listener -> listener.note(line));
  }
}
