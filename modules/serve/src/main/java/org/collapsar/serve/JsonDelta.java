package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What makes one JSON document out of another, so that of a document that grows only what is new is
 * sent; delta.js applies it. One of:
 *
 * <ul>
 *   <li>{@code {"is": value}}: another value;
 *   <li>{@code {"text": [k, m, "new"]}}: the first k and the last m characters of the text stay;
 *   <li>{@code {"keep": n, "more": [..]}}: the first n elements stay, others follow them, and
 *       {@code "at": {"i": delta, ..}} changes some of those that stay;
 *   <li>{@code {"keys": {"name": delta, ..}, "without": [..]}}: of an object.
 * </ul>
 */
final class JsonDelta {
  /** A text that is not longer is sent whole. */
  private static final int SHORT = 32;

  private JsonDelta() {}

  /** Returns what makes the second of the first; null where they are equal. */
  static @Nullable JsonNode of(JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return null;
    }
    if (before.isObject() && after.isObject()) {
      return ofObjects((ObjectNode) before, (ObjectNode) after);
    }
    if (before.isArray() && after.isArray()) {
      return ofArrays((ArrayNode) before, (ArrayNode) after);
    }
    if (before.isTextual() && after.isTextual() && after.textValue().length() > SHORT) {
      return ofTexts(before.textValue(), after.textValue());
    }
    return object().set("is", after);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode ofObjects(ObjectNode before, ObjectNode after) {
    ObjectNode delta = object();
    ObjectNode keys = object();
    for (Iterator<String> names = after.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      JsonNode old = before.get(name);
      JsonNode change =
          old == null ? object().set("is", after.get(name)) : of(old, after.get(name));
      if (change != null) {
        keys.set(name, change);
      }
    }
    delta.set("keys", keys);
    ArrayNode without = JsonNodeFactory.instance.arrayNode();
    for (Iterator<String> names = before.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!after.has(name)) {
        without.add(name);
      }
    }
    if (!without.isEmpty()) {
      delta.set("without", without);
    }
    return delta;
  }

  private static ObjectNode ofArrays(ArrayNode before, ArrayNode after) {
    int common = Math.min(before.size(), after.size());
    ObjectNode at = object();
    int keep = 0;
    // Of plain values all behind the first difference are sent, of others each has its own delta.
    while (keep < common) {
      JsonNode change = of(before.get(keep), after.get(keep));
      if (change != null) {
        if (before.get(keep).isValueNode() && after.get(keep).isNumber()) {
          break;
        }
        at.set(Integer.toString(keep), change);
      }
      keep++;
    }
    ObjectNode delta = object().put("keep", keep);
    ArrayNode more = delta.putArray("more");
    for (int i = keep; i < after.size(); i++) {
      more.add(after.get(i));
    }
    if (!at.isEmpty()) {
      delta.set("at", at);
    }
    return delta;
  }

  private static JsonNode ofTexts(String before, String after) {
    int most = Math.min(before.length(), after.length());
    int first = 0;
    while (first < most && before.charAt(first) == after.charAt(first)) {
      first++;
    }
    int last = 0;
    while (last < most - first
        && before.charAt(before.length() - 1 - last) == after.charAt(after.length() - 1 - last)) {
      last++;
    }
    // No character of two halves is cut.
    if (first > 0 && Character.isHighSurrogate(after.charAt(first - 1))) {
      first--;
    }
    if (last > 0 && Character.isLowSurrogate(after.charAt(after.length() - last))) {
      last--;
    }
    ObjectNode delta = object();
    delta.putArray("text").add(first).add(last).add(after.substring(first, after.length() - last));
    return delta;
  }
}
