package org.collapsar.lab.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Value of a document before it is checked, with the place where it was written, so that an error
 * can name it: {@code file.yaml:12}, or the command-line argument.
 */
public sealed interface Node {

  /** {@return the place where the value was written} */
  String where();

  /** {@return the value described for an error message} */
  String found();

  /** Ways in which a single value is written. */
  enum Type {
    /** YAML, where the reader decides what a word or number is. */
    PLAIN,
    /** A string of JSON. */
    TEXT,
    /** A number of JSON. */
    NUMBER,
    /** {@code true} or {@code false} of JSON. */
    FLAG
  }

  /**
   * Word or number.
   *
   * @param text as written; null for an empty value
   * @param type how it was written
   * @param where its place
   */
  record Scalar(@Nullable String text, Type type, String where) implements Node {
    @Override
    public String found() {
      if (text == null) {
        return "nothing";
      }
      String line = text.strip().replaceAll("\\s+", " ");
      if (line.isEmpty()) {
        return "an empty text";
      }
      String shown = line.length() > 60 ? line.substring(0, 60) + ".." : line;
      return type == Type.TEXT ? '"' + shown + '"' : shown;
    }
  }

  /**
   * List of values.
   *
   * @param items in their order
   * @param where its place
   */
  record Sequence(List<Node> items, String where) implements Node {
    /**
     * Keeps a copy of the items.
     *
     * @param items in their order
     * @param where its place
     */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String found() {
      return items.size() == 1 ? "a list of 1 entry" : "a list of " + items.size() + " entries";
    }
  }

  /**
   * Group of keys, in the order in which they were written.
   *
   * @param entries by key
   * @param where its place
   */
  record Mapping(Map<String, Entry> entries, String where) implements Node {
    /**
     * Keeps a copy of the entries, whose order stays.
     *
     * @param entries by key
     * @param where its place
     */
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String found() {
      return "a group of keys";
    }

    /** {@return the places of all values below, by dotted key; list entries are numbered from 0} */
    public Map<String, String> places() {
      Map<String, String> places = new LinkedHashMap<>();
      collect("", this, places);
      return places;
    }

    private static void collect(String path, Node node, Map<String, String> places) {
      if (!path.isEmpty()) {
        places.put(path, node.where());
      }
      String prefix = path.isEmpty() ? "" : path + ".";
      if (node instanceof Mapping mapping) {
        mapping.entries().forEach((key, entry) -> collect(prefix + key, entry.value(), places));
      } else if (node instanceof Sequence list) {
        for (int i = 0; i < list.items().size(); i++) {
          collect(prefix + i, list.items().get(i), places);
        }
      }
    }
  }

  /**
   * Value below its key.
   *
   * @param where place of the key, which is not that of a long value
   * @param value with a place of its own
   */
  record Entry(String where, Node value) {}
}
