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
 * Open tables of one file, or of files that are joined.
 *
 * @param file that they are from, the first of several; null for no tables
 * @param all the tables, in the order of the file
 */
public record Tables(@Nullable String file, List<NamedRows> all) implements AutoCloseable {
  /** None. */
  public static final Tables NONE = new Tables(null, List.of());

  /**
   * Opens the tables of parts, of which there may be none.
   *
   * @param parts PATH or PATH:MEMBER each
   * @param rules how they are read
   * @param notes hears what was left out, a line each
   * @return the tables of all parts, those of one name below each other
   * @throws BadInputException if a part cannot be read, or parts do not fit below each other
   */
  public static Tables open(List<String> parts, TableRules rules, Consumer<String> notes) {
    List<Tables> opened = new ArrayList<>();
    boolean done = false;
    try {
      for (String part : parts) {
        opened.add(
            new Tables(part, TableFile.open(part, rules.text(), rules.shaping(), notes))
                .told(rules, notes));
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
  private Tables told(TableRules rules, Consumer<String> notes) {
    for (NamedRows table : all) {
      if (table.rows() instanceof TextRows text) {
        text.leftOut().forEach(notes);
        String unlike = rules.text().keepsAll() ? null : text.unlikeOthers(-1);
        if (unlike != null) {
          notes.accept(unlike);
        }
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

  /**
   * Makes the same tables with other rows.
   *
   * @param change takes the rows of each table and returns those that replace them
   * @return tables of the same names
   */
  public Tables map(UnaryOperator<Rows> change) {
    return new Tables(
        file,
        all.stream()
            .map(table -> new NamedRows(table.source(), table.name(), change.apply(table.rows())))
            .toList());
  }

  /**
   * {@return the name of a table; null where the file is one}
   *
   * @param table of these
   */
  public @Nullable String layer(NamedRows table) {
    return table.name().isEmpty() ? null : table.name();
  }

  /**
   * Finds the table that goes with one of the features' file.
   *
   * @param table of the features
   * @param features all tables of that file
   * @return its rows; null if there is no file
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
