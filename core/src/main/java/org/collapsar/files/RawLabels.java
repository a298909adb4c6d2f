package org.collapsar.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.collapsar.files.format.StoredArray;
import org.collapsar.files.format.StoredTexts;
import org.collapsar.files.format.TextArray;
import org.collapsar.files.format.TextRows;
import org.collapsar.files.io.Json;
import org.collapsar.files.text.FirstLine;
import org.collapsar.files.text.TextOptions;
import org.collapsar.files.text.TextReader;
import org.collapsar.linalg.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Labels as a file has them, before they are classes: a number per sample of any type (a list, or a
 * table with one column), a name per sample, or a table with one column per class, in each row one
 * 1 and otherwise 0.
 */
public final class RawLabels {
  private static final int MAX_LABELS = Integer.MAX_VALUE - 8;
  private static final int BLOCK = 1 << 16;

  private final String source;

  /** Of all lines, the first among them where it may be a header. */
  private final double[] values;

  private final List<String> texts;
  private final int columns;
  private final FirstLine firstLine;

  /** 1 where the first line is a header for now. */
  private final int above;

  private final List<String> leftOut;

  /** As a number is written: 007 is a name. */
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,8})");

  private RawLabels(
      String source,
      double[] values,
      List<String> texts,
      int columns,
      FirstLine firstLine,
      int above,
      List<String> leftOut) {
    this.source = source;
    this.values = values;
    this.texts = texts;
    this.columns = columns;
    this.firstLine = firstLine;
    this.above = above;
    this.leftOut = leftOut;
  }

  /**
   * Reads the labels of a file, or of one member of it.
   *
   * @param argument PATH, PATH:MEMBER or PATH:COLUMN; without MEMBER a file of several arrays has
   *     to have one only that is a list of integers
   * @param options of tables of text
   * @param argmax whether a table holds scores, of which the largest in a row counts
   * @return labels that are not judged yet
   * @throws BadInputException when it cannot be read or has something else than labels: names the
   *     file and the row, from 0
   */
  public static RawLabels read(String argument, TextOptions options, boolean argmax) {
    StoredArray array = ArrayFile.open(argument).one(ArrayUse.LABELS);
    if (array instanceof TextArray table) {
      try (TextRows rows = table.read(options, TextReader.Purpose.LABELS)) {
        return ofText(rows, array, argmax);
      }
    }
    if (array instanceof StoredTexts texts) {
      StoredTexts.Indexed read = texts.read();
      return new RawLabels(
          array.label(), read.places(), read.texts(), 0, FirstLine.ROW, 0, List.of());
    }
    try (Rows rows = array.rows()) {
      return of(rows, array, argmax);
    }
  }

  /**
   * Takes labels that were read elsewhere.
   *
   * @param source as messages call it
   * @param values a number per sample
   * @return labels that are not judged yet
   */
  public static RawLabels ofNumbers(String source, double[] values) {
    return new RawLabels(source, values.clone(), List.of(), 0, FirstLine.ROW, 0, List.of());
  }

  /**
   * Takes names that were read elsewhere.
   *
   * @param source as messages call it
   * @param names at least one, of a sample each, all distinct
   * @return labels that are not judged yet
   */
  public static RawLabels ofNames(String source, List<String> names) {
    double[] places = new double[names.size()];
    Arrays.setAll(places, i -> i);
    return new RawLabels(source, places, List.copyOf(names), 0, FirstLine.ROW, 0, List.of());
  }

  private static RawLabels of(Rows rows, StoredArray array, boolean argmax) {
    if (rows.rows() > MAX_LABELS) {
      throw new BadInputException(
          rows.describe() + ": expected at most " + MAX_LABELS + " labels, found " + rows.rows());
    }
    double[] side = argmax ? null : onItsSide(rows, array);
    if (side != null) {
      return new RawLabels(rows.describe(), side, List.of(), 0, FirstLine.ROW, 0, List.of());
    }
    boolean hot = rows.columns() > 1;
    if (argmax && !hot) {
      throw new BadInputException(
          rows.describe() + ": expected a column per class beside --argmax, found one column");
    }
    double[] values = hot ? argmax ? largest(rows) : hot(rows) : column(rows);
    int columns = hot ? rows.columns() : 0;
    return new RawLabels(rows.describe(), values, List.of(), columns, FirstLine.ROW, 0, List.of());
  }

  private static RawLabels ofText(TextRows rows, StoredArray array, boolean argmax) {
    boolean open = rows.columns() == 1 && rows.firstLine().isOpen();
    TextRows all = open ? rows.withHeader(false) : rows;
    RawLabels plain = of(all.columns() == 1 ? all : rows, array, argmax);
    boolean either = open && all.columns() == 1;
    return new RawLabels(
        plain.source,
        plain.values,
        rows.texts(),
        plain.columns,
        either ? rows.firstLine() : FirstLine.ROW,
        either && rows.isHeader() ? 1 : 0,
        rows.withoutNoteOfHeader());
  }

  /**
   * Joins the labels of files whose rows are joined, in the same order.
   *
   * @param parts at least one
   * @return the labels of all
   * @throws BadInputException if some are names and others numbers, or tables of another width
   */
  public static RawLabels join(List<RawLabels> parts) {
    RawLabels first = parts.get(0);
    if (parts.size() == 1) {
      return first;
    }
    Map<String, Integer> places = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    int count = 0;
    for (RawLabels part : parts) {
      if (part.columns != first.columns || part.texts.isEmpty() != first.texts.isEmpty()) {
        throw new BadInputException(
            part.source + ": expected labels of the kind of " + first.source + ", found others");
      }
      count = Math.addExact(count, part.count());
      notes.addAll(part.leftOut());
    }
    double[] values = new double[count];
    int at = 0;
    for (RawLabels part : parts) {
      for (int i = 0; i < part.count(); i++) {
        double value = part.value(i);
        values[at++] =
            part.texts.isEmpty()
                ? value
                : places.computeIfAbsent(part.texts.get((int) value), k -> places.size());
      }
    }
    return new RawLabels(
        first.source + " and " + (parts.size() - 1) + " more",
        values,
        List.copyOf(places.keySet()),
        first.columns,
        FirstLine.ROW,
        0,
        notes);
  }

  /**
   * The same as numbers where all texts are whole numbers, as of {@code labels.astype(str)}: 10 is
   * not between 1 and 2 then.
   */
  RawLabels asNumbers() {
    if (texts.isEmpty() || !texts.stream().allMatch(text -> WHOLE.matcher(text).matches())) {
      return this;
    }
    double[] numbers = new double[values.length];
    Arrays.setAll(numbers, i -> Integer.parseInt(texts.get((int) values[i])));
    return new RawLabels(source, numbers, List.of(), columns, firstLine, above, leftOut);
  }

  /**
   * Checks that there is a label for each row of a table.
   *
   * @param features [n x D]
   * @throws BadInputException if not
   */
  public void requireRowsOf(Rows features) {
    LabelColumn.requireRows(source, count(), features);
  }

  private static double[] column(Rows rows) {
    double[] values = new double[(int) rows.rows()];
    rows.read(0, values.length, values);
    return values;
  }

  /** What the first line may be. */
  FirstLine firstLine() {
    return firstLine;
  }

  /** Whether the first line is a header for now. */
  boolean isHeader() {
    return above == 1;
  }

  /** The labels with the first line as a header or as one of them. */
  RawLabels withHeader(boolean isHeader) {
    return new RawLabels(source, values, texts, columns, firstLine, isHeader ? 1 : 0, leftOut);
  }

  /** The first line in words, where it may be a header. */
  String firstText() {
    return texts.isEmpty() ? text(values[0]) : texts.get((int) values[0]);
  }

  /** What was left out of the file, a line each. */
  List<String> leftOut() {
    if (above == 0 || !texts.isEmpty()) {
      return leftOut;
    }
    List<String> notes = new ArrayList<>(leftOut);
    notes.add(source + ": the first line, " + Json.quote(firstText()) + ", is left out, a header");
    return notes;
  }

  /** {@return the file, as messages call it} */
  public String source() {
    return source;
  }

  /** {@return whether the labels are names} */
  public boolean isText() {
    return !texts.isEmpty();
  }

  /** {@return the number of labels} */
  public int count() {
    return values.length - above;
  }

  /** What the file says of a sample: a number, or the place of a text in {@link #texts}. */
  double value(int sample) {
    return values[above + sample];
  }

  /** The distinct texts; empty where labels are numbers. */
  List<String> texts() {
    return texts;
  }

  /** Columns of a one-hot table; 0 for a list. */
  int columns() {
    return columns;
  }

  private static double[] largest(Rows rows) {
    int columns = rows.columns();
    return eachRow(
        rows,
        (row, block, at) -> {
          int largest = 0;
          for (int j = 1; j < columns; j++) {
            largest = block[at + j] > block[at + largest] ? j : largest;
          }
          return largest;
        });
  }

  private static double[] hot(Rows rows) {
    return eachRow(rows, (row, block, at) -> hot(rows, row, block, at));
  }

  /** The class of a row that begins at a place of a block. */
  private interface Choice {
    int of(int row, double[] block, int at);
  }

  private static double[] eachRow(Rows rows, Choice choice) {
    int columns = rows.columns();
    double[] labels = new double[(int) rows.rows()];
    int perBlock = Math.min(Math.max(1, BLOCK / columns), labels.length);
    double[] block = new double[Math.multiplyExact(perBlock, columns)];
    for (int first = 0; first < labels.length; first += perBlock) {
      int count = Math.min(perBlock, labels.length - first);
      rows.read(first, count, block);
      for (int i = 0; i < count; i++) {
        labels[first + i] = choice.of(first + i, block, i * columns);
      }
    }
    return labels;
  }

  /**
   * A list that lies on its side, [1 x n], as MATLAB has it; null where this is none, or one row of
   * a one-hot table.
   */
  private static double @Nullable [] onItsSide(Rows rows, StoredArray array) {
    if (rows.rows() > 1 || rows.columns() == 1 || array.shape().size() != 2) {
      return null;
    }
    double[] row = new double[rows.columns()];
    rows.read(0, 1, row);
    boolean oneHot =
        Arrays.stream(row).filter(value -> value == 1).count() == 1
            && Arrays.stream(row).filter(value -> value == 0).count() == row.length - 1;
    return oneHot ? null : row;
  }

  /** The column of the one 1. */
  private static int hot(Rows rows, int row, double[] block, int at) {
    int hot = -1;
    for (int j = 0; j < rows.columns(); j++) {
      double value = block[at + j];
      if (value == 0) {
        continue;
      }
      if (value != 1) {
        throw bad(
            rows.describe(),
            row,
            "expected 0 or 1, found "
                + text(value)
                + " in column "
                + j
                + "; labels are a list, or one-hot: --argmax takes the largest of soft labels,"
                + " FILE:NAME another array of the file or column of text");
      }
      if (hot >= 0) {
        throw bad(
            rows.describe(), row, "expected one 1, found one in column " + hot + " and in " + j);
      }
      hot = j;
    }
    if (hot < 0) {
      throw bad(rows.describe(), row, "expected one 1, found none");
    }
    return hot;
  }

  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  static BadInputException bad(String source, int row, String message) {
    return new BadInputException(source + ": row " + row + " (counted from 0): " + message);
  }
}
