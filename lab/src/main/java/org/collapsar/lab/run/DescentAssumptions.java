package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.HypothesisJson;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.lab.document.Section;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Hypothesis;

/**
 * Assumptions of Theorem 4.4 of Jacot et al. (ICLR 2025) about a run, with the numbers of its
 * start: read from descent.json.
 *
 * @param printed as the paper has it
 * @param corrected with the errata of docs/certificates.md
 */
public record DescentAssumptions(Form printed, Form corrected) {
  /**
   * Form of the theorem, with its numbers.
   *
   * @param logAlpha log of alpha, the constant of the Polyak-Lojasiewicz inequality
   * @param radius r_0
   * @param hypotheses in their order
   */
  public record Form(MetricValue logAlpha, double radius, List<Hypothesis> hypotheses) {
    /**
     * Keeps a copy of the list.
     *
     * @param logAlpha log of alpha, the constant of the Polyak-Lojasiewicz inequality
     * @param radius r_0
     * @param hypotheses in their order
     */
    public Form {
      hypotheses = List.copyOf(hypotheses);
    }
  }

  /**
   * Reads descent.json.
   *
   * @throws org.collapsar.BadInputException if it is malformed
   */
  static DescentAssumptions read(Path file) {
    Section top = JsonDocument.read(file, DocumentType.DESCENT);
    return new DescentAssumptions(form(top.section("printed")), form(top.section("corrected")));
  }

  private static Form form(Section form) {
    return new Form(
        MetricJson.read(form.section("log_alpha")), form.number("r_0"), HypothesisJson.read(form));
  }
}
