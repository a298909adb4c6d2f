package org.collapsar.lab.config;

import java.util.HashMap;
import java.util.Map;
import org.collapsar.BadInputException;

/** Where each key of a configuration was written, for checks that need more than the file. */
public final class Origins {
  private final String whole;
  private final Map<String, String> places;

  private Origins(String whole, Map<String, String> places) {
    this.whole = whole;
    this.places = Map.copyOf(places);
  }

  /** The places of all keys of a tree; {@code whole} stands for keys that are not in it. */
  static Origins of(String whole, ConfigNode.Mapping tree) {
    Map<String, String> places = new HashMap<>();
    collect("", tree, places);
    return new Origins(whole, places);
  }

  private static void collect(String path, ConfigNode node, Map<String, String> places) {
    if (!path.isEmpty()) {
      places.put(path, node.where());
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    if (node instanceof ConfigNode.Mapping mapping) {
      mapping.entries().forEach((key, entry) -> collect(prefix + key, entry.value(), places));
    } else if (node instanceof ConfigNode.Sequence list) {
      for (int i = 0; i < list.items().size(); i++) {
        collect(prefix + i, list.items().get(i), places);
      }
    }
  }

  /** Where {@code key} was written. */
  public String of(String key) {
    return places.getOrDefault(key, whole);
  }

  /** The error that {@code key} has an impossible value. */
  public BadInputException bad(String key, String expected, Object found) {
    return new BadInputException(
        of(key) + ": " + key + ": expected " + expected + ", found " + found);
  }
}
