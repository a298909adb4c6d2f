package org.collapsar.files.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.collapsar.files.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * Judge of columns by their names: those of features most often are numbered, such as f0, f1, f2;
 * an id, a prediction or a confidence beside them is not.
 */
public final class NumberedColumns {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]+)");
  private static final int LEAST = 3;
  private static final int SHOWN = 4;

  private NumberedColumns() {}

  /**
   * Writes a line about the columns whose names do not go on the numbering of most others.
   *
   * @param label what messages call the table
   * @param names of the columns that are measured; empty for one that has none
   * @param remedy ends the line for a format whose columns {@code --skip-columns} does not reach;
   *     null where it does
   * @return null where most columns are not numbered alike, or all are
   */
  public static @Nullable String note(String label, List<String> names, @Nullable String remedy) {
    Map<String, Set<String>> numbers = new HashMap<>();
    for (String name : names) {
      Matcher numbered = NUMBERED.matcher(name);
      if (numbered.matches()) {
        numbers.computeIfAbsent(numbered.group(1), k -> new HashSet<>()).add(name);
      }
    }
    for (Set<String> alike : numbers.values()) {
      if (alike.size() >= LEAST && 2 * alike.size() > names.size()) {
        return note(label, names, alike, remedy);
      }
    }
    return null;
  }

  private static @Nullable String note(
      String label, List<String> names, Set<String> alike, @Nullable String remedy) {
    List<String> others = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      String name = names.get(j);
      if (!alike.contains(name)) {
        others.add(name.isEmpty() ? Integer.toString(j) : Json.quote(name));
        columns.add(name.isEmpty() || name.contains(",") ? Integer.toString(j) : name);
      }
    }
    if (others.isEmpty()) {
      return null;
    }
    List<String> ofMost = names.stream().filter(alike::contains).toList();
    int shown = Math.min(SHOWN, others.size());
    boolean all = shown == others.size();
    String measured =
        label
            + ": "
            + (others.size() == 1 ? "column " : "columns ")
            + String.join(", ", others.subList(0, shown))
            + (all ? "" : " and " + (others.size() - shown) + " more")
            + (others.size() == 1 ? " is measured like " : " are measured like ")
            + ofMost.get(0)
            + " .. "
            + ofMost.get(ofMost.size() - 1);
    if (remedy != null) {
      return measured + "; " + remedy;
    }
    return measured
        + "; --skip-columns "
        + (all ? String.join(",", columns) : "NAME,NAME")
        + (others.size() == 1 ? " leaves it out" : " leaves them out");
  }
}
