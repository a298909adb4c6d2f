package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.collapsar.lab.html.Formula;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.run.DescentAssumptions;
import org.collapsar.lab.run.RunRecord;
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
  static Html html(String element, List<RunRecord> runs) {
    List<String> titles = new ArrayList<>();
    List<Html> tables = new ArrayList<>();
    for (RunRecord run : FewRuns.of(runs)) {
      DescentAssumptions assumptions = run.assumptions();
      if (assumptions != null) {
        titles.add(run.name());
        tables.add(table(assumptions));
      }
    }
    return tables.isEmpty()
        ? Html.NONE
        : Html.of(
            """
            <h2 id="{}-assumptions">Assumptions of Theorem 4.4</h2>
            <p class="small">The numbers of the network before its first step. Where the form that the \
            theorem needs differs from the printed one, both stand here. Conditions that take a fit and a \
            balance to be reached are not among them.</p>
            {}{}\
            """,
            element,
            FewRuns.folded(titles, tables),
            FewRuns.note(runs, "descent.json"));
  }

  private static Html table(DescentAssumptions assumptions) {
    Html.Builder rows = Html.builder();
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
    return Html.of(
        """
        <div class="card scroll" tabindex="0" role="region" aria-label="Assumptions"><table class="certificates">
        <thead><tr><th scope="col">Assumption or condition</th><th scope="col">Form</th>\
        <th scope="col" class="number">Number</th><th scope="col">Required</th>\
        <th scope="col">Holds?</th></tr></thead>
        <tbody>
        {}</tbody></table></div>
        <p class="small">{}; {}.</p>
        """,
        rows.build(),
        constants("Printed", assumptions.printed()),
        constants("corrected", assumptions.corrected()));
  }

  private static Html constants(String name, DescentAssumptions.Form form) {
    Html alpha =
        form.logAlpha() instanceof MetricValue.Defined d
            ? Html.of(
                "&#945; = {} of the Polyak-Lojasiewicz inequality",
                Parts.number(Math.exp(d.value()), 4))
            : Html.of("&#945; = 0");
    return Html.of(
        "{}: {}, radius r<sub>0</sub> = {}", name, alpha, Parts.number(form.radius(), 4));
  }

  private static void row(String form, Hypothesis h, Html.Builder rows) {
    boolean holds = h.verdict() == Verdict.HOLDS;
    rows.add(
        "<tr><td>{}</td><td data-label=\"Form\">{}</td><td class=\"number\""
            + " data-label=\"Number\">{}</td><td class=\"required\""
            + " data-label=\"Required\">{}</td><td class=\"verdict-cell {}\">{}</td></tr>\n",
        named(h.name()),
        form,
        number(h),
        h.required().equals(YES) ? "yes" : h.required(),
        holds ? "good" : "bad",
        holds ? "holds" : "fails");
  }

  /** "4.2: gamma, the smallest slope": the number of the assumption, then its formula. */
  private static Html named(String name) {
    int colon = name.indexOf(": ");
    return colon < 0
        ? Formula.html(name)
        : Html.of("{}: {}", name.substring(0, colon), Formula.html(name.substring(colon + 2)));
  }

  private static Html number(Hypothesis h) {
    if (!(h.value() instanceof MetricValue.Defined d)) {
      return Parts.DASH;
    }
    if (h.required().equals(YES)) {
      return Html.text(d.value() == 1 ? "yes" : "no");
    }
    return d.value() == Math.rint(d.value()) && Math.abs(d.value()) < 1e6
        ? Html.text(Long.toString((long) d.value()))
        : Parts.number(d.value(), 4);
  }
}
