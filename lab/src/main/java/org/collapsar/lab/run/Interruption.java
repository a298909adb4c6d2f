package org.collapsar.lab.run;

/** Whether somebody asked the work to stop; asked from any thread, heeded between two steps. */
public final class Interruption {
  private volatile boolean requested;

  public void request() {
    requested = true;
  }

  public boolean requested() {
    return requested;
  }
}
