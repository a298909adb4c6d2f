package org.collapsar.theory;

/** The state of a hypothesis. */
public enum Verdict {
  /** The number meets the requirement. */
  HOLDS,
  /** The number does not meet the requirement. */
  FAILS,
  /** Not checked, because whoever gave the numbers vouches for it. */
  ASSUMED,
  /** Not checked, because a number that it takes was not given. */
  UNKNOWN;

  /** {@return whether a theorem may be used: the hypothesis holds, or somebody vouches for it} */
  public boolean allows() {
    return this == HOLDS || this == ASSUMED;
  }
}
