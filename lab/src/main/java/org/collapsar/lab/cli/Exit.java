package org.collapsar.lab.cli;

import org.collapsar.lab.job.ExperimentOutcome;

/** What the process says when it ends. */
final class Exit {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USE = 2;
  static final int INTERRUPTED = 130;

  private Exit() {}

  /** What the process says after an experiment. */
  static int of(ExperimentOutcome outcome) {
    return switch (outcome.status()) {
      case DONE -> DONE;
      case INTERRUPTED -> INTERRUPTED;
      default -> FAILED;
    };
  }
}
