package org.collapsar.theory;

import java.util.Locale;

/** How much of a bound is measured. */
public enum Tier {
  /** The form that the source prints, verbatim. */
  PRINTED,
  /** The same shape with measured constants, derived in docs/certificates.md. */
  CONSTANTS,
  /** The residual that the proof estimates is measured itself. */
  RESIDUAL;

  /** The name in text and documents. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
