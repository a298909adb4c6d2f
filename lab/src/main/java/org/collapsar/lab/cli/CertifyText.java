package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.collapsar.lab.certify.CertificateWords;
import org.collapsar.lab.certify.CertifiedHead;
import org.collapsar.lab.html.Signs;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.HeadFit;
import org.jspecify.annotations.Nullable;

/** Certificates as a person reads them: a table, then what its marks mean. */
final class CertifyText {
  private CertifyText() {}

  /**
   * Prints one head.
   *
   * @param known lines on what is known beside it
   */
  static void print(CertifiedHead certified, List<String> known, PrintStream out) {
    out.println(certified.source() + ": " + certified.sizes());
    known.forEach(out::println);
    HeadFit fit = certified.fit();
    if (fit != null) {
      out.printf(
          Locale.ROOT,
          "accuracy %.4f, eps_1 = ||Z_L - Y||_F = %.4g%n",
          fit.accuracy(),
          fit.residual());
    }
    certified.remarks().forEach(remark -> MeasureText.paragraph("note: ", remark, out));
    out.println();
    List<Certificate> shown =
        certified.certificates().stream().filter(CertificateWords::known).toList();
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
    notes.forEach((note, number) -> MeasureText.paragraph("[" + number + "] ", note, out));
    List<String> missing =
        certified.certificates().stream()
            .filter(c -> !CertificateWords.known(c))
            .map(CertificateWords::missing)
            .toList();
    if (!missing.isEmpty()) {
      out.println("\nnot evaluated:");
      missing.forEach(line -> MeasureText.paragraph("  ", line, out));
    }
  }

  private static String[] row(
      @Nullable Certificate first, Certificate c, Bound b, Map<String, Integer> notes) {
    List<String> marks =
        Stream.of(CertificateWords.erratum(b), CertificateWords.remark(b))
            .filter(Objects::nonNull)
            .map(note -> mark(note, notes))
            .toList();
    boolean defined = b.bound() instanceof MetricValue.Defined;
    return new String[] {
      first == null ? "" : first.info().number(),
      first == null ? "" : first.quantity(),
      first == null ? "" : MeasureText.number(first.value(), 5),
      b.tier().label() + (marks.isEmpty() ? "" : " " + String.join("", marks)),
      defined
          ? Signs.shown(CertificateWords.sign(b), Terminal.charset())
              + " "
              + MeasureText.number(b.bound(), 4)
          : "-",
      b.slack() instanceof MetricValue.Defined ? MeasureText.number(b.slack(), 4) : "-",
      CertificateWords.holds(c, b)
    };
  }

  private static String mark(String note, Map<String, Integer> notes) {
    return "[" + notes.computeIfAbsent(note, n -> notes.size() + 1) + "]";
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
}
