package org.collapsar.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.collapsar.BadInputException;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.LabelRules;
import org.collapsar.files.RawLabels;
import org.jspecify.annotations.Nullable;

/**
 * Classes and groups of a data set, by the rules of labels in files ({@link ClassLabels}).
 *
 * @param count K
 * @param names of the classes
 * @param table class of each label; null where numbers are the classes
 * @param rowsOfW of each class; null for all in their order
 * @param groups the texts of each group, in order; empty where rows are not grouped
 * @param notes what was decided about the classes
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record ClassesFound(
    int count,
    List<String> names,
    @Nullable Map<Object, Integer> table,
    int @Nullable [] rowsOfW,
    List<List<UTF8String>> groups,
    List<String> notes) {

  /** Bytes of a label or a group, about. */
  private static final long EACH = 1 << 16;

  /**
   * @param source of labels and groups alone
   * @param rows of these; read only if there is something to find
   */
  static ClassesFound of(
      SparkInputs inputs, RowSource source, JavaRDD<InternalRow> rows, LabelKind kind) {
    boolean text = kind == LabelKind.TEXT;
    Integer k = inputs.classes();
    boolean given = k != null && !text;
    if (k != null && given && inputs.groups().isEmpty()) {
      return numbers(k, List.of());
    }
    int weightRows = inputs.weights() == null ? 0 : inputs.weights().rows();
    // Labels may begin with 1: then the largest is as many as W has rows.
    int largest = weightRows > 0 && !given ? weightRows : Integer.MAX_VALUE;
    List<Integer> groupOrdinals = new ArrayList<>();
    for (int i = 0; i < inputs.groups().size(); i++) {
      groupOrdinals.add(source.ordinal(1 + i));
    }
    Occurring.Task task =
        new Occurring.Task(
            inputs.label(), kind, source.ordinal(0), largest, inputs.groups(), groupOrdinals);
    SortedMap<Integer, byte[]> found =
        OrderedMerge.run(rows, task, new Occurring.Merger(text), 1, EACH);
    Occurring all = new Occurring();
    found.values().forEach(bytes -> all.add(bytes, text));
    if (all.rows == 0) {
      throw noRows();
    }
    List<List<UTF8String>> groups = new ArrayList<>(all.groups);
    groups.sort(ClassesFound::compare);
    return k != null && given ? numbers(k, groups) : classes(inputs, all, text, weightRows, groups);
  }

  static BadInputException noRows() {
    return new BadInputException("data set: expected at least one row, found none");
  }

  private static ClassesFound numbers(int k, List<List<UTF8String>> groups) {
    List<String> names = IntStream.range(0, k).mapToObj(Integer::toString).toList();
    return new ClassesFound(k, names, null, null, groups, List.of());
  }

  private static ClassesFound classes(
      SparkInputs inputs,
      Occurring all,
      boolean text,
      int weightRows,
      List<List<UTF8String>> groups) {
    Object[] values = all.labels.toArray();
    RawLabels raw;
    if (text) {
      Arrays.sort(values, Comparator.comparing(v -> (UTF8String) v));
      List<String> names = Arrays.stream(values).map(Object::toString).toList();
      raw = RawLabels.ofNames(inputs.label(), names);
    } else {
      Arrays.sort(values);
      double[] numbers = Arrays.stream(values).mapToDouble(v -> (double) v).toArray();
      raw = RawLabels.ofNumbers(inputs.label(), numbers);
    }
    ClassLabels labels = ClassLabels.of(raw, LabelRules.of(inputs.classes()), weightRows);
    Map<Object, Integer> table = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      table.put(values[i], labels.column().labels()[i]);
    }
    int[] rowsOfW = labels.numbers();
    for (int c = 0; rowsOfW != null && c < rowsOfW.length && weightRows > 0; c++) {
      if (rowsOfW[c] < 0 || rowsOfW[c] >= weightRows) {
        throw new BadInputException(
            inputs.label()
                + ": expected a label that has one of the "
                + weightRows
                + " rows of W, found "
                + labels.name(c));
      }
    }
    int count = labels.column().classes();
    return new ClassesFound(
        count,
        IntStream.range(0, count).mapToObj(labels::name).toList(),
        table,
        rowsOfW,
        groups,
        labels.notes());
  }

  /** Numbers by size where all are numbers, else by code points. */
  private static int compare(List<UTF8String> a, List<UTF8String> b) {
    for (int i = 0; i < a.size(); i++) {
      int each = compare(a.get(i), b.get(i));
      if (each != 0) {
        return each;
      }
    }
    return 0;
  }

  private static int compare(UTF8String a, UTF8String b) {
    Double x = number(a);
    Double y = number(b);
    if (x == null || y == null) {
      return x == null && y == null ? a.compareTo(b) : x == null ? 1 : -1;
    }
    int bySize = x.compareTo(y);
    return bySize != 0 ? bySize : a.compareTo(b);
  }

  private static @Nullable Double number(UTF8String text) {
    try {
      return Double.valueOf(text.toString());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The number of each group. */
  Map<List<UTF8String>, Integer> groupNumbers() {
    Map<List<UTF8String>, Integer> numbers = new HashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      numbers.put(groups.get(g), g);
    }
    return numbers;
  }

  /** The texts of a group by column; empty where rows are not grouped. */
  Map<String, String> group(int number, List<String> columns) {
    Map<String, String> group = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      group.put(columns.get(i), groups.get(number).get(i).toString());
    }
    return Collections.unmodifiableMap(group);
  }
}
