package org.collapsar.modules;

import java.util.Locale;

/** Whether a module is here. */
public enum ModuleState {
  ABSENT,
  PRESENT,
  /** Built for other sources than those of this program. */
  STALE,
  /** Its jar is on the class path and has nothing of it: cut, or not a jar. */
  BROKEN;

  /** As in lists and documents: {@code absent}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
