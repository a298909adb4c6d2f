package org.collapsar.files;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.files.format.TextRows;
import org.collapsar.files.text.TextOptions;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a file, or of files that are joined, with the class of each row.
 *
 * @param tables open; rows without a class are left out
 */
public record LabelledTables(Tables tables, ClassLabels labels) implements AutoCloseable {

  /**
   * Opens the one table of an argument, which may have parts, and reads its labels.
   *
   * @param features PATH, PATH:MEMBER, or several that are joined
   * @param labels likewise; null where a column of the features is named
   * @param rules how tables and labels are read
   * @param columns how many features there have to be, so that all columns of such a table are
   *     features, also one that is equal to the labels; 0 where that is not known
   * @param classes makes classes of labels
   * @param notes hears what was decided and left out, a line each
   * @return the one table, open, with its labels
   * @throws BadInputException as {@link #open}, and where there are several tables
   */
  public static LabelledTables openOne(
      String features,
      @Nullable String labels,
      TableRules rules,
      int columns,
      Function<RawLabels, ClassLabels> classes,
      Consumer<String> notes) {
    List<String> parts = FileGroups.one(features, rules.join());
    List<String> labelParts = labels == null ? List.of() : FileGroups.one(labels, rules.join());
    LabelledTables opened = open(parts, labelParts, rules, columns, classes, notes);
    List<NamedRows> all = opened.tables.all();
    if (all.size() > 1) {
      opened.close();
      throw new BadInputException(
          features
              + ": expected one table, or its name as FILE:NAME, found "
              + String.join(", ", all.stream().map(NamedRows::name).toList()));
    }
    return opened;
  }

  /** {@return the first table, which is the only one behind {@link #openOne}} */
  public NamedRows one() {
    return tables.all().get(0);
  }

  /**
   * Opens features and reads their labels.
   *
   * @param features the parts of one table, at least one
   * @param labels a file for each part, or one for all; empty where a column of the features is
   *     named
   * @param rules how tables and labels are read
   * @param classes makes classes of labels
   * @param notes hears what was decided and left out, a line each
   * @return the tables, open, with their labels
   * @throws BadInputException if a file cannot be read or is not what was expected, or there are
   *     not as many labels as rows
   */
  public static LabelledTables open(
      List<String> features,
      List<String> labels,
      TableRules rules,
      Function<RawLabels, ClassLabels> classes,
      Consumer<String> notes) {
    return open(features, labels, rules, 0, classes, notes);
  }

  private static LabelledTables open(
      List<String> features,
      List<String> labels,
      TableRules rules,
      int columns,
      Function<RawLabels, ClassLabels> classes,
      Consumer<String> notes) {
    List<String> sources = labels;
    if (labels.isEmpty()) {
      sources = features.stream().map(file -> file + ":" + rules.text().labelColumn()).toList();
    }
    if (sources.size() > 1 && sources.size() != features.size()) {
      throw new BadInputException(
          "expected a file of labels for each of the "
              + features.size()
              + " files that are joined, or one for all, found "
              + sources.size());
    }
    List<Tables> parts = new ArrayList<>();
    boolean done = false;
    try {
      boolean each = sources.size() == features.size();
      for (int i = 0; i < features.size(); i++) {
        parts.add(
            each
                ? new Tables(features.get(i), open(features.get(i), sources.get(i), rules, notes))
                : Tables.open(List.of(features.get(i)), rules, notes));
      }
      List<RawLabels> raw = new ArrayList<>();
      for (int i = 0; i < sources.size(); i++) {
        TextOptions options = options(sources.get(i), parts.get(i), rules);
        RawLabels read = RawLabels.read(sources.get(i), options, rules.labels().argmax());
        if (each) {
          Pairing pairing =
              Pairing.of(
                  parts.get(i).all(),
                  read,
                  rules.text().headerLines() != TextOptions.BY_CONTENT,
                  rules.text().keepsAll() || parts.get(i).haveColumns(columns));
          pairing.notes().forEach(notes);
          parts.set(i, new Tables(features.get(i), pairing.features()));
          read = pairing.labels();
        }
        raw.add(read);
      }
      Tables tables = Tables.join(parts);
      RawLabels all = RawLabels.join(raw);
      if (!each) {
        all = Pairing.of(tables.all(), all, true, true).labels();
      }
      if (rules.labels().classesFrom() == null) {
        all = all.asNumbers();
      }
      LabelledTables labelled = of(tables, all, classes, notes);
      done = true;
      return labelled;
    } finally {
      if (!done) {
        parts.forEach(Tables::close);
      }
    }
  }

  private static LabelledTables of(
      Tables tables,
      RawLabels raw,
      Function<RawLabels, ClassLabels> classes,
      Consumer<String> notes) {
    ClassLabels labels = classes.apply(raw);
    requireRows(tables, raw);
    labels.notes().forEach(notes);
    int[] kept = labels.kept();
    return new LabelledTables(
        kept == null ? tables : tables.map((Rows rows) -> rows.select(kept)), labels);
  }

  /** A label for each row of each table. */
  private static void requireRows(Tables tables, RawLabels raw) {
    List<NamedRows> all = tables.all();
    for (NamedRows table : all) {
      try {
        raw.requireRowsOf(table.rows());
      } catch (BadInputException e) {
        if (all.size() == 1) {
          throw e;
        }
        long together = all.stream().mapToLong(each -> each.rows().rows()).sum();
        boolean oneWidth =
            all.stream().mapToInt(each -> each.rows().columns()).distinct().count() == 1;
        String fits =
            all.stream()
                .filter(each -> each.rows().rows() == raw.count())
                .map(each -> each.rows().describe())
                .filter(name -> !name.equals(raw.source()))
                .collect(Collectors.joining(", "));
        String advice =
            together == raw.count() && oneWidth
                ? "; all "
                    + all.size()
                    + " tables together have as many rows: save them as one (torch.cat,"
                    + " numpy.concatenate)"
                : fits.isEmpty() ? "" : "; name what the features are: " + fits;
        throw new BadInputException(e.getMessage() + advice, e);
      }
    }
  }

  /** What a user says of headers is said of the features, where these are text. */
  private static TextOptions options(String labels, Tables features, TableRules rules) {
    boolean sameFile =
        TableFile.path(labels).equals(TableFile.path(String.valueOf(features.file())));
    boolean featuresAreText =
        features.all().stream().anyMatch(table -> table.rows() instanceof TextRows);
    if (sameFile && !Files.isRegularFile(TableFile.path(labels))) {
      throw new BadInputException(
          labels + ": expected a file, whose columns are read apart, found a pipe");
    }
    return sameFile || !featuresAreText
        ? new TextOptions(rules.text().headerLines(), List.of(), null)
        : TextOptions.DEFAULT;
  }

  /** A column of the same file that is the labels is no feature. */
  private static List<NamedRows> open(
      String features, String labels, TableRules rules, Consumer<String> notes) {
    TextOptions text = rules.text();
    String column = TableFile.member(labels);
    if (column != null
        && TableFile.member(features) == null
        && TableFile.path(features).equals(TableFile.path(labels))) {
      text = text.withLabelColumn(column);
    }
    return TableFile.open(features, text, rules.shaping(), notes);
  }

  @Override
  public void close() {
    tables.close();
  }
}
