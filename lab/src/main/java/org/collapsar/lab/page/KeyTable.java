package org.collapsar.lab.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.run.RunRecord;

/**
 * A group of keys of every run as one table of dotted keys; where runs differ, every value shows.
 */
final class KeyTable {

  private KeyTable() {}

  static Html html(List<RunRecord> runs, Function<RunRecord, Node> part) {
    List<Map<String, String>> flat =
        runs.stream()
            .map(
                run -> {
                  Map<String, String> keys = new LinkedHashMap<>();
                  flatten("", part.apply(run), keys);
                  keys.remove("seed"); // the page names the runs by it anyway
                  return keys;
                })
            .toList();
    Set<String> keys = new LinkedHashSet<>();
    flat.forEach(map -> keys.addAll(map.keySet()));
    if (keys.isEmpty()) {
      return Html.of("<p class=\"small\">Not recorded.</p>");
    }
    Html.Builder rows = Html.builder();
    for (String key : keys) {
      rows.add("<tr><th scope=\"row\">{}</th><td>", key);
      Set<String> values =
          flat.stream()
              .map(map -> map.getOrDefault(key, "-"))
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (values.size() == 1) {
        rows.add("{}", values.iterator().next());
      } else {
        for (int i = 0; i < runs.size(); i++) {
          rows.add(
              "{}seed {}: {}",
              i == 0 ? "" : Html.of("<br>"),
              runs.get(i).seed(),
              flat.get(i).getOrDefault(key, "-"));
        }
      }
      rows.add("</td></tr>\n");
    }
    return table(rows.build());
  }

  /** One JSON object. */
  static Html html(JsonNode part) {
    Map<String, String> keys = new LinkedHashMap<>();
    flatten("", JsonDocument.tree("", part.toString()), keys);
    return table(
        Html.each(
            keys.entrySet(),
            each ->
                Html.of(
                    "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                    each.getKey(),
                    each.getValue())));
  }

  private static Html table(Html rows) {
    return Html.of("<table class=\"keys\"><tbody>\n{}</tbody></table>", rows);
  }

  private static void flatten(String prefix, Node node, Map<String, String> into) {
    if (node instanceof Node.Mapping group && !group.entries().isEmpty()) {
      group
          .entries()
          .forEach(
              (key, entry) ->
                  flatten(prefix.isEmpty() ? key : prefix + "." + key, entry.value(), into));
    } else if (node instanceof Node.Sequence list
        && list.items().stream().allMatch(Node.Scalar.class::isInstance)) {
      into.put(
          prefix, list.items().stream().map(KeyTable::shown).collect(Collectors.joining(", ")));
    } else if (node instanceof Node.Sequence list) {
      for (int i = 0; i < list.items().size(); i++) {
        flatten(prefix + "[" + i + "]", list.items().get(i), into);
      }
    } else if (!prefix.isEmpty()) {
      into.put(prefix, shown(node));
    }
  }

  private static String shown(Node node) {
    if (!(node instanceof Node.Scalar scalar)) {
      return "empty";
    }
    return scalar.text() == null ? "none" : scalar.text();
  }
}
