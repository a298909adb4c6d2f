package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.collapsar.lab.measure.MeasuredTable;
import org.collapsar.lab.measure.OverLayers;
import org.collapsar.metrics.MetricValue;

/** Measurements as a person reads them. */
final class MeasureText {
  /** So many rows stand side by side; more follow below. */
  private static final int ABREAST = 5;

  private static final int WIDTH = 92;

  private static final int PARAGRAPH = 100;

  private MeasureText() {}

  static void print(List<? extends MeasuredTable> rows, PrintStream out) {
    if (rows.size() == 1) {
      printOne(rows.get(0), out);
    } else {
      printSeveral(rows, out);
    }
  }

  /** What was measured over the layers of a file, below the table. */
  static void printOverLayers(List<OverLayers> files, PrintStream out) {
    for (OverLayers file : files) {
      out.println();
      out.println("over the " + file.layers().size() + " layers of " + file.source() + ":");
      printValues(file.values(), out);
    }
  }

  private static void printOne(MeasuredTable row, PrintStream out) {
    out.println(row.name() + ": " + row.sizes());
    out.println();
    Map<String, MetricValue> values = row.values();
    printValues(values, out);
  }

  private static void printValues(Map<String, MetricValue> values, PrintStream out) {
    int width = nameWidth(values.keySet());
    out.printf(Locale.ROOT, "%-" + width + "s  %s%n", "metric", "value");
    values.forEach(
        (id, value) -> {
          String text =
              value instanceof MetricValue.Undefined u
                  ? "undefined, " + u.reason()
                  : number(value, 10)
                      + (value.remark().isEmpty() ? "" : "  (" + value.remark() + ")");
          out.printf(Locale.ROOT, "%-" + width + "s  %s%n", id, text);
        });
  }

  private static void printSeveral(List<? extends MeasuredTable> rows, PrintStream out) {
    for (int i = 0; i < rows.size(); i++) {
      MeasuredTable row = rows.get(i);
      out.printf(Locale.ROOT, "%5s  %s: %s%n", "[" + (i + 1) + "]", row.name(), row.sizes());
    }
    printWeights(rows, out);
    List<String> ids = rows.stream().flatMap(r -> r.values().keySet().stream()).distinct().toList();
    int width = nameWidth(ids);
    for (int from = 0; from < rows.size(); from += ABREAST) {
      List<? extends MeasuredTable> part =
          rows.subList(from, Math.min(rows.size(), from + ABREAST));
      out.println();
      StringBuilder head = new StringBuilder(pad("metric", width));
      for (int i = 0; i < part.size(); i++) {
        head.append(String.format(Locale.ROOT, "  %11s", "[" + (from + i + 1) + "]"));
      }
      out.println(head);
      for (String id : ids) {
        StringBuilder line = new StringBuilder(pad(id, width));
        for (MeasuredTable row : part) {
          MetricValue value = row.values().get(id);
          String text = value instanceof MetricValue.Defined ? number(value, 5) : "-";
          line.append(String.format(Locale.ROOT, "  %11s", text));
        }
        out.println(line);
      }
    }
    printReasons(rows, ids, out);
  }

  /** Which rows W belongs to, where it is not all of them. */
  private static void printWeights(List<? extends MeasuredTable> rows, PrintStream out) {
    if (rows.stream().noneMatch(row -> row.weights() == null)) {
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).weights() != null) {
        out.println("W of " + rows.get(i).weights() + " belongs to [" + (i + 1) + "]");
      }
    }
  }

  /** Why a dash stands where it stands, and what is remarked on numbers, each once. */
  private static void printReasons(
      List<? extends MeasuredTable> rows, List<String> ids, PrintStream out) {
    Map<String, List<Integer>> where = new LinkedHashMap<>();
    for (String id : ids) {
      for (int i = 0; i < rows.size(); i++) {
        MetricValue value = rows.get(i).values().get(id);
        if (value instanceof MetricValue.Undefined u) {
          where.computeIfAbsent(id + ": undefined, " + u.reason(), k -> new ArrayList<>()).add(i);
        } else if (value != null && !value.remark().isEmpty()) {
          where.computeIfAbsent(id + ": " + value.remark(), k -> new ArrayList<>()).add(i);
        }
      }
    }
    if (!where.isEmpty()) {
      out.println();
    }
    where.forEach(
        (reason, at) -> {
          String places =
              at.size() == rows.size()
                  ? ""
                  : at.stream().map(i -> "[" + (i + 1) + "]").collect(Collectors.joining(" "))
                      + " ";
          out.println(places + reason);
        });
  }

  static void section(String name, String text, PrintStream out) {
    if (text.isBlank()) {
      return;
    }
    String head = name.isEmpty() ? "" : pad(name, 12);
    String indent = " ".repeat(head.length());
    List<String> lines =
        text.lines().flatMap(line -> wrap(line, WIDTH - head.length()).stream()).toList();
    out.println();
    IntStream.range(0, lines.size())
        .forEach(i -> out.println(((i == 0 ? head : indent) + lines.get(i)).stripTrailing()));
  }

  /** Breaks a line at spaces; what begins with a space is a formula and stays as it is. */
  static List<String> wrap(String line, int width) {
    if (line.startsWith(" ") || line.length() <= width) {
      return List.of(line);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (String word : line.split(" ", -1)) {
      if (current.length() > 0 && current.length() + 1 + word.length() > width) {
        lines.add(current.toString());
        current.setLength(0);
      }
      current.append(current.length() == 0 ? "" : " ").append(word);
    }
    lines.add(current.toString());
    return lines;
  }

  /** A text behind what it is called, in lines of a width that starts below each other. */
  static void paragraph(String head, String text, PrintStream out) {
    List<String> lines = wrap(text, PARAGRAPH - head.length());
    for (int i = 0; i < lines.size(); i++) {
      out.println((i == 0 ? head : " ".repeat(head.length())) + lines.get(i));
    }
  }

  static int nameWidth(Iterable<String> names) {
    int width = "metric".length();
    for (String name : names) {
      width = Math.max(width, name.length());
    }
    return width;
  }

  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** So many significant digits; whole numbers as they are. */
  static String number(MetricValue value, int digits) {
    double x = value.orNaN();
    if (Double.isInfinite(x)) {
      return x > 0 ? "infinity" : "-infinity";
    }
    if (x == Math.rint(x) && Math.abs(x) < 1e9) {
      return Long.toString((long) x);
    }
    return String.format(Locale.ROOT, "%." + digits + "g", x);
  }
}
