package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;
import static org.collapsar.lab.page.Parts.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.collapsar.lab.run.DescentAssumptions;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Numbers;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Hypothesis;
import org.collapsar.theory.Verdict;

/** What Theorem 4.4 asks of each run of an experiment, with its numbers: a table per run. */
final class AssumptionsTables {

  /** What a condition without a number requires. */
  private static final String YES = "1 (yes)";

  private AssumptionsTables() {}

  /**
   * The tables; empty where no run has any.
   *
   * @param element the id of the experiment's section
   */
  static String html(String element, List<RunRecord> runs) {
    StringBuilder tables = new StringBuilder();
    for (RunRecord run : FewRuns.of(runs)) {
      DescentAssumptions assumptions = run.assumptions();
      if (assumptions == null) {
        continue;
      }
      String table = table(assumptions);
      tables.append(
          tables.isEmpty()
              ? "<p>%s</p>\n%s"
                  .formatted(
                      text(
                          run.name().substring(0, 1).toUpperCase(Locale.ROOT)
                              + run.name().substring(1)),
                      table)
              : fold(text(run.name()), table));
    }
    return tables.isEmpty()
        ? ""
        : """
        <h2 id="%s-assumptions">Assumptions of Theorem 4.4</h2>
        <p class="small">The numbers of the network before its first step. Where the form that the \
        theorem needs differs from the printed one, both stand here. Conditions that take a fit and a \
        balance to be reached are not among them.</p>
        """
                .formatted(element)
            + tables
            + FewRuns.note(runs, "descent.json");
  }

  private static String table(DescentAssumptions assumptions) {
    StringBuilder rows = new StringBuilder();
    List<Hypothesis> corrected = new ArrayList<>(assumptions.corrected().hypotheses());
    for (Hypothesis printed : assumptions.printed().hypotheses()) {
      Optional<Hypothesis> other =
          corrected.stream().filter(h -> h.key().equals(printed.key())).findFirst();
      boolean same = other.isPresent() && other.get().equals(printed);
      row(same ? "both" : "printed", printed, rows);
      other.ifPresent(
          h -> {
            corrected.remove(h);
            if (!same) {
              row("corrected", h, rows);
            }
          });
    }
    corrected.forEach(h -> row("corrected", h, rows));
    return """
    <div class="card scroll"><table class="certificates">
    <thead><tr><th scope="col">Assumption or condition</th><th scope="col">Form</th>\
    <th scope="col" class="number">Number</th><th scope="col">Required</th>\
    <th scope="col">Holds?</th></tr></thead>
    <tbody>
    %s</tbody></table></div>
    <p class="small">%s; %s.</p>
    """
        .formatted(
            rows,
            constants("Printed", assumptions.printed()),
            constants("corrected", assumptions.corrected()));
  }

  private static String constants(String name, DescentAssumptions.Form form) {
    String alpha =
        form.logAlpha() instanceof MetricValue.Defined d
            ? "alpha = "
                + Numbers.html(Math.exp(d.value()), 4)
                + " of the Polyak-Lojasiewicz inequality"
            : "alpha = 0";
    return "%s: %s, radius r_0 = %s".formatted(name, alpha, Numbers.html(form.radius(), 4));
  }

  private static void row(String form, Hypothesis h, StringBuilder rows) {
    boolean holds = h.verdict() == Verdict.HOLDS;
    rows.append(
        "<tr><td>%s</td><td>%s</td><td class=\"number\">%s</td><td class=\"required\">%s</td><td class=\"verdict-cell %s\">%s</td></tr>\n"
            .formatted(
                text(h.name()),
                form,
                number(h),
                text(h.required().equals(YES) ? "yes" : h.required()),
                holds ? "good" : "bad",
                holds ? "holds" : "fails"));
  }

  private static String number(Hypothesis h) {
    if (!(h.value() instanceof MetricValue.Defined d)) {
      return "&#8211;";
    }
    if (h.required().equals(YES)) {
      return d.value() == 1 ? "yes" : "no";
    }
    return d.value() == Math.rint(d.value()) && Math.abs(d.value()) < 1e6
        ? Long.toString((long) d.value())
        : Numbers.html(d.value(), 4);
  }
}
