package org.collapsar.lab.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.TreeEdits;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.SweepAxis;

/** An axis of a sweep with its values as they were written, so that a refused one has its place. */
final class AxisReader {
  /** What can be varied; what is left would make another experiment, or write elsewhere. */
  private static final List<String> GROUPS = List.of("data", "network", "train", "metrics");

  /** The other columns of sweep.csv. */
  private static final List<String> TAKEN =
      List.of("layer", "metric", "count", "mean", "deviation");

  private static final String LABELS_NEEDED = "labels, because a value is no word, number or list";

  private final SweepAxis axis;
  private final List<String> places;
  private final List<List<Node>> values;

  private AxisReader(SweepAxis axis, List<String> places, List<List<Node>> values) {
    this.axis = axis;
    this.places = places;
    this.values = values;
  }

  /**
   * Reads all axes of the section {@code sweep}.
   *
   * @throws BadInputException if anything is not as expected
   */
  static List<AxisReader> readAll(Section sweep) {
    String expected = "a list of axes {name, key, values}";
    Set<String> names = new HashSet<>();
    List<String> keys = new ArrayList<>();
    List<AxisReader> axes = sweep.list("axes", expected, axis -> read(axis, names, keys));
    if (axes.isEmpty()) {
      throw sweep.bad("axes", expected);
    }
    return axes;
  }

  private static AxisReader read(Value axis, Set<String> names, List<String> keysBefore) {
    Section s = axis.section("name", "key", "keys", "values", "labels");
    if (s.has("key") == s.has("keys")) {
      throw axis.bad("either key or keys", s.has("key") ? "both" : "none");
    }
    List<String> keys = new ArrayList<>();
    List<String> places = new ArrayList<>();
    if (s.has("key")) {
      keys.add(key(s.value("key", "a key"), keysBefore));
      places.add(s.value("key", "a key").where());
    } else {
      s.list(
          "keys",
          "a list of keys",
          item -> {
            places.add(item.where());
            return keys.add(key(item, keysBefore));
          });
      if (keys.isEmpty()) {
        throw s.bad("keys", "at least one key");
      }
    }
    List<List<Node>> values = values(s, keys.size());
    SweepAxis read = new SweepAxis(name(s, names), keys, labels(s, values));
    return new AxisReader(read, places, values);
  }

  /**
   * A key that no axis before sets, and that is added to theirs. A key within a group that an axis
   * before sets whole, as {@code network}, is put into each of its values.
   */
  private static String key(Value value, List<String> keysBefore) {
    String key = value.text("a key");
    String group = key.split("\\.", 2)[0];
    boolean known = key.equals("seed") || GROUPS.contains(group);
    if (!known) {
      throw value.bad(
          "seed or a key of " + String.join(", ", GROUPS),
          key + (GROUPS.contains(group) ? "" : NearestName.hint(group, GROUPS)));
    }
    for (String before : keysBefore) {
      boolean within = GROUPS.contains(before) && key.startsWith(before + ".");
      if (overlap(before, key) && !within) {
        throw value.bad(
            "each key once in the sweep",
            before.equals(key) ? key + " twice" : before + " and " + key);
      }
    }
    keysBefore.add(key);
    return key;
  }

  /** Whether one key is the other or lies within it. */
  static boolean overlap(String a, String b) {
    return (a + ".").startsWith(b + ".") || (b + ".").startsWith(a + ".");
  }

  private static String name(Section s, Set<String> names) {
    String name = s.text("name").replaceAll("\\s+", " ");
    if (TAKEN.contains(name)) {
      throw s.bad("name", "a name other than " + String.join(", ", TAKEN));
    }
    if (!names.add(name)) {
      throw s.bad("name", "a name that no other axis has");
    }
    return name;
  }

  private static List<List<Node>> values(Section s, int keys) {
    boolean several = s.has("keys");
    String expected = several ? "a list of " + keys + " values, one a key" : "a value";
    List<List<Node>> values =
        s.list(
            "values",
            several ? "a list of lists, each with one value a key" : "a list of values",
            item -> {
              if (!several) {
                return List.of(notEmpty(item, item.node()));
              }
              if (item.node() instanceof Node.Sequence list && list.items().size() == keys) {
                list.items().forEach(value -> notEmpty(item, value));
                return list.items();
              }
              throw item.bad(expected);
            });
    if (values.isEmpty()) {
      throw s.bad("values", "at least one value");
    }
    return values;
  }

  /** The value itself, which is {@code item} or an entry of it. */
  private static Node notEmpty(Value item, Node value) {
    if (value instanceof Node.Scalar scalar && scalar.text() == null) {
      throw item.bad("a value", value.found());
    }
    return value;
  }

  private static List<String> labels(Section s, List<List<Node>> values) {
    List<String> labels =
        s.has("labels")
            ? s.texts("labels")
            : values.stream().map(value -> labelOf(s, value.get(0))).toList();
    String key = s.has("labels") ? "labels" : "values";
    if (labels.size() != values.size()) {
      throw s.bad(key, "as many labels as values, " + values.size());
    }
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      if (label.isBlank() || !seen.add(label)) {
        throw s.bad(key, "labels that differ", label.isBlank() ? "an empty one" : label + " twice");
      }
    }
    return labels.stream().map(label -> label.strip().replaceAll("\\s+", " ")).toList();
  }

  /** A number or word is its own label, a list of them joined by hyphens. */
  private static String labelOf(Section s, Node value) {
    if (value instanceof Node.Scalar scalar) {
      return String.valueOf(scalar.text()).strip();
    }
    if (value instanceof Node.Sequence list && !list.items().isEmpty()) {
      return list.items().stream()
          .map(
              item -> {
                if (item instanceof Node.Scalar scalar && scalar.text() != null) {
                  return scalar.text().strip();
                }
                throw labelsNeeded(s, value);
              })
          .collect(Collectors.joining("-"));
    }
    throw labelsNeeded(s, value);
  }

  private static BadInputException labelsNeeded(Section s, Node value) {
    return new BadInputException(
        value.where() + ": " + s.name("labels") + ": expected " + LABELS_NEEDED + ", found none");
  }

  SweepAxis axis() {
    return axis;
  }

  int size() {
    return values.size();
  }

  /** A configuration with value number {@code i} at the keys. */
  Node.Mapping set(Node.Mapping tree, int i) {
    for (int k = 0; k < axis.keys().size(); k++) {
      tree = TreeEdits.set(tree, axis.keys().get(k), values.get(i).get(k), places.get(k));
    }
    return tree;
  }

  /** Its part of the cell's directory name: the last word of the first key, and the label. */
  String directory(int i) {
    String key = axis.keys().get(0);
    String label = axis.labels().get(i).replaceAll("[^A-Za-z0-9._+-]", "_");
    return key.substring(key.lastIndexOf('.') + 1) + "=" + label;
  }
}
