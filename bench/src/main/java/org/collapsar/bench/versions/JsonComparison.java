package org.collapsar.bench.versions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares documents by their values: numbers, truth values, and words, which are ids and verdicts.
 * A text with blanks or slashes is prose or a path, and only has to be there. Keys that only the
 * new document has are no differences.
 */
final class JsonComparison {
  /** What depends on the clock, the machine or the build. */
  private static final Set<String> LEFT_OUT =
      Set.of("provenance", "started", "seconds", "peak_memory_bytes", "commit", "version");

  /** What names an element of a list, the first one that all elements have. */
  private static final List<String> NAMES = List.of("id", "layer", "tier", "name", "directory");

  private static final Pattern PROSE = Pattern.compile("(?s).*[\\s/].*");

  private final List<Difference> differences = new ArrayList<>();
  private final List<String> additions = new ArrayList<>();

  /** What differs so far. */
  List<Difference> differences() {
    return differences;
  }

  /** Places that only the new documents have. */
  List<String> additions() {
    return additions;
  }

  /**
   * Compares two documents.
   *
   * @param place of both
   */
  void compare(String place, JsonNode base, JsonNode now) {
    if (base.isObject() && now.isObject()) {
      members(place, fields(base), fields(now));
    } else if (base.isArray() && now.isArray()) {
      elements(place, base, now);
    } else if (!same(base, now)) {
      differences.add(new Difference(place, shown(base), shown(now)));
    }
  }

  private void elements(String place, JsonNode base, JsonNode now) {
    String name = commonName(base, now);
    if (name != null) {
      Map<String, JsonNode> before = byName(base, name);
      Map<String, JsonNode> after = byName(now, name);
      members(place, before, after);
      List<String> common = after.keySet().stream().filter(before::containsKey).toList();
      List<String> order = before.keySet().stream().filter(after::containsKey).toList();
      if (!common.equals(order)) {
        differences.add(new Difference(place + ".order", order.toString(), common.toString()));
      }
      return;
    }
    if (base.size() != now.size()) {
      differences.add(new Difference(place + ".length", base.size() + "", now.size() + ""));
    }
    for (int i = 0; i < Math.min(base.size(), now.size()); i++) {
      compare(place + "[" + i + "]", base.get(i), now.get(i));
    }
  }

  private void members(String place, Map<String, JsonNode> base, Map<String, JsonNode> now) {
    base.forEach(
        (key, value) -> {
          if (LEFT_OUT.contains(key)) {
            return;
          }
          JsonNode other = now.get(key);
          String inside = place + "[" + key.replaceAll("\\s", "_") + "]";
          if (other == null) {
            differences.add(new Difference(inside, shown(value), "nothing"));
          } else {
            compare(inside, value, other);
          }
        });
    for (String key : now.keySet()) {
      if (!base.containsKey(key)) {
        additions.add(place + "[" + key.replaceAll("\\s", "_") + "]");
      }
    }
  }

  private static Map<String, JsonNode> fields(JsonNode node) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    // The directories in which the two builds work have names of their own.
    node.properties()
        .forEach(e -> fields.put(e.getKey().replaceAll("/.*/(?=fixtures/)", ""), e.getValue()));
    return fields;
  }

  private static @Nullable String commonName(JsonNode base, JsonNode now) {
    for (String name : NAMES) {
      if (named(base, name) && named(now, name)) {
        return name;
      }
    }
    return null;
  }

  private static boolean named(JsonNode list, String name) {
    Set<String> seen = new LinkedHashSet<>();
    for (JsonNode element : list) {
      if (!element.path(name).isTextual() || !seen.add(element.path(name).textValue())) {
        return false;
      }
    }
    return !list.isEmpty();
  }

  private static Map<String, JsonNode> byName(JsonNode list, String name) {
    Map<String, JsonNode> elements = new LinkedHashMap<>();
    list.forEach(element -> elements.put(element.path(name).textValue(), element));
    return elements;
  }

  private static boolean same(JsonNode base, JsonNode now) {
    if (base.isNumber() && now.isNumber()) {
      return base.decimalValue().compareTo(now.decimalValue()) == 0;
    }
    if (base.getNodeType() == JsonNodeType.STRING && now.getNodeType() == JsonNodeType.STRING) {
      boolean prose =
          PROSE.matcher(base.textValue()).matches() && PROSE.matcher(now.textValue()).matches();
      return prose || base.textValue().equals(now.textValue());
    }
    return base.equals(now);
  }

  private static String shown(JsonNode node) {
    String text = node.isTextual() ? node.textValue() : node.toString();
    return text.length() > 80 ? text.substring(0, 77) + ".." : text;
  }
}
