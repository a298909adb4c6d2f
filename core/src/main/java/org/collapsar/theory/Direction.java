package org.collapsar.theory;

import java.util.Locale;

/** Which side of the value a bound is on. */
public enum Direction {
  /** The value is at most the bound. */
  UPPER,
  /** The value is at least the bound. */
  LOWER;

  /** {@return the name in text and documents} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
