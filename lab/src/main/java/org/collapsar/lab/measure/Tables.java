package org.collapsar.lab.measure;

import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.NamedRows;
import org.collapsar.files.TableFile;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/** The tables of one file, open. */
record Tables(@Nullable String file, List<NamedRows> all) implements AutoCloseable {

  static Tables open(@Nullable String file) {
    return new Tables(file, file == null ? List.of() : TableFile.open(file));
  }

  /** The name of a table; null where the file is one. */
  @Nullable String layer(NamedRows table) {
    return table.name().isEmpty() ? null : table.name();
  }

  /** The table that goes with one of the features' file; null if there is no file. */
  @Nullable Rows like(NamedRows table, Tables features) {
    if (all.isEmpty()) {
      return null;
    }
    if (all.size() == 1 && features.all().size() == 1) {
      return all.get(0).rows();
    }
    for (NamedRows candidate : all) {
      if (candidate.name().equals(table.name())) {
        return candidate.rows();
      }
    }
    throw new BadInputException(
        file
            + ": expected a table "
            + table.name()
            + ", as "
            + features.file()
            + " has, found "
            + String.join(", ", all.stream().map(NamedRows::name).toList()));
  }

  @Override
  public void close() {
    all.forEach(NamedRows::close);
  }
}
