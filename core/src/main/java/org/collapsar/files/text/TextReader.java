package org.collapsar.files.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Json;
import org.collapsar.files.text.Cells.Cell;
import org.collapsar.files.text.Cells.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reader of a table of numbers in text, once and forwards. Cells are separated by tabs, semicolons,
 * commas, bars or blanks, whichever of these comes first in this list and is in the first row; they
 * may stand in quotes. A separator at the end of every line, comments (# and %) and empty lines are
 * skipped; numbers may have a decimal comma where no comma separates. What is a header and what an
 * index is judged by {@link FirstLine} and {@link IndexWatch}.
 *
 * <p>Own code where libraries abound: these make a String of every cell, of which a table of
 * features has 10^8, and none of them says what is a header.
 *
 * <p>Longer than other files because header, index, kept columns and numbers are judged in one pass
 * over the lines, with one state.
 */
public final class TextReader {
  private static final int MAX_COLUMNS = 1 << 20;
  private static final int MAX_TEXTS = 1 << 20;
  private static final int SHOWN = 30;

  /** Receiver of rows of numbers. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes the numbers of a row.
     *
     * @param values used again for the next row
     * @param count how many of them, from the first on, are the row
     */
    void row(double[] values, int count);
  }

  /** Purposes for which a table is read. */
  public enum Purpose {
    /** Numbers in every column that is not left out. */
    NUMBERS,
    /** One column of numbers or text, or several of numbers. */
    LABELS
  }

  private static final Pattern LIBSVM_CELL = Pattern.compile("[0-9]+:[-+0-9.eE]+");

  private final String label;
  private final TextOptions options;
  private final Purpose purpose;
  private final @Nullable String column;
  private final boolean asText;
  private final Lines lines;
  private final Sink sink;
  private final Cells cells = new Cells();
  private static final String TRUTH = "truth values; write 1 and 0 (pandas: .astype(int))";

  private final Map<String, Integer> texts = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();
  private final IndexWatch watch = new IndexWatch();
  private double[] values = new double[8];
  private byte separator;
  private FirstLine firstLine = FirstLine.ROW;
  private @Nullable List<String> names;

  /** The first line where it may be names, or a row of words. */
  private List<String> perhapsNames = List.of();

  /** Cells of the first row, without the empty one behind a separator at its end. */
  private int columns;

  private boolean trailing;
  private boolean[] skip = new boolean[0];
  private boolean textual;
  private boolean firstTextAgain;
  private long rows;
  private int kept;
  private boolean commas;
  private boolean onlyThousands = true;
  private boolean points;
  private String firstComma = "";

  private TextReader(
      String label,
      Lines lines,
      TextOptions options,
      Purpose purpose,
      @Nullable String column,
      boolean asText,
      Sink sink) {
    this.label = label;
    this.lines = lines;
    this.options = options;
    this.purpose = purpose;
    this.column = column;
    this.asText = asText;
    this.sink = sink;
  }

  /**
   * Reads a whole table.
   *
   * @param label what messages call it
   * @param in the text; not closed
   * @param options the user's choices, where the content leaves one
   * @param purpose numbers or labels
   * @param column name or number of the one column to read; null for all
   * @param asText whether the one column of labels is text, whatever it looks like
   * @param sink takes each row
   * @return what the table turned out to be
   * @throws BadInputException when it is no such table: names line, row and column
   * @throws MixedTexts where a column of labels begins with numbers and goes on with text, so that
   *     it has to be read again as text
   * @throws IOException when the text cannot be read
   */
  public static TextTable read(
      String label,
      InputStream in,
      TextOptions options,
      Purpose purpose,
      @Nullable String column,
      boolean asText,
      Sink sink)
      throws IOException {
    return new TextReader(label, new Lines(label, in), options, purpose, column, asText, sink)
        .read();
  }

  /** Labels that begin with numbers and go on with text. */
  public static final class MixedTexts extends RuntimeException {
    private static final long serialVersionUID = 1;

    MixedTexts() {
      super(null, null, false, false);
    }
  }

  /** A line by itself. */
  private record Line(byte[] bytes, long number) {}

  private TextTable read() throws IOException {
    List<Cell> header = List.of();
    for (int i = 0; i < options.headerLines(); i++) {
      Line line = next();
      header = line == null ? List.of() : cells(line);
    }
    Line first = next();
    Line second = first == null ? null : next();
    if (first != null && options.headerLines() < 0) {
      List<Cell> above = cells(first);
      firstLine = FirstLine.of(above, second == null ? null : cellsLike(second));
      if (firstLine == FirstLine.PROBABLY_HEADER && asksFor(above)) {
        firstLine = FirstLine.HEADER;
      } else if (firstLine == FirstLine.PROBABLY_HEADER && above.get(0).kind() == Kind.TEXT) {
        perhapsNames = above.stream().map(Cell::text).toList();
      }
      if (firstLine == FirstLine.HEADER) {
        header = cells(first);
        first = second;
        second = first == null ? null : next();
      }
    } else if (!header.isEmpty()) {
      firstLine = FirstLine.HEADER;
    }
    if (first == null) {
      throw new BadInputException(label + ": expected rows of numbers, found none");
    }
    arrange(header, first, second);
    keep(first.bytes(), first.bytes().length, first.number());
    if (second != null) {
      keep(second.bytes(), second.bytes().length, second.number());
    }
    while (lines.next()) {
      keep(lines.bytes(), lines.length(), lines.number());
    }
    return table(first);
  }

  /**
   * Whether a column is asked for by a name that is a word of the line, which names columns then.
   */
  private boolean asksFor(List<Cell> words) {
    List<String> asked = new ArrayList<>(options.named());
    asked.add(column == null ? options.labelColumn() : column);
    return words.stream().anyMatch(w -> w.kind() == Kind.TEXT && asked.contains(w.text()));
  }

  private @Nullable Line next() throws IOException {
    return lines.next()
        ? new Line(Arrays.copyOf(lines.bytes(), lines.length()), lines.number())
        : null;
  }

  private TextTable table(Line first) {
    if (commas && onlyThousands) {
      throw new BadInputException(
          label
              + ": expected a decimal point, found commas that may be decimal or divide thousands, "
              + firstComma
              + ": write the numbers with a point");
    }
    if (textual && firstLine == FirstLine.PROBABLY_HEADER && firstTextAgain) {
      firstLine = FirstLine.ROW;
    }
    boolean judged = !options.keepsAll() && kept > 1 && !skip[0] && column == null;
    boolean labels = purpose == Purpose.LABELS;
    String start = new String(first.bytes(), StandardCharsets.UTF_8);
    return new TextTable(
        rows,
        kept,
        keptNames(),
        firstLine,
        start.length() > SHOWN ? start.substring(0, SHOWN) + ".." : start,
        textual ? List.copyOf(texts.keySet()) : null,
        judged ? TextTable.Index.of(watch, rows, false, labels) : TextTable.Index.NONE,
        judged ? TextTable.Index.of(watch, rows, true, labels) : TextTable.Index.NONE,
        List.copyOf(leftOut));
  }

  private @Nullable List<String> keptNames() {
    if (names == null) {
      return null;
    }
    List<String> of = new ArrayList<>();
    for (int j = 0; j < columns; j++) {
      if (!skip[j]) {
        of.add(names.get(j));
      }
    }
    return List.copyOf(of);
  }

  private List<Cell> cells(Line line) {
    byte[] bytes = line.bytes();
    try {
      return Cells.of(bytes, bytes.length, Cells.separator(bytes, bytes.length));
    } catch (Cells.Unclosed e) {
      throw unclosed(line.number(), e);
    }
  }

  /** The cells of the second line, without the one behind a separator at its end. */
  private List<Cell> cellsLike(Line line) {
    List<Cell> all = cells(line);
    int last = all.size() - 1;
    return last > 0 && all.get(last).kind() == Kind.EMPTY && !all.get(last).quoted()
        ? all.subList(0, last)
        : all;
  }

  /** Learns from the first row, and the one below it, how rows are cut and what is left out. */
  private void arrange(List<Cell> header, Line first, @Nullable Line second) {
    separator = Cells.separator(first.bytes(), first.bytes().length);
    List<Cell> row = cells(first);
    columns = row.size();
    trailing = columns > 1 && endsEmpty(row) && (second == null || endsEmpty(cells(second)));
    List<String> found = new ArrayList<>(header.stream().map(Cell::text).toList());
    if (trailing && found.size() == columns && !found.get(columns - 1).isEmpty()) {
      trailing = false;
    }
    columns -= trailing ? 1 : 0;
    if (found.size() == columns + 1 && found.get(columns).isEmpty()) {
      found.remove(columns);
    }
    boolean rowNames = columns > 1 && found.size() == columns - 1;
    if (rowNames) {
      found.add(0, "");
    }
    names = found.size() == columns ? List.copyOf(found) : header.isEmpty() ? inComment() : null;
    if (columns > MAX_COLUMNS) {
      throw bad("expected at most " + MAX_COLUMNS + " columns, found more", first.number());
    }
    skip = new boolean[columns];
    if (column != null) {
      Arrays.fill(skip, true);
      skip[place(column)] = false;
    } else {
      for (String name : options.named()) {
        skip[place(name)] = true;
      }
      if (options.labelColumn() != null) {
        skip[place(options.labelColumn())] = true;
      }
      leaveOutIndex(rowNames);
    }
    kept = columns;
    for (boolean left : skip) {
      kept -= left ? 1 : 0;
    }
    if (kept == 0) {
      throw new BadInputException(label + ": expected columns to read, found all left out");
    }
    textual = purpose == Purpose.LABELS && kept == 1 && (asText || isText(row));
    values = new double[columns];
    requireNumbers(row, second == null ? row : cells(second), first.number());
  }

  /** Names above the rows behind #, as numpy.savetxt writes a header; null where it is none. */
  private @Nullable List<String> inComment() {
    String comment = lines.comment();
    if (comment == null) {
      return null;
    }
    byte[] bytes = comment.strip().getBytes(StandardCharsets.UTF_8);
    try {
      List<Cell> cells = Cells.of(bytes, bytes.length, separator);
      boolean named =
          cells.size() == columns && cells.stream().allMatch(c -> c.kind() == Kind.TEXT);
      return named ? cells.stream().map(Cell::text).toList() : null;
    } catch (Cells.Unclosed e) {
      return null;
    }
  }

  private static boolean endsEmpty(List<Cell> row) {
    Cell last = row.get(row.size() - 1);
    return last.kind() == Kind.EMPTY && !last.quoted();
  }

  private void leaveOutIndex(boolean rowNames) {
    if (names == null || columns == 1 || options.keepsAll()) {
      return;
    }
    for (int j = 0; j < columns - 1; j++) {
      String name = names.get(j);
      boolean unnamed = j == 0 && name.isEmpty() && names.stream().anyMatch(n -> !n.isEmpty());
      if (skip[j] || (!unnamed && !name.matches("Unnamed: \\d+(_level_\\d+)?(\\.\\d+)*"))) {
        return;
      }
      skip[j] = true;
      leftOut.add(
          label
              + ": column "
              + j
              + (name.isEmpty() ? "" : " " + Json.quote(name))
              + " is left out, an index "
              + (rowNames
                  ? "(the header has one name less)"
                  : name.isEmpty() ? "(its name is empty)" : "by its name")
              + "; --skip-columns none keeps it");
    }
  }

  private boolean isText(List<Cell> row) {
    for (int j = 0; j < columns; j++) {
      if (!skip[j]) {
        return row.get(j).kind() == Kind.TEXT;
      }
    }
    return false;
  }

  /** Says which columns are text, rather than where the first number is missing. */
  private void requireNumbers(List<Cell> row, List<Cell> below, long line) {
    for (int j = 0; j < columns && !textual; j++) {
      boolean text = row.get(j).kind() == Kind.TEXT && j < below.size();
      if (skip[j] || !text || below.get(j).kind() != Kind.TEXT) {
        continue;
      }
      String name = names == null || names.get(j).isEmpty() ? Integer.toString(j) : names.get(j);
      String found = Json.quote(shortened(row.get(j).text()));
      String where = " (row 0, column " + j + ", counted from 0)";
      throw purpose == Purpose.LABELS
          ? bad(
              "expected one column of labels, or its name as FILE:COLUMN, found "
                  + columnList()
                  + ", and text, "
                  + found
                  + ",",
              line,
              where
                  + (isTruth(below.get(j).text())
                      ? ": " + TRUTH
                      : row.get(j).text().startsWith("[")
                          ? ": a list as text; save it with numpy.save"
                          : ""))
          : bad(
              "expected a number, found " + found,
              line,
              where + ": " + advice(row.get(j).text(), name));
    }
  }

  private static boolean isTruth(String cell) {
    return cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false");
  }

  /** What to do about a column of text among the features. */
  private static String advice(String cell, String name) {
    if (cell.startsWith("[")) {
      // A list of Python, or what NumPy prints of an array.
      return "a list in a cell; give each number a column of its own (pandas:"
          + " numpy.save('h.npy', numpy.stack(table[NAME].map("
          + (cell.contains(",")
              ? "json.loads"
              : "lambda s: numpy.array(s.strip('[]').split(), float)")
          + ")))"
          + (cell.contains("..") ? ", but numbers are missing where it has .." : "")
          + ")";
    } else if (isTruth(cell)) {
      return TRUTH;
    } else if (LIBSVM_CELL.matcher(cell).matches()) {
      return "a table of libsvm; sklearn.datasets.load_svmlight_file reads it, numpy.save writes"
          + " what .toarray() makes of it";
    }
    return "--label-column "
        + name
        + " takes the column for the labels, --skip-columns "
        + name
        + " leaves it out";
  }

  /** The column of a name, or of a number where there is no such name. */
  private int place(String name) {
    List<String> known = names == null ? List.of() : names;
    int at = known.indexOf(name);
    if (at >= 0) {
      if (known.lastIndexOf(name) != at) {
        throw new BadInputException(
            label + ": expected one column " + Json.quote(name) + ", found several");
      }
      return at;
    }
    if (name.matches("[0-9]{1,7}") && Integer.parseInt(name) < columns) {
      return Integer.parseInt(name);
    }
    throw new BadInputException(
        label + ": expected a column " + Json.quote(name) + ", found " + columnList());
  }

  private String columnList() {
    if (names == null) {
      return columns
          + " columns without names, numbered from 0"
          + (perhapsNames.size() < 2
              ? ""
              : " (or with the names in the first line: "
                  + String.join(", ", perhapsNames.stream().limit(20).toList())
                  + ")");
    }
    int most = 20;
    List<String> first = names.stream().limit(most).map(n -> n.isEmpty() ? "(none)" : n).toList();
    return "columns "
        + String.join(", ", first)
        + (columns > most ? " and " + (columns - most) + " more" : "");
  }

  private void keep(byte[] line, int length, long number) {
    cells.start(line, length, separator);
    int count = 0;
    int at = 0;
    try {
      for (; cells.next(); count++) {
        if (count >= columns) {
          if (trailing && count == columns && cells.isLast() && cells.from() == cells.to()) {
            count--;
          }
          continue;
        }
        if (skip[count]) {
          continue;
        }
        if (textual) {
          values[at++] = text();
          continue;
        }
        double value = DecimalText.parse(line, cells.from(), cells.to());
        if (!Double.isFinite(value)) {
          value = special(value, count, number);
        } else if (!points && cells.hasPoint()) {
          requirePoint(count, number);
        }
        values[at++] = value;
      }
    } catch (Cells.Unclosed e) {
      throw unclosed(number, e);
    }
    if (count != columns) {
      throw bad(
          "expected " + columns + " columns as in row 0, found " + count,
          number,
          " (row " + rows + ", counted from 0)");
    }
    watch.row(values, kept);
    rows++;
    sink.row(values, kept);
  }

  private int text() {
    String text = cells.text();
    Integer known = texts.get(text);
    if (known != null) {
      firstTextAgain |= known == 0;
      return known;
    }
    if (texts.size() == MAX_TEXTS) {
      throw new BadInputException(
          label + ": expected at most " + MAX_TEXTS + " names of classes, found more");
    }
    texts.put(text, texts.size());
    return texts.size() - 1;
  }

  /** A cell that is no plain number: one with a decimal comma, text, or nothing that is read. */
  private double special(double plain, int column, long number) {
    boolean mayBeComma = separator != ',' || cells.isQuoted();
    double value =
        mayBeComma ? DecimalText.parseComma(cells.line(), cells.from(), cells.to()) : plain;
    if (Double.isFinite(value)) {
      if (points) {
        throw notANumber(plain, column, number, ", after numbers with a decimal point");
      }
      if (!commas) {
        firstComma = Json.quote(shown()) + " in line " + number;
      }
      commas = true;
      onlyThousands &= DecimalText.isThousands(cells.line(), cells.from(), cells.to());
      return value;
    }
    if (purpose == Purpose.LABELS && kept == 1 && cells.kind() == Kind.TEXT) {
      throw new MixedTexts();
    }
    throw notANumber(plain, column, number, "");
  }

  /** Both marks in one table: one of them divides thousands. */
  private void requirePoint(int column, long number) {
    if (commas) {
      throw notANumber(0, column, number, ", after numbers with a decimal comma");
    }
    points = true;
  }

  private String shown() {
    return shortened(cells.text());
  }

  private static String shortened(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + ".." : text;
  }

  private BadInputException notANumber(double value, int column, long line, String why) {
    boolean number =
        Double.isInfinite(value) || DecimalText.isNotFinite(cells.line(), cells.from(), cells.to());
    boolean first = rows == 0 && firstLine != FirstLine.HEADER;
    return bad(
        "expected a " + (number ? "finite " : "") + "number, found " + Json.quote(shown()),
        line,
        " (row "
            + rows
            + ", column "
            + column
            + ", counted from 0)"
            + why
            + (first && !number ? "; a header has no numbers" : ""));
  }

  private BadInputException unclosed(long line, Cells.Unclosed cause) {
    return new BadInputException(
        label
            + ": expected a closing quote before the separator or the end of the line, found none"
            + " in line "
            + line
            + " (a cell of several lines, as pandas writes a NumPy array, is not read)",
        cause);
  }

  private BadInputException bad(String message, long line) {
    return bad(message, line, "");
  }

  private BadInputException bad(String message, long line, String where) {
    return new BadInputException(label + ": " + message + " in line " + line + where);
  }
}
