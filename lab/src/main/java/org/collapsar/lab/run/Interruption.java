package org.collapsar.lab.run;

/**
 * Request to stop the work. Training heeds it between two steps; other work has nothing to save and
 * may be ended at once, because every file is written whole.
 */
public final class Interruption {
  private boolean heeded;
  private volatile boolean requested;

  /**
   * Asks the work to stop; from any thread.
   *
   * @return whether the work under way will stop by itself, and had not been asked before
   */
  public synchronized boolean request() {
    boolean first = !requested;
    requested = true;
    return first && heeded;
  }

  /** {@return whether somebody asked the work to stop} */
  public boolean requested() {
    return requested;
  }

  /** Says whether the work under way looks at {@link #requested}. */
  synchronized void heeded(boolean now) {
    heeded = now;
  }
}
