package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.ClassMeasurement;
import org.collapsar.metrics.MetricValue;

/** What was measured of each class, as a person reads it: a table for each table of features. */
final class PerClassText {
  private PerClassText() {}

  static void print(List<MeasuredRow> rows, PrintStream out) {
    for (int i = 0; i < rows.size(); i++) {
      out.println();
      if (rows.size() > 1) {
        out.println("[" + (i + 1) + "] " + rows.get(i).name());
      }
      print(rows.get(i), out);
    }
  }

  private static void print(MeasuredRow row, PrintStream out) {
    int width = 5;
    for (String name : row.classNames()) {
      width = Math.max(width, name.length());
    }
    line(
        out,
        width,
        "class",
        "samples",
        "variance",
        "|mean|",
        "|mean - mu_G|",
        "cosine to W",
        "accuracy");
    Map<String, List<Integer>> reasons = new LinkedHashMap<>();
    for (ClassMeasurement of : row.measurement().perClass()) {
      List<String> cells = new ArrayList<>();
      for (MetricValue value :
          List.of(
              of.withinVariance(),
              of.meanNorm(),
              of.centredMeanNorm(),
              of.cosine(),
              of.accuracy())) {
        if (value instanceof MetricValue.Undefined u) {
          cells.add("-");
          List<Integer> classes = reasons.computeIfAbsent(u.reason(), k -> new ArrayList<>());
          if (!classes.contains(of.number())) {
            classes.add(of.number());
          }
        } else {
          cells.add(MeasureText.number(value, 5));
        }
      }
      line(
          out,
          width,
          row.className(of.number()),
          Long.toString(of.samples()),
          cells.get(0),
          cells.get(1),
          cells.get(2),
          cells.get(3),
          cells.get(4));
    }
    int all = row.measurement().classes();
    reasons.forEach(
        (reason, classes) ->
            out.println(
                "-: undefined, "
                    + reason
                    + (classes.size() == all || classes.size() == 1
                        ? ""
                        : " (classes "
                            + classes.stream().map(row::className).collect(Collectors.joining(", "))
                            + ")")));
  }

  private static void line(
      PrintStream out, int width, String number, String samples, String... cells) {
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%" + width + "s  %9s", number, samples));
    for (String cell : cells) {
      line.append(String.format(Locale.ROOT, "  %13s", cell));
    }
    out.println(line);
  }
}
