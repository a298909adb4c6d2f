package org.collapsar.lab.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
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
  private final List<List<ConfigNode>> values;

  private AxisReader(SweepAxis axis, List<String> places, List<List<ConfigNode>> values) {
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
    List<AxisReader> axes =
        sweep.list("axes", expected, (name, node) -> read(name, node, names, keys));
    if (axes.isEmpty()) {
      throw sweep.bad("axes", expected);
    }
    return axes;
  }

  private static AxisReader read(
      String path, ConfigNode node, Set<String> names, List<String> keysBefore) {
    Section s = new Section(path, node, "name", "key", "keys", "values", "labels");
    if (s.has("key") == s.has("keys")) {
      throw new BadInputException(
          node.where()
              + ": "
              + path
              + ": expected either key or keys, found "
              + (s.has("key") ? "both" : "none"));
    }
    List<String> keys = new ArrayList<>();
    List<String> places = new ArrayList<>();
    if (s.has("key")) {
      addKey(s.name("key"), s.text("key"), s.get("key", "a key").where(), keysBefore);
      keys.add(s.text("key"));
      places.add(s.get("key", "a key").where());
    } else {
      s.list(
          "keys",
          "a list of keys",
          (name, item) -> {
            String key = Section.textOf(name, item, "a key");
            addKey(name, key, item.where(), keysBefore);
            places.add(item.where());
            return keys.add(key);
          });
      if (keys.isEmpty()) {
        throw s.bad("keys", "at least one key");
      }
    }
    List<List<ConfigNode>> values = values(s, keys.size());
    SweepAxis axis = new SweepAxis(name(s, names), keys, labels(s, values));
    return new AxisReader(axis, places, values);
  }

  private static void addKey(String name, String key, String where, List<String> keysBefore) {
    String group = key.split("\\.", 2)[0];
    boolean known = key.equals("seed") || (GROUPS.contains(group) && key.contains("."));
    if (!known) {
      throw new BadInputException(
          where
              + ": "
              + name
              + ": expected seed or a key of "
              + String.join(", ", GROUPS)
              + ", found "
              + key
              + (GROUPS.contains(group) ? "" : NearestName.hint(group, GROUPS)));
    }
    for (String before : keysBefore) {
      if (overlap(before, key)) {
        throw new BadInputException(
            where
                + ": "
                + name
                + ": expected each key once in the sweep, found "
                + (before.equals(key) ? key + " twice" : before + " and " + key));
      }
    }
    keysBefore.add(key);
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

  private static List<List<ConfigNode>> values(Section s, int keys) {
    boolean several = s.has("keys");
    String expected = several ? "a list of " + keys + " values, one a key" : "a value";
    List<List<ConfigNode>> values =
        s.list(
            "values",
            several ? "a list of lists, each with one value a key" : "a list of values",
            (name, item) -> {
              if (!several) {
                return List.of(notEmpty(name, item));
              }
              if (item instanceof ConfigNode.Sequence list && list.items().size() == keys) {
                list.items().forEach(value -> notEmpty(name, value));
                return list.items();
              }
              throw bad(name, item, expected);
            });
    if (values.isEmpty()) {
      throw s.bad("values", "at least one value");
    }
    return values;
  }

  private static ConfigNode notEmpty(String name, ConfigNode value) {
    if (value instanceof ConfigNode.Scalar scalar && scalar.text() == null) {
      throw bad(name, value, "a value");
    }
    return value;
  }

  private static BadInputException bad(String name, ConfigNode node, String expected) {
    return new BadInputException(
        node.where() + ": " + name + ": expected " + expected + ", found " + node.found());
  }

  private static List<String> labels(Section s, List<List<ConfigNode>> values) {
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
        throw new BadInputException(
            s.get(key, "labels").where()
                + ": "
                + s.name(key)
                + ": expected labels that differ, found "
                + (label.isBlank() ? "an empty one" : label + " twice"));
      }
    }
    return labels.stream().map(label -> label.strip().replaceAll("\\s+", " ")).toList();
  }

  /** A number or word is its own label, a list of them joined by hyphens. */
  private static String labelOf(Section s, ConfigNode value) {
    if (value instanceof ConfigNode.Scalar scalar) {
      return String.valueOf(scalar.text()).strip();
    }
    if (value instanceof ConfigNode.Sequence list && !list.items().isEmpty()) {
      return list.items().stream()
          .map(
              item -> {
                if (item instanceof ConfigNode.Scalar scalar && scalar.text() != null) {
                  return scalar.text().strip();
                }
                throw labelsNeeded(s, value);
              })
          .collect(Collectors.joining("-"));
    }
    throw labelsNeeded(s, value);
  }

  private static BadInputException labelsNeeded(Section s, ConfigNode value) {
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
  ConfigNode.Mapping set(ConfigNode.Mapping tree, int i) {
    for (int k = 0; k < axis.keys().size(); k++) {
      tree = ConfigTree.set(tree, axis.keys().get(k), values.get(i).get(k), places.get(k));
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
