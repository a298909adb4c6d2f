package org.collapsar.files.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dict, in the order of insertion, of which entries are kept whose key can be named: a text or a
 * number. A dict may hold itself. Equal only to itself.
 */
final class PickleDict {
  private final Map<Object, Object> entries = new LinkedHashMap<>();

  /** Sets an entry, unless its key has no name. */
  void put(Object key, Object value) {
    if (key instanceof PickleBytes bytes) {
      String text = bytes.string();
      if (text != null) {
        entries.put(text, value);
      }
    } else if (key instanceof String
        || key instanceof Long
        || key instanceof Double
        || key instanceof Boolean) {
      entries.put(key, value);
    }
  }

  Map<Object, Object> entries() {
    return entries;
  }

  @Nullable Object get(String key) {
    return entries.get(key);
  }
}
