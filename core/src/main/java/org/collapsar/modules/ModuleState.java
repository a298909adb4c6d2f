package org.collapsar.modules;

import java.util.Locale;

/** Whether a module is here. */
public enum ModuleState {
  ABSENT,
  PRESENT,
  /** Built for other sources than those of this program. */
  STALE;

  /** As in lists and documents: {@code absent}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
