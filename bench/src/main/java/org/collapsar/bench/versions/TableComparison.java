package org.collapsar.bench.versions;

import java.util.ArrayList;
import java.util.List;

/**
 * Says where two CSV tables that are not the same bytes differ: by column and row, counted from the
 * head line, or of a line with names, such as those of certificates.csv, by those.
 */
final class TableComparison {
  private TableComparison() {}

  static List<Difference> compare(String place, List<String> base, List<String> now) {
    List<Difference> found = new ArrayList<>();
    if (base.isEmpty() || now.isEmpty() || !base.get(0).equals(now.get(0))) {
      found.add(
          new Difference(
              place + "head",
              base.stream().findFirst().orElse("none"),
              now.stream().findFirst().orElse("none")));
      return found;
    }
    if (base.size() != now.size()) {
      found.add(new Difference(place + "lines", base.size() + "", now.size() + ""));
    }
    String[] head = base.get(0).split(",", -1);
    for (int row = 1; row < Math.min(base.size(), now.size()); row++) {
      cells(place, head, row, base.get(row).split(",", -1), now.get(row).split(",", -1), found);
    }
    if (found.isEmpty()) {
      found.add(new Difference(place + "bytes", "some", "others"));
    }
    return found;
  }

  private static void cells(
      String place, String[] head, int row, String[] base, String[] now, List<Difference> found) {
    if (base.length != now.length) {
      found.add(new Difference(place + row, base.length + " cells", now.length + " cells"));
      return;
    }
    for (int i = 0; i < base.length; i++) {
      if (!base[i].equals(now[i])) {
        String column = i < head.length ? head[i] : Integer.toString(i);
        found.add(
            new Difference(
                "%s%s[%s]%d".formatted(place, words(base), column, row),
                shown(base[i]),
                shown(now[i])));
      }
    }
  }

  /** "[name]" for each cell that begins with a letter. */
  private static String words(String[] cells) {
    StringBuilder words = new StringBuilder();
    for (String cell : cells) {
      if (!cell.isEmpty() && Character.isLetter(cell.charAt(0))) {
        words.append('[').append(cell.replaceAll("\\s", "_")).append(']');
      }
    }
    return words.toString();
  }

  private static String shown(String cell) {
    return cell.isEmpty() ? "empty" : cell;
  }
}
