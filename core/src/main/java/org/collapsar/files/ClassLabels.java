package org.collapsar.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.files.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * Labels as classes 0 .. K-1: those that occur, in order of their numbers, or all where K was said.
 *
 * @param column one class per sample that is kept
 * @param names what the classes are called; empty where they are 0 .. K-1 themselves
 * @param numbers of each class its row of W; null where the classes are all rows of W in their
 *     order
 * @param kept the samples that have a class, ascending; null for all
 * @param notes what was decided and left out, a line each
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record ClassLabels(
    LabelColumn column,
    List<String> names,
    int @Nullable [] numbers,
    int @Nullable [] kept,
    List<String> notes) {
  /** What pandas reads as no value, and writes for none; R writes NA, databases NULL. */
  private static final Set<String> MISSING =
      Set.of(
          "", "nan", "NaN", "-nan", "-NaN", "NaT", "NA", "<NA>", "N/A", "n/a", "#N/A", "#NA",
          "null", "NULL", "None");

  /**
   * Makes classes of labels.
   *
   * @param raw labels as a file has them
   * @param rules which classes there are, and which samples are left out
   * @param weightRows how many rows W has; 0 without W. It may have too few: who takes them says so
   * @return classes 0 .. K-1, with what was decided as notes
   * @throws BadInputException if a label is none, or names are not as many as rows of W: names the
   *     file and the row, from 0
   */
  public static ClassLabels of(RawLabels raw, LabelRules rules, int weightRows) {
    if (rules.classes() != null) {
      return strict(raw, rules, rules.classes());
    }
    return new ClassNumbering(raw, rules, weightRows).classes();
  }

  /**
   * {@return the name of a class, or its number where classes have no names}
   *
   * @param c 0 .. K-1
   */
  public String name(int c) {
    return names.isEmpty() ? Integer.toString(c) : names.get(c);
  }

  /**
   * Makes classes of labels that are rows of W, all of them, with samples or without: those that a
   * network has as outputs.
   *
   * @param raw labels as a file has them
   * @param rules which samples are left out
   * @param rows of W, at least 1
   * @return classes 0 .. rows-1
   * @throws BadInputException as {@link #of}, and if a label is beyond the rows
   */
  public static ClassLabels ofRows(RawLabels raw, LabelRules rules, int rows) {
    return rules.classes() != null
        ? strict(raw, rules, rules.classes())
        : new ClassNumbering(raw, rules, rows).rows();
  }

  /**
   * Makes classes of other labels, those of test samples, with the same numbers. Where the classes
   * are those that occurred, samples of any other are left out, and a note counts them.
   *
   * @param others labels as a file has them
   * @param rules which samples are left out; the smallest number per class is not asked for
   * @return classes of the same numbers and names
   * @throws BadInputException if one is no label, or none is of these classes
   */
  public ClassLabels same(RawLabels others, LabelRules rules) {
    if (rules.classes() != null) {
      return strict(others, rules.withMinPerClass(1), column.classes());
    }
    OtherClasses other = new OtherClasses(this, others, rules);
    int[] labels = other.labels();
    List<String> notes = other.notes();
    return kept(others, labels, column.classes(), names, null, notes, other.count());
  }

  static boolean isIgnored(RawLabels raw, int i, LabelRules rules) {
    return !rules.ignored().isEmpty() && rules.ignored().contains(shown(raw, i, List.of()));
  }

  static String shown(RawLabels raw, int i, List<String> listed) {
    double value = raw.value(i);
    if (!raw.texts().isEmpty()) {
      return raw.texts().get((int) value);
    }
    return value >= 0 && value < listed.size() && value == Math.rint(value)
        ? listed.get((int) value)
        : RawLabels.text(value);
  }

  static BadInputException notListed(RawLabels raw, int i, @Nullable String list) {
    return RawLabels.bad(
        raw.source(),
        i,
        "expected a name in " + list + ", found " + Json.quote(shown(raw, i, List.of())));
  }

  /**
   * {@return a name for messages: a number as it is, others between quotes}
   *
   * @param name of a class
   */
  public static String quoted(String name) {
    return name.matches("-?[0-9]+") ? name : Json.quote(name);
  }

  /** 0 .. K-1, with samples or without. */
  private static ClassLabels strict(RawLabels raw, LabelRules rules, int classes) {
    if (raw.columns() > 0 && raw.columns() != classes) {
      throw new BadInputException(
          raw.source()
              + ": expected labels in one column, or in "
              + classes
              + " columns of 0 and 1, found "
              + raw.columns()
              + " columns");
    }
    List<String> texts = inOrder(raw, rules);
    if (!texts.isEmpty() && rules.classesFrom() == null && texts.size() < classes) {
      throw new BadInputException(
          raw.source()
              + ": expected a name for each of the "
              + classes
              + " classes, found "
              + texts.size()
              + " names, and which classes these are is not said (measure --classes-from)");
    }
    int[] labels = new int[raw.count()];
    for (int i = 0; i < labels.length; i++) {
      double value = texts.isEmpty() ? raw.value(i) : texts.indexOf(shown(raw, i, List.of()));
      if (isIgnored(raw, i, rules)) {
        labels[i] = -1;
      } else if (value < 0 && rules.classesFrom() != null && !texts.isEmpty()) {
        throw notListed(raw, i, rules.classesFrom());
      } else if (!(value >= 0 && value < classes) || value != Math.rint(value)) {
        throw RawLabels.bad(
            raw.source(),
            i,
            "expected a label in 0 .. " + (classes - 1) + ", found " + RawLabels.text(value));
      } else {
        labels[i] = (int) value;
      }
    }
    List<String> names = new ArrayList<>(texts);
    for (int c = names.size(); !texts.isEmpty() && c < classes; c++) {
      names.add(Integer.toString(c));
    }
    List<String> notes = new ArrayList<>();
    leaveOutFew(raw, labels, new int[classes], rules.minPerClass(), names, notes);
    return kept(raw, labels, classes, names, null, notes, 0);
  }

  /** Gives no class to the samples of classes of fewer samples. */
  private static void leaveOutFew(
      RawLabels raw,
      int[] labels,
      int[] counts,
      int least,
      List<String> names,
      List<String> notes) {
    for (int label : labels) {
      if (label >= 0) {
        counts[label]++;
      }
    }
    List<String> few = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] > 0 && counts[c] < least) {
        few.add(names.isEmpty() ? Integer.toString(c) : names.get(c));
      }
    }
    if (few.isEmpty()) {
      return;
    }
    int most = Arrays.stream(counts).max().orElse(0);
    if (most < least) {
      throw ClassNumbering.allFew(raw, least, most);
    }
    notes.add(ClassNumbering.fewNote(raw, least, few));
    for (int i = 0; i < labels.length; i++) {
      labels[i] = labels[i] >= 0 && counts[labels[i]] < least ? -1 : labels[i];
    }
  }

  /** Names of classes in the order of their numbers; empty where labels are numbers. */
  static List<String> inOrder(RawLabels raw, LabelRules rules) {
    if (raw.texts().isEmpty()) {
      return List.of();
    }
    if (rules.classesFrom() != null) {
      return names(rules.classesFrom());
    }
    boolean[] occurs = new boolean[raw.texts().size()];
    for (int i = 0; i < raw.count(); i++) {
      int text = (int) raw.value(i);
      if (!occurs[text] && !isIgnored(raw, i, rules)) {
        requireName(raw, i);
        occurs[text] = true;
      }
    }
    List<String> names = new ArrayList<>();
    for (int t = 0; t < occurs.length; t++) {
      if (occurs[t]) {
        names.add(raw.texts().get(t));
      }
    }
    names.sort(CODE_POINTS);
    return names;
  }

  /** A cell that is empty, or says that there was no value, is no class unless a list has it. */
  private static void requireName(RawLabels raw, int i) {
    String name = shown(raw, i, List.of());
    if (MISSING.contains(name)) {
      throw RawLabels.bad(
          raw.source(),
          i,
          "expected the name of a class, found "
              + Json.quote(name)
              + ", which stands for a missing value: "
              + (name.isEmpty() ? "--ignore-label \"\"" : "--ignore-label " + name)
              + " leaves such samples out, --classes-from FILE with all names takes it as a class");
    }
  }

  /** As the bytes of UTF-8 are ordered. */
  static final Comparator<String> CODE_POINTS =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  static List<String> names(String file) {
    List<String> names = NamesFile.read(file);
    if (names.stream().distinct().count() != names.size()) {
      throw new BadInputException(file + ": expected a name once, found one twice");
    }
    return names;
  }

  /**
   * Leaves out the samples of class -1.
   *
   * @param said how many of these the notes count already
   */
  static ClassLabels kept(
      RawLabels raw,
      int[] labels,
      int classes,
      List<String> names,
      int @Nullable [] numbers,
      List<String> notes,
      int said) {
    int count = 0;
    for (int label : labels) {
      count += label >= 0 ? 1 : 0;
    }
    if (count == 0) {
      throw new BadInputException(raw.source() + ": expected samples, found all left out");
    }
    List<String> all = new ArrayList<>(raw.leftOut());
    all.addAll(notes);
    if (count == labels.length) {
      return new ClassLabels(
          new LabelColumn(labels, classes, raw.source()), names, numbers, null, all);
    }
    int[] rows = new int[count];
    int[] rest = new int[count];
    int at = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= 0) {
        rows[at] = i;
        rest[at++] = labels[i];
      }
    }
    if (labels.length - count > said) {
      all.add(
          raw.source()
              + ": "
              + (labels.length - count)
              + " of "
              + labels.length
              + " samples are left out");
    }
    return new ClassLabels(new LabelColumn(rest, classes, raw.source()), names, numbers, rows, all);
  }
}
