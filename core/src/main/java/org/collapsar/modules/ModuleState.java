package org.collapsar.modules;

import java.util.Locale;

/** States of a module on this machine. */
public enum ModuleState {
  /** Not on the class path. */
  ABSENT,
  /** On the class path, and loads. */
  PRESENT,
  /** Built for other sources than those of this program. */
  STALE,
  /** Its jar is on the class path and has nothing of it: cut, or not a jar. */
  BROKEN;

  /** {@return the word in lists and documents: {@code absent}} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
