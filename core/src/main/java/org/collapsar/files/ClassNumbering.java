package org.collapsar.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.collapsar.BadInputException;

/** Finds the classes that occur among labels, for {@link ClassLabels}. */
final class ClassNumbering {
  private static final int SHOWN = 12;

  private final RawLabels raw;
  private final LabelRules rules;
  private final int weightRows;
  private final List<String> texts;

  /** What the user says that classes are called, in order; may be empty. */
  private final List<String> listed;

  private final List<String> notes = new ArrayList<>();

  /** The class of row 0 of W. */
  private int shift;

  /** Whether classes without samples are left out. */
  private boolean measured = true;

  ClassNumbering(RawLabels raw, LabelRules rules, int weightRows) {
    this.raw = raw;
    this.rules = rules;
    this.weightRows = weightRows;
    this.texts = ClassLabels.inOrder(raw, rules);
    this.listed = rules.classesFrom() == null ? List.of() : ClassLabels.names(rules.classesFrom());
  }

  /** All rows of W as classes, and the labels as their numbers. */
  ClassLabels rows() {
    measured = false;
    ClassLabels occurring = classes();
    int[] numbers = occurring.numbers();
    if (numbers == null) {
      return occurring;
    }
    int[] column = occurring.column().labels();
    int[] kept = occurring.kept();
    for (int i = 0; i < column.length; i++) {
      if (numbers[column[i]] >= weightRows) {
        throw RawLabels.bad(
            raw.source(),
            kept == null ? i : kept[i],
            "expected a label in 0 .. "
                + (weightRows - 1)
                + ", found "
                + ClassLabels.quoted(occurring.name(column[i])));
      }
    }
    List<String> names =
        texts.isEmpty() && listed.isEmpty() && shift == 0
            ? List.of()
            : IntStream.range(0, weightRows).mapToObj(r -> name(r + shift)).toList();
    int[] labels = Arrays.stream(column).map(c -> numbers[c]).toArray();
    return new ClassLabels(
        new LabelColumn(labels, weightRows, raw.source()),
        names,
        null,
        occurring.kept(),
        occurring.notes());
  }

  ClassLabels classes() {
    int[] numbers = numbers();
    Occurrences all = Occurrences.of(numbers);
    shift = shift(all);
    requireNames(all);
    Occurrences occurring = all.atLeast(rules.minPerClass());
    if (occurring.isEmpty()) {
      int most = Arrays.stream(all.counts()).max().orElseThrow();
      throw allFew(raw, rules.minPerClass(), most);
    }
    occurring.replace(numbers);
    if (occurring.numbers().length < all.numbers().length) {
      notes.add(fewNote(raw, rules.minPerClass(), few(all)));
    }
    int classes = occurring.numbers().length;
    boolean plain = texts.isEmpty() && listed.isEmpty() && occurring.last() == classes - 1;
    List<String> names = plain ? List.of() : names(occurring);
    sayEmpty(all, plain);
    boolean allRows = weightRows == 0 || (plain && weightRows == classes);
    int[] rows = occurring.numbers().clone();
    for (int c = 0; c < rows.length; c++) {
      rows[c] -= shift;
    }
    return ClassLabels.kept(raw, numbers, classes, names, allRows ? null : rows, notes, 0);
  }

  private List<String> few(Occurrences all) {
    List<String> few = new ArrayList<>();
    for (int i = 0; i < all.numbers().length; i++) {
      if (all.counts()[i] < rules.minPerClass()) {
        few.add(name(all.numbers()[i]));
      }
    }
    return few;
  }

  private List<String> names(Occurrences of) {
    List<String> names = new ArrayList<>(of.numbers().length);
    for (int number : of.numbers()) {
      names.add(name(number));
    }
    return names;
  }

  private String name(int number) {
    if (!texts.isEmpty()) {
      return texts.get(number);
    }
    return number < listed.size() ? listed.get(number) : Integer.toString(number);
  }

  /** The number of the class of each sample; -1 for one that is left out. */
  private int[] numbers() {
    int[] place = new int[raw.texts().size()];
    for (int t = 0; t < place.length; t++) {
      place[t] =
          rules.classesFrom() == null
              ? Collections.binarySearch(texts, raw.texts().get(t), ClassLabels.CODE_POINTS)
              : texts.indexOf(raw.texts().get(t));
    }
    boolean ignores = !rules.ignored().isEmpty();
    boolean found = false;
    int[] numbers = new int[raw.count()];
    for (int i = 0; i < numbers.length; i++) {
      double value = raw.value(i);
      if (ignores && ClassLabels.isIgnored(raw, i, rules)) {
        numbers[i] = -1;
        found = true;
      } else if (place.length > 0) {
        numbers[i] = place[(int) value];
        if (numbers[i] < 0) {
          throw ClassLabels.notListed(raw, i, rules.classesFrom());
        }
      } else {
        numbers[i] = requireNumber(raw, i);
      }
    }
    if (ignores && !found) {
      notes.add(
          raw.source()
              + ": no label is "
              + String.join(" or ", rules.ignored())
              + " (--ignore-label)");
    }
    return numbers;
  }

  /**
   * A label that is a number.
   *
   * @throws BadInputException if it is none of a class: names the option that leaves it out
   */
  static int requireNumber(RawLabels raw, int i) {
    double value = raw.value(i);
    if (value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value)) {
      return (int) value;
    }
    throw RawLabels.bad(
        raw.source(),
        i,
        "expected a label, a whole number from 0, found "
            + RawLabels.text(value)
            + advice(raw, value));
  }

  /** What helps where a label is below 0: two classes may be called -1 and 1. */
  private static String advice(RawLabels raw, double value) {
    if (value >= 0 || value != Math.rint(value)) {
      return "";
    }
    boolean signs = value == -1;
    for (int i = 0; i < raw.count() && signs; i++) {
      signs = Math.abs(raw.value(i)) == 1;
    }
    return signs
        ? "; labels -1 and 1 are two classes: give (y + 1) / 2"
        : "; --ignore-label " + RawLabels.text(value) + " leaves such samples out";
  }

  static BadInputException allFew(RawLabels raw, int least, int most) {
    return new BadInputException(
        raw.source()
            + ": expected a class of at least "
            + least
            + " samples, found none of more than "
            + most);
  }

  static String fewNote(RawLabels raw, int least, List<String> few) {
    return raw.source()
        + ": classes of fewer than "
        + least
        + " samples are left out: "
        + list(few);
  }

  /** 1 where labels run from 1 to the number of rows of W. */
  private int shift(Occurrences all) {
    boolean from1 =
        texts.isEmpty()
            && raw.columns() == 0
            && rules.classesFrom() == null
            && weightRows > 0
            && !all.isEmpty()
            && all.first() > 0
            && all.last() == weightRows;
    if (from1) {
      notes.add(
          raw.source()
              + ": no label is 0 and the largest is the number of rows of W, "
              + weightRows
              + ": label 1 is row 0 of W");
    }
    return from1 ? 1 : 0;
  }

  private void requireNames(Occurrences all) {
    if (all.isEmpty()) {
      throw new BadInputException(raw.source() + ": expected samples, found all left out");
    }
    if (weightRows > 0
        && !texts.isEmpty()
        && rules.classesFrom() == null
        && texts.size() != weightRows) {
      throw new BadInputException(
          raw.source()
              + ": expected a name per row of W, "
              + weightRows
              + ", found "
              + texts.size()
              + " names; --classes-from FILE says which names belong to the rows of W, a line"
              + " each");
    }
  }

  private void sayEmpty(Occurrences occurring, boolean plain) {
    int classes = occurring.numbers().length;
    if (!texts.isEmpty()) {
      notes.add(
          raw.source()
              + ": classes by name, in order "
              + (rules.classesFrom() == null ? "of code points" : "of " + rules.classesFrom())
              + ": "
              + list(names(occurring)));
    }
    long all =
        weightRows > 0
            ? weightRows
            : !listed.isEmpty()
                ? listed.size()
                : raw.columns() > 0 ? raw.columns() : occurring.last() + 1L;
    int first = weightRows > 0 ? shift : texts.isEmpty() && occurring.first() == 1 ? 1 : 0;
    if (plain && all == classes) {
      return;
    }
    if (first == 1 && weightRows == 0) {
      notes.add(raw.source() + ": labels begin with 1");
    }
    // Labels may be numbers of any size, so only those that are shown are looked for.
    List<String> empty = new ArrayList<>();
    long end = all + (weightRows > 0 ? shift : 0);
    long count =
        end - first - Arrays.stream(occurring.numbers()).filter(c -> c >= first && c < end).count();
    int at = 0;
    for (int c = first; empty.size() < Math.min(count, SHOWN + 1); c++) {
      if (at < classes && occurring.numbers()[at] == c) {
        at++;
      } else {
        empty.add(name(c));
      }
    }
    if (count > 0 && !measured) {
      notes.add(
          raw.source()
              + ": "
              + count
              + (count == 1 ? " row of W has no sample: " : " rows of W have no samples: ")
              + list(empty, count));
    } else if (count > 0) {
      notes.add(
          raw.source()
              + ": "
              + classes
              + (classes == 1 ? " class occurs" : " classes occur")
              + " and "
              + (classes == 1 ? "is" : "are")
              + " measured; "
              + count
              + (count == 1 ? " has no sample: " : " have no samples: ")
              + list(empty, count)
              + (texts.isEmpty() ? " (--classes counts them)" : ""));
      if (isMask(occurring.numbers())) {
        notes.add(
            raw.source()
                + ": "
                + occurring.last()
                + " is measured as a class; --ignore-label "
                + occurring.last()
                + " leaves it out where it marks samples without a label");
      }
    }
  }

  /** Whether the largest label is the largest byte, as in masks, and far from the others. */
  private static boolean isMask(int[] numbers) {
    int last = numbers.length - 1;
    return last > 0 && numbers[last] == 255 && numbers[last - 1] < 200;
  }

  /** Names for a message, not too many. */
  static String list(List<String> names) {
    return list(names, names.size());
  }

  private static String list(List<String> names, long count) {
    int shown = Math.min(SHOWN, names.size());
    return String.join(", ", names.subList(0, shown).stream().map(ClassLabels::quoted).toList())
        + (count > shown ? " and " + (count - shown) + " more" : "");
  }
}
