package org.collapsar.files;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.files.format.TextRows;
import org.collapsar.files.io.Json;
import org.collapsar.files.text.FirstLine;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Features and labels judged together: whether a first line of numbers is a header is often told by
 * the number of the others, and a column that is the labels is no feature.
 *
 * @param features the tables, without what is no feature
 * @param labels as many as rows, where that is possible
 * @param notes what was left out, a line each
 */
public record Pairing(List<NamedRows> features, RawLabels labels, List<String> notes) {
  private static final int BLOCK = 1 << 14;

  /** Columns of these names are looked at more closely. */
  private static final Set<String> LABEL_NAMES =
      Set.of("label", "labels", "class", "classes", "target", "targets", "species");

  /**
   * Judges features and labels together.
   *
   * @param features tables whose rows the labels belong to
   * @param labels in the reading that they have by themselves
   * @param headerSaid whether the user said how many lines a header has
   * @param keepsAll whether a column that is the labels is a feature all the same
   * @return tables and labels of as many rows, where that is possible
   * @throws BadInputException where two readings are possible: names both, and the option that
   *     chooses
   */
  public static Pairing of(
      List<NamedRows> features, RawLabels labels, boolean headerSaid, boolean keepsAll) {
    if (features.size() != 1 || !(features.get(0).rows() instanceof TextRows text)) {
      RawLabels fitting =
          features.isEmpty() ? labels : fitting(labels, features.get(0).rows().rows());
      List<String> notes = new ArrayList<>();
      List<NamedRows> judged = new ArrayList<>();
      for (NamedRows table : features) {
        judged.add(keepsAll ? table : withoutLabels(table, fitting, notes));
      }
      return new Pairing(judged, fitting, notes);
    }
    NamedRows table = features.get(0);
    boolean fixed = headerSaid || !text.firstLine().isOpen();
    Choice choice = fixed ? new Choice(text, fitting(labels, text.rows())) : choose(text, labels);
    List<String> notes = new ArrayList<>(choice.text.leftOut());
    Rows rows = choice.text;
    if (!keepsAll) {
      int equal = rows.rows() == choice.labels.count() ? labelColumn(choice, notes) : -1;
      rows = equal < 0 ? rows : choice.text.without(equal);
      String unlike = choice.text.unlikeOthers(equal);
      if (unlike != null) {
        notes.add(unlike);
      }
    }
    NamedRows judged = new NamedRows(table.source(), table.name(), rows);
    return new Pairing(List.of(judged), choice.labels, notes);
  }

  /** A reading of each. */
  private record Choice(TextRows text, RawLabels labels) {
    boolean fits() {
      return text.rows() == labels.count();
    }

    /** How many of the two are read as they are by themselves. */
    int asTheyAre() {
      return (text.isHeader() == text.firstLine().isHeaderByItself() ? 1 : 0)
          + (labels.isHeader() == labels.firstLine().isHeaderByItself() ? 1 : 0);
    }
  }

  /** Labels whose first line may be a header beside a table whose number of rows is known. */
  private static RawLabels fitting(RawLabels labels, long rows) {
    if (!labels.firstLine().isOpen() || labels.count() == rows) {
      return labels;
    }
    RawLabels other = labels.withHeader(!labels.isHeader());
    if (other.count() != rows) {
      return labels;
    }
    if (other.isHeader() && labels.firstLine() == FirstLine.NUMBERS) {
      throw undecided(
          labels.source(), labels.firstText(), rows, "rows", "a header or one more label");
    }
    return other;
  }

  private static Choice choose(TextRows text, RawLabels labels) {
    List<Choice> fitting = new ArrayList<>();
    for (boolean header : new boolean[] {text.isHeader(), !text.isHeader()}) {
      TextRows reading = text.withHeader(header);
      fitting.add(new Choice(reading, labels));
      if (labels.firstLine().isOpen()) {
        fitting.add(new Choice(reading, labels.withHeader(!labels.isHeader())));
      }
    }
    Choice asTheyAre = fitting.get(0);
    fitting.removeIf(choice -> !choice.fits());
    if (fitting.isEmpty()) {
      return asTheyAre;
    }
    Choice best = fitting.get(0);
    for (Choice choice : fitting) {
      best = choice.asTheyAre() > best.asTheyAre() ? choice : best;
    }
    boolean bothPerhaps =
        text.firstLine() == FirstLine.PERHAPS_HEADER
            && labels.firstLine() == FirstLine.PERHAPS_HEADER
            && fitting.size() > 1;
    if (bothPerhaps) {
      throw new BadInputException(
          text.describe()
              + ": the first line, "
              + Json.quote(text.firstText())
              + ", is a header or a row, as is that of "
              + labels.source()
              + ", "
              + Json.quote(labels.firstText())
              + ": --header yes leaves both out, --header no keeps both");
    }
    if (best.text.isHeader() && text.firstLine() == FirstLine.NUMBERS) {
      throw undecided(
          text.describe(), text.firstText(), labels.count(), "labels", "a header or one more row");
    }
    if (best.labels.isHeader() && labels.firstLine() == FirstLine.NUMBERS) {
      throw undecided(
          labels.source(), labels.firstText(), text.rows(), "rows", "a header or one more label");
    }
    return best;
  }

  private static BadInputException undecided(
      String file, String line, long count, String of, String readings) {
    return new BadInputException(
        file
            + ": the first line, "
            + Json.quote(line)
            + ", is "
            + readings
            + " beside "
            + count
            + " "
            + of
            + ": --header yes leaves it out, --header no keeps it");
  }

  /**
   * An array without the column that is the labels, as {@code numpy.c_[h, y]} puts it there. With
   * two classes a feature may be equal to them, and stays.
   */
  private static NamedRows withoutLabels(NamedRows table, RawLabels labels, List<String> notes) {
    Rows rows = table.rows();
    int equal = rows.rows() == labels.count() ? columnOf(rows, labels) : -1;
    if (equal < 0) {
      return table;
    }
    String what = rows.describe() + ": column " + equal + " is that of the labels and ";
    if (distinct(labels) < 3) {
      notes.add(what + "left in, as a feature may be with two classes");
      return table;
    }
    notes.add(what + "left out; --skip-columns none keeps it");
    return new NamedRows(table.source(), table.name(), rows.withoutColumn(equal));
  }

  /** The column that is the labels and is left out; -1 for none. */
  private static int labelColumn(Choice choice, List<String> notes) {
    TextRows text = choice.text;
    RawLabels labels = choice.labels;
    int equal = columnOf(text, labels);
    if (equal >= 0) {
      String name = text.columnName(equal);
      boolean named = name != null && LABEL_NAMES.contains(name.toLowerCase(Locale.ROOT));
      String what =
          "column " + (name == null ? equal : Json.quote(name)) + " is that of the labels";
      if (!named && distinct(labels) < 3) {
        throw new BadInputException(
            text.describe()
                + ": "
                + what
                + ", left in by mistake or a feature: "
                + choice(name, equal));
      }
      notes.add(text.describe() + ": " + what + " and left out; --skip-columns none keeps it");
      return equal;
    }
    for (int j = 0; j < text.columns() && text.columns() > 1; j++) {
      String name = text.columnName(j);
      if (name != null && LABEL_NAMES.contains(name.toLowerCase(Locale.ROOT)) && isWhole(text, j)) {
        throw new BadInputException(
            text.describe()
                + ": column "
                + Json.quote(name)
                + " holds whole numbers, labels other than those of "
                + labels.source()
                + " or a feature: "
                + choice(name, j));
      }
    }
    return -1;
  }

  private static String choice(@Nullable String name, int column) {
    return "--skip-columns "
        + (name == null ? Integer.toString(column) : name)
        + " leaves it out, --skip-columns none keeps it";
  }

  private static int distinct(RawLabels labels) {
    Set<Double> seen = new HashSet<>();
    for (int i = 0; i < labels.count() && seen.size() < 3; i++) {
      seen.add(labels.value(i));
    }
    return seen.size();
  }

  /** The column that holds the labels, all of them; -1 for none. */
  private static int columnOf(Rows rows, RawLabels labels) {
    int columns = rows.columns();
    if (columns == 1 || labels.count() < 3 || distinct(labels) < 2 || !labels.texts().isEmpty()) {
      return -1;
    }
    List<Integer> left = new ArrayList<>();
    for (int j = 0; j < columns; j++) {
      left.add(j);
    }
    int room = Math.max(1, BLOCK / columns);
    double[] block = new double[room * columns];
    for (int first = 0; first < labels.count() && !left.isEmpty(); first += room) {
      int start = first;
      int count = Math.min(room, labels.count() - first);
      rows.read(first, count, block);
      left.removeIf(
          j -> {
            for (int i = 0; i < count; i++) {
              if (block[i * columns + j] != labels.value(start + i)) {
                return true;
              }
            }
            return false;
          });
    }
    return left.isEmpty() ? -1 : left.get(0);
  }

  private static boolean isWhole(Rows rows, int column) {
    int columns = rows.columns();
    int room = Math.max(1, BLOCK / columns);
    double[] block = new double[room * columns];
    for (long first = 0; first < rows.rows(); first += room) {
      int count = (int) Math.min(room, rows.rows() - first);
      rows.read(first, count, block);
      for (int i = 0; i < count; i++) {
        double value = block[i * columns + column];
        if (value != Math.rint(value)) {
          return false;
        }
      }
    }
    return true;
  }
}
