package org.collapsar.lab.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a configuration before it is checked, with the place where it was written, so that an
 * error can name it: {@code file.yaml:12}, or the command-line argument.
 */
sealed interface ConfigNode {

  /** Where the value was written. */
  String where();

  /** What an error message says was found. */
  String found();

  /**
   * A word or a number.
   *
   * @param text as written; null for an empty value
   */
  record Scalar(@Nullable String text, String where) implements ConfigNode {
    @Override
    public String found() {
      if (text == null) {
        return "nothing";
      }
      String line = text.strip().replaceAll("\\s+", " ");
      return line.isEmpty()
          ? "an empty text"
          : line.length() > 60 ? line.substring(0, 60) + ".." : line;
    }
  }

  /** A list. */
  record Sequence(List<ConfigNode> items, String where) implements ConfigNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String found() {
      return items.size() == 1 ? "a list of 1 entry" : "a list of " + items.size() + " entries";
    }
  }

  /** A group of keys, in the order in which they were written. */
  record Mapping(Map<String, Entry> entries, String where) implements ConfigNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String found() {
      return "a group of keys";
    }
  }

  /**
   * A value below its key.
   *
   * @param where where the key was written, which is not where a long value was
   */
  record Entry(String where, ConfigNode value) {}
}
