package org.collapsar.lab.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.KeyListener;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.experiment.Sweep;
import org.jspecify.annotations.Nullable;

/**
 * Form of an experiment's keys: what its reader asks for while it reads it, what is written there,
 * and what the comment beside it says. Lists and types come from the reader alone.
 *
 * @param sweep as it was read
 * @param keys in the order of the reader, group by group
 */
public record ExperimentForm(Sweep sweep, List<Key> keys) {
  /** Groups and keys that numbers of a run depend on; the rest is words, figures and claims. */
  private static final List<String> SHOWN =
      List.of("data", "network", "train", "metrics", "output", "seed", "seeds");

  /**
   * Keeps a copy of the keys.
   *
   * @param sweep as it was read
   * @param keys in the order of the reader, group by group
   */
  public ExperimentForm {
    keys = List.copyOf(keys);
  }

  /**
   * Key of the form.
   *
   * @param key dotted, as {@code --set} takes it
   * @param expected the type, as messages say it; empty where the reader did not ask for it
   * @param otherwise the value of an absent key; empty where the reader does not say it
   * @param value as written, in YAML on one line; empty where nothing is
   * @param note the comment beside the value, in a preset the source of the number
   * @param varied whether the sweep sets it
   */
  public record Key(
      String key, String expected, String otherwise, String value, String note, boolean varied) {}

  /**
   * Reads a text as {@code train} and {@code sweep} do.
   *
   * @param name how messages call it
   * @param text in YAML
   * @param full whether the section {@code full} is applied
   * @param overrides applied last, in order
   * @return the sweep, and its keys
   * @throws BadInputException if anything in it is not as expected
   */
  public static ExperimentForm of(
      String name, String text, boolean full, List<ConfigOverride> overrides) {
    Sweep sweep = SweepReader.read(name, text, full, overrides);
    Node.Mapping tree = SweepReader.tree(name, text, full, overrides);
    Heard heard = new Heard();
    ExperimentReader.listen(name, SweepReader.firstCell(tree), heard);
    List<Key> keys = new ArrayList<>();
    Maker maker = new Maker(name, text.lines().toList(), tree, sweep, heard, keys);
    SHOWN.forEach(maker::add);
    for (int a = 0; a < sweep.axes().size(); a++) {
      maker.addAxis("sweep.axes." + a + ".values");
    }
    return new ExperimentForm(sweep, keys);
  }

  /** What the reader asked for. */
  private static final class Heard implements KeyListener {
    final Map<String, List<String>> groups = new LinkedHashMap<>();
    final Map<String, String> expected = new LinkedHashMap<>();
    final Map<String, String> otherwise = new LinkedHashMap<>();

    @Override
    public void known(String group, List<String> keys) {
      groups.put(group, keys);
    }

    @Override
    public void asked(String key, String what, @Nullable Object absent) {
      if (!what.startsWith("a group")) {
        expected.putIfAbsent(key, what);
      }
      if (absent != null) {
        otherwise.put(key, absent.toString());
      }
    }
  }

  private record Maker(
      String name,
      List<String> lines,
      Node.Mapping tree,
      Sweep sweep,
      Heard heard,
      List<Key> keys) {
    /** Adds a key, or all keys of a group or of the entries of a list. */
    void add(String key) {
      List<String> below = heard.groups.get(key);
      if (below != null) {
        below.forEach(each -> add(key + "." + each));
      } else if (heard.groups.containsKey(key + ".0")) {
        for (int i = 0; heard.groups.containsKey(key + "." + i); i++) {
          add(key + "." + i);
        }
      } else {
        add(key, heard.expected.getOrDefault(key, ""));
      }
    }

    void addAxis(String key) {
      if (at(key).isPresent()) {
        add(key, "a list of values");
      }
    }

    private void add(String key, String expected) {
      boolean varied =
          sweep.axes().stream()
              .flatMap(axis -> axis.keys().stream())
              .anyMatch(of -> AxisReader.overlap(key, of));
      Optional<Node> node = at(key);
      keys.add(
          new Key(
              key,
              expected,
              heard.otherwise.getOrDefault(key, ""),
              node.map(ExperimentForm::written).orElse(""),
              node.map(this::note).orElse(""),
              varied));
    }

    private Optional<Node> at(String key) {
      Node node = tree;
      for (String part : key.split("\\.", -1)) {
        if (node instanceof Node.Mapping m && m.entries().containsKey(part)) {
          node = m.entries().get(part).value();
        } else if (node instanceof Node.Sequence s
            && part.matches("\\d{1,6}")
            && Integer.parseInt(part) < s.items().size()) {
          node = s.items().get(Integer.parseInt(part));
        } else {
          return Optional.empty();
        }
      }
      return Optional.of(node);
    }

    /** The comment of the line on which a value stands. */
    private String note(Node node) {
      String start = name + ":";
      String where = node.where();
      if (!where.startsWith(start) || !where.substring(start.length()).matches("\\d{1,6}")) {
        return "";
      }
      int line = Integer.parseInt(where.substring(start.length()));
      return line < 1 || line > lines.size() ? "" : comment(lines.get(line - 1));
    }
  }

  /** The text behind a number sign that begins a comment: after a blank, and in no quotes. */
  static String comment(String line) {
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
        return line.substring(i + 1).strip();
      }
    }
    return "";
  }

  /** YAML on one line. */
  private static String written(Node node) {
    if (node instanceof Node.Mapping mapping) {
      return mapping.entries().entrySet().stream()
          .map(entry -> entry.getKey() + ": " + written(entry.getValue().value()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (node instanceof Node.Sequence sequence) {
      return sequence.items().stream()
          .map(ExperimentForm::written)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    String text = ((Node.Scalar) node).text();
    return text == null ? "" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
