package org.collapsar.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.collapsar.BadInputException;

/** Labels of test samples beside the classes of training samples, for {@link ClassLabels#same}. */
final class OtherClasses {
  private static final int IGNORED = -1;
  private static final int UNKNOWN = -2;

  private final ClassLabels classes;
  private final RawLabels raw;
  private final LabelRules rules;
  private final List<String> listed;

  /** What labels are that were met; most occur often. */
  private final Map<Double, Integer> found = new HashMap<>();

  private final Map<String, Integer> known = new HashMap<>();

  /** What is called otherwise. */
  private final TreeSet<String> unknown =
      new TreeSet<>(Globs.naturalOrder().thenComparing(ClassLabels.CODE_POINTS));

  private int count;

  OtherClasses(ClassLabels classes, RawLabels raw, LabelRules rules) {
    this.classes = classes;
    this.raw = raw;
    this.rules = rules;
    this.listed = rules.classesFrom() == null ? List.of() : ClassLabels.names(rules.classesFrom());
    for (int c = 0; c < classes.column().classes(); c++) {
      known.put(classes.name(c), c);
    }
  }

  /** The class of each sample; -1 where it has none. */
  int[] labels() {
    int[] labels = new int[raw.count()];
    for (int i = 0; i < labels.length; i++) {
      Integer c = found.get(raw.value(i));
      if (c == null) {
        c = classOf(i);
        found.put(raw.value(i), c);
      }
      labels[i] = Math.max(c, IGNORED);
      count += c == UNKNOWN ? 1 : 0;
    }
    if (count > 0 && count == labels.length) {
      throw new BadInputException(
          raw.source()
              + ": expected classes that have samples in "
              + classes.column().source()
              + ", found only others: "
              + ClassNumbering.list(List.copyOf(unknown)));
    }
    return labels;
  }

  private int classOf(int i) {
    String name = ClassLabels.shown(raw, i, listed);
    Integer c = known.get(name);
    if (ClassLabels.isIgnored(raw, i, rules)) {
      return IGNORED;
    } else if (c != null) {
      return c;
    }
    if (!raw.texts().isEmpty() && !listed.isEmpty() && !listed.contains(name)) {
      throw ClassLabels.notListed(raw, i, rules.classesFrom());
    }
    if (raw.texts().isEmpty()) {
      ClassNumbering.requireNumber(raw, i);
    }
    unknown.add(name);
    return UNKNOWN;
  }

  /** How many samples are of other classes. */
  int count() {
    return count;
  }

  /** A line that counts them; none where there are none. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (count > 0) {
      notes.add(
          raw.source()
              + ": "
              + count
              + " of "
              + raw.count()
              + (count == 1 ? " samples is" : " samples are")
              + " left out, of classes that are not among those of "
              + classes.column().source()
              + ": "
              + ClassNumbering.list(List.copyOf(unknown)));
    }
    return notes;
  }
}
