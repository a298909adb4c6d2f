package org.collapsar.spark.command;

import org.collapsar.BadInputException;
import org.collapsar.FailedException;

/** Failures of Spark, as one line of ours. */
final class Failures {
  private static final int MOST_CAUSES = 20;

  private Failures() {}

  /**
   * Makes one of our errors: the one that a task threw where Spark says so, else what Spark says
   * first.
   *
   * @param what was being done
   */
  static RuntimeException of(String what, Throwable e) {
    Throwable cause = e;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (cause instanceof BadInputException bad) {
        return new BadInputException(String.valueOf(bad.getMessage()), e);
      }
      if (cause instanceof FailedException failed) {
        return new FailedException(String.valueOf(failed.getMessage()), e);
      }
      if (cause.getCause() == null) {
        break;
      }
      cause = cause.getCause();
    }
    return new FailedException(what + ": Spark gave up: " + line(cause == null ? e : cause), e);
  }

  /** The first line of what an error says. */
  static String line(Throwable e) {
    String said = e.getMessage() == null ? e.toString() : e.getMessage();
    return said.strip().lines().findFirst().orElse(e.toString());
  }
}
