package org.collapsar.theory;

/** The state of a hypothesis. */
public enum Verdict {
  HOLDS,
  FAILS,
  /** Not checked, because whoever gave the numbers vouches for it. */
  ASSUMED,
  /** Not checked, because a number that it takes was not given. */
  UNKNOWN;

  /** Whether a theorem may be used: the hypothesis holds, or somebody vouches for it. */
  public boolean allows() {
    return this == HOLDS || this == ASSUMED;
  }
}
