package org.collapsar.files;

import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * A table with the names that results are reported under.
 *
 * @param source the file, as the user named it
 * @param name of the member or tensor: the layer; empty where the file is one table
 * @param rows the numbers; closing this closes them
 */
public record NamedRows(String source, String name, Rows rows) implements AutoCloseable {
  /**
   * Compares by identity: an open table is the same as itself alone; two that read one file are
   * two.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public void close() {
    rows.close();
  }
}
