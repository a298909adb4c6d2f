package org.collapsar.lab.cli;

/** What the process says when it ends. */
final class Exit {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USE = 2;
  static final int INTERRUPTED = 130;

  private Exit() {}
}
