package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.collapsar.lab.model.MeasuredModel;
import org.collapsar.lab.model.ModelFacts;
import org.collapsar.metrics.MetricValue;

/** What was run over what, and how, as a person reads it: above all other numbers. */
final class ModelText {
  private ModelText() {}

  static void head(MeasuredModel measured, PrintStream out) {
    ModelFacts facts = measured.facts();
    out.println(accuracy(measured));
    facts(facts, out);
    out.println();
  }

  /** Accuracy is the first number, because wrong preprocessing shows there first. */
  private static String accuracy(MeasuredModel measured) {
    if (measured.accuracy() instanceof MetricValue.Undefined u) {
      return "accuracy undefined, " + u.reason();
    }
    return String.format(
        Locale.ROOT,
        "accuracy %s (%d of %d right; the largest class is %.4g of them)",
        MeasureText.number(measured.accuracy(), 4),
        measured.right(),
        measured.facts().images(),
        measured.chance());
  }

  static void facts(ModelFacts facts, PrintStream out) {
    MeasureText.paragraph(
        "network:       ", facts.file() + ", " + facts.description() + ", " + facts.runtime(), out);
    MeasureText.paragraph("images:        ", facts.imagesText(), out);
    MeasureText.paragraph("preprocessing: ", facts.preset() + ": " + facts.preprocessing(), out);
    String none = facts.noClassifier();
    MeasureText.paragraph(
        "classifier:    ", facts.classifier() != null ? facts.classifier() : "none, " + none, out);
    for (String block : facts.blocksText()) {
      MeasureText.paragraph("layers:        ", block, out);
    }
  }

  /** A row for each choice. */
  static void whatIf(MeasuredModel measured, PrintStream out) {
    List<MeasuredModel.WhatIf> rows = measured.whatIf();
    if (rows.isEmpty()) {
      return;
    }
    MetricValue asked = rows.get(0).quotient();
    out.println();
    out.println("what if, on " + rows.get(0).images() + " images:");
    int width = rows.stream().mapToInt(row -> row.choice().length()).max().orElse(0);
    out.println(MeasureText.pad("preprocessing", width) + "   nc1.quotient    change    accuracy");
    for (MeasuredModel.WhatIf row : rows) {
      double change = row.quotient().orNaN() / asked.orNaN() - 1;
      out.printf(
          Locale.ROOT,
          "%s  %13s  %8s  %10s%n",
          MeasureText.pad(row.choice(), width),
          row.quotient() instanceof MetricValue.Defined
              ? MeasureText.number(row.quotient(), 5)
              : "-",
          Double.isFinite(change) ? String.format(Locale.ROOT, "%+.1f%%", 100 * change) : "-",
          row.accuracy() instanceof MetricValue.Defined
              ? MeasureText.number(row.accuracy(), 4)
              : "-");
    }
    for (MeasuredModel.WhatIf row : rows) {
      if (row.quotient() instanceof MetricValue.Undefined u) {
        MeasureText.paragraph("", row.choice() + ": undefined, " + u.reason(), out);
      }
    }
  }
}
