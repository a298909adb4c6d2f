package org.collapsar.lab.index;

import java.util.Locale;

/** State of a run, seen from outside. */
public enum RunState {
  /** A process writes it. */
  RUNNING,
  /** It trained all of its epochs. */
  FINISHED,
  /** It was interrupted, or its process is no more: it may be resumed. */
  STOPPED,
  /** Its numbers left the range of floating point. */
  DIVERGED,
  /** An error ended it. */
  FAILED,
  /** Its run.json cannot be read. */
  UNREADABLE;

  /** {@return the word in documents} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state that a status of run.json means. */
  static RunState of(String status, boolean alive) {
    return switch (status) {
      case "done" -> FINISHED;
      case "running" -> alive ? RUNNING : STOPPED;
      case "interrupted" -> STOPPED;
      case "diverged" -> DIVERGED;
      case "failed" -> FAILED;
      default -> UNREADABLE;
    };
  }
}
