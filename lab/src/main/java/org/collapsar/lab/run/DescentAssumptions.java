package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.Verdict;

/**
 * What Theorem 4.4 of Jacot et al. (ICLR 2025) asks of a run, with the numbers of its start: read
 * from descent.json.
 *
 * @param printed as the paper has it
 * @param corrected with the errata of docs/certificates.md
 */
public record DescentAssumptions(Form printed, Form corrected) {
  /**
   * One form.
   *
   * @param logAlpha log of alpha, the constant of the Polyak-Lojasiewicz inequality
   * @param radius r_0
   * @param hypotheses in their order
   */
  public record Form(MetricValue logAlpha, double radius, List<Hypothesis> hypotheses) {
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
    JsonDocument.Part top = JsonDocument.read(file, DescentJson.SCHEMA).top();
    return new DescentAssumptions(form(top.object("printed")), form(top.object("corrected")));
  }

  private static Form form(JsonDocument.Part form) {
    return new Form(
        MetricJson.read(form.object("log_alpha")),
        form.number("r_0"),
        form.objects("hypotheses").stream().map(DescentAssumptions::hypothesis).toList());
  }

  private static Hypothesis hypothesis(JsonDocument.Part h) {
    return new Hypothesis(
        new Hypothesis.Key(h.text("name")),
        h.text("name"),
        MetricJson.read(h.object("value")),
        h.text("required"),
        h.flag("holds", false) ? Verdict.HOLDS : Verdict.FAILS);
  }
}
