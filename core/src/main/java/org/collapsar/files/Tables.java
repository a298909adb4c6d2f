package org.collapsar.files;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.collapsar.BadInputException;
import org.collapsar.files.format.TextRows;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one file, or of files that are joined, open.
 *
 * @param file that they are from, the first of several; null for no tables
 */
public record Tables(@Nullable String file, List<NamedRows> all) implements AutoCloseable {
  /** None. */
  public static final Tables NONE = new Tables(null, List.of());

  /**
   * The tables of parts, which may be none.
   *
   * @param notes hears what was left out, a line each
   * @throws BadInputException if a part cannot be read, or parts do not fit below each other
   */
  public static Tables open(List<String> parts, TableRules rules, Consumer<String> notes) {
    List<Tables> opened = new ArrayList<>();
    boolean done = false;
    try {
      for (String part : parts) {
        opened.add(
            new Tables(part, TableFile.open(part, rules.text(), rules.shaping())).told(notes));
      }
      Tables joined = join(opened);
      done = true;
      return joined;
    } finally {
      if (!done) {
        opened.forEach(Tables::close);
      }
    }
  }

  /** Says what was left out of tables of text that stand alone. */
  private Tables told(Consumer<String> notes) {
    for (NamedRows table : all) {
      if (table.rows() instanceof TextRows text) {
        text.leftOut().forEach(notes);
      }
    }
    return this;
  }

  /** Those of the same names below each other; none of none. */
  static Tables join(List<Tables> parts) {
    if (parts.isEmpty()) {
      return NONE;
    }
    Tables first = parts.get(0);
    if (parts.size() == 1) {
      return first;
    }
    List<NamedRows> joined = new ArrayList<>();
    for (NamedRows table : first.all) {
      List<Rows> rows = new ArrayList<>();
      for (Tables part : parts) {
        rows.add(part.named(table, first).rows());
      }
      String source = table.source() + " and " + (parts.size() - 1) + " more";
      joined.add(new NamedRows(source, table.name(), Rows.join(rows)));
    }
    return new Tables(first.file, joined);
  }

  /** Whether all are so wide. */
  boolean haveColumns(int columns) {
    return all.stream().allMatch(table -> table.rows().columns() == columns);
  }

  /** The same tables with other rows. */
  public Tables map(UnaryOperator<Rows> change) {
    return new Tables(
        file,
        all.stream()
            .map(table -> new NamedRows(table.source(), table.name(), change.apply(table.rows())))
            .toList());
  }

  /** The name of a table; null where the file is one. */
  public @Nullable String layer(NamedRows table) {
    return table.name().isEmpty() ? null : table.name();
  }

  /**
   * The table that goes with one of the features' file; null if there is no file.
   *
   * @throws BadInputException if there is none of that name
   */
  public @Nullable Rows like(NamedRows table, Tables features) {
    if (all.isEmpty()) {
      return null;
    }
    if (all.size() == 1 && features.all().size() == 1) {
      return all.get(0).rows();
    }
    return named(table, features).rows();
  }

  private NamedRows named(NamedRows table, Tables features) {
    for (NamedRows candidate : all) {
      if (candidate.name().equals(table.name())) {
        return candidate;
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
