package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Direction;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.LinearHead;
import org.collapsar.theory.Verdict;
import org.jspecify.annotations.Nullable;

/** Certificates as a person reads them: a table, then what its marks mean. */
final class CertifyText {
  private static final int WIDTH = 100;

  private CertifyText() {}

  static void print(CertifiedHead certified, PrintStream out) {
    out.println(certified.source() + ": " + sizes(certified.head()));
    out.println();
    List<Certificate> shown = certified.certificates().stream().filter(CertifyText::known).toList();
    Map<String, Integer> notes = new LinkedHashMap<>();
    List<String[]> table = new ArrayList<>();
    table.add(new String[] {"theorem", "quantity", "value", "tier", "bound", "slack", "holds"});
    for (Certificate c : shown) {
      boolean first = true;
      for (Bound b : c.bounds()) {
        table.add(row(first ? c : null, c, b, notes));
        first = false;
      }
    }
    printTable(table, out);
    if (!notes.isEmpty()) {
      out.println();
    }
    notes.forEach((note, number) -> paragraph("[" + number + "] ", note, out));
    List<String> missing =
        certified.certificates().stream()
            .filter(c -> !known(c))
            .map(c -> theorem(c) + " (" + c.quantity() + "): " + missing(c))
            .toList();
    if (!missing.isEmpty()) {
      out.println("\nnot evaluated:");
      missing.forEach(line -> paragraph("  ", line, out));
    }
  }

  /** Whether something of it could be evaluated, or fails by its own numbers. */
  private static boolean known(Certificate c) {
    return c.value() instanceof MetricValue.Defined
        && c.bounds().stream()
            .anyMatch(b -> b.unmet().stream().noneMatch(h -> h.verdict() == Verdict.UNKNOWN));
  }

  private static String missing(Certificate c) {
    Set<String> names = new LinkedHashSet<>();
    for (Bound b : c.bounds()) {
      b.unmet().stream()
          .filter(h -> h.verdict() == Verdict.UNKNOWN)
          .map(h -> h.name() + " was not given")
          .forEach(names::add);
    }
    if (c.value() instanceof MetricValue.Undefined u) {
      names.add("undefined, " + u.reason());
    }
    return String.join("; ", names);
  }

  private static String[] row(
      @Nullable Certificate first, Certificate c, Bound b, Map<String, Integer> notes) {
    List<String> marks = new ArrayList<>();
    if (b.erratum() != null) {
      marks.add(mark("as printed, with an erratum: " + b.erratum(), notes));
    }
    String bound = "-";
    String holds = "-";
    if (b.bound() instanceof MetricValue.Defined) {
      String assumed =
          b.hypotheses().stream()
              .filter(h -> h.verdict() == Verdict.ASSUMED)
              .map(Hypothesis::name)
              .collect(Collectors.joining("; "));
      if (!assumed.isEmpty()) {
        marks.add(mark("taken for granted: " + assumed, notes));
      }
      boolean empty = c.quantity().startsWith("NC3") && b.bound().orNaN() <= -1;
      bound = (b.direction() == Direction.UPPER ? "<= " : ">= ") + MeasureText.number(b.bound(), 4);
      holds = Boolean.TRUE.equals(b.holds()) ? (empty ? "yes, says nothing" : "yes") : "NO";
    } else if (b.bound() instanceof MetricValue.Undefined u) {
      marks.add(
          mark(
              b.applies()
                  ? "undefined, " + u.reason()
                  : "does not apply: "
                      + b.unmet().stream()
                          .map(CertifyText::unmet)
                          .collect(Collectors.joining("; ")),
              notes));
    }
    return new String[] {
      first == null ? "" : theorem(first),
      first == null ? "" : first.quantity(),
      first == null ? "" : MeasureText.number(first.value(), 5),
      b.tier().label() + (marks.isEmpty() ? "" : " " + String.join("", marks)),
      bound,
      b.slack() instanceof MetricValue.Defined ? MeasureText.number(b.slack(), 4) : "-",
      holds
    };
  }

  private static String unmet(Hypothesis h) {
    return h.verdict() == Verdict.UNKNOWN ? h.name() + " was not given" : h.toString();
  }

  private static String mark(String note, Map<String, Integer> notes) {
    return "[" + notes.computeIfAbsent(note, n -> notes.size() + 1) + "]";
  }

  /** What the source says after its name: "Theorem 3.1 / B.1, (18)" is "3.1 (18)". */
  private static String theorem(Certificate c) {
    int end = c.source().indexOf("), ");
    return (end < 0 ? c.source() : c.source().substring(end + 3))
        .replace("Theorem ", "")
        .replace("Proposition ", "")
        .replace(" / B.1,", "");
  }

  private static void printTable(List<String[]> table, PrintStream out) {
    int columns = table.get(0).length;
    int[] width = new int[columns];
    for (String[] row : table) {
      for (int j = 0; j < columns; j++) {
        width[j] = Math.max(width[j], row[j].length());
      }
    }
    for (String[] row : table) {
      StringBuilder line = new StringBuilder();
      for (int j = 0; j < columns; j++) {
        line.append(row[j]).append(" ".repeat(width[j] - row[j].length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static void paragraph(String head, String text, PrintStream out) {
    List<String> lines = MeasureText.wrap(text, WIDTH - head.length());
    for (int i = 0; i < lines.size(); i++) {
      out.println((i == 0 ? head : " ".repeat(head.length())) + lines.get(i));
    }
  }

  private static String sizes(LinearHead head) {
    int[] counts = new int[head.classes()];
    for (int label : head.labels()) {
      counts[label]++;
    }
    int least = Arrays.stream(counts).min().orElse(0);
    int most = Arrays.stream(counts).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "%d samples, %d classes of %s; %d linear layer%s, widths %s",
        head.samples(),
        head.classes(),
        least == most ? Integer.toString(least) : least + " to " + most,
        head.depth(),
        head.depth() == 1 ? "" : "s",
        head.features().columns()
            + " -> "
            + head.weights().stream()
                .map(Matrix::rows)
                .map(String::valueOf)
                .collect(Collectors.joining(" -> ")));
  }
}
