package org.collapsar.e2e;

import java.nio.file.Path;

/**
 * A page that the program made.
 *
 * @param name what kind of page it is
 */
record MadePage(String name, Path file) {
  @Override
  public String toString() {
    return name;
  }
}
