package org.collapsar.files;

import org.collapsar.linalg.Rows;

/**
 * A table with the names that results are reported under.
 *
 * @param source the file, as the user named it
 * @param name of the member or tensor: the layer; empty where the file is one table
 * @param rows the numbers; closing this closes them
 */
public record NamedRows(String source, String name, Rows rows) implements AutoCloseable {
  @Override
  public void close() {
    rows.close();
  }
}
