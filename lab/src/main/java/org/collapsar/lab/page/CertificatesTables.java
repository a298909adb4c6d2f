package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.lab.certify.CertificateWords;
import org.collapsar.lab.figure.CertificateCurves;
import org.collapsar.lab.html.Formula;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.html.Signs;
import org.collapsar.lab.run.CertificatesTable;
import org.collapsar.lab.run.LastCertificates;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;

/**
 * Writer of the certificates of the runs of an experiment as tables of the page, a table per run.
 */
public final class CertificatesTables {

  /** Meanings of the columns, for readers. */
  public static final String INTRODUCTION =
      "The theorems evaluated on the trained network. Each bound has up to three tiers: as printed,"
          + " with measured constants, with the measured residual. Slack is an upper bound over the"
          + " value, or the value over a lower bound; 1 is tight. A bound whose hypotheses fail has"
          + " no number.";

  private CertificatesTables() {}

  /**
   * Writes the tables of runs.
   *
   * @param element the id of the experiment's section
   * @param runs of the experiment
   * @return HTML; none where no run has certificates
   */
  public static Html html(String element, List<RunRecord> runs) {
    List<String> titles = new ArrayList<>();
    List<Html> tables = new ArrayList<>();
    for (RunRecord run : FewRuns.of(runs)) {
      LastCertificates last = run.lastCertificates();
      if (last != null) {
        titles.add("%s, epoch %d".formatted(run.name(), last.epoch()));
        tables.add(table(last.certificates()));
      }
    }
    return tables.isEmpty()
        ? Html.NONE
        : Html.of(
            """
            <h2 id="{}-certificates">Certificates</h2>
            <p class="small">{}</p>
            {}{}\
            """,
            element,
            INTRODUCTION,
            FewRuns.folded(titles, tables),
            FewRuns.note(runs, "certificates.json"));
  }

  /**
   * Writes one table, with notes folded away below it.
   *
   * @param certificates of one network
   * @return HTML
   */
  public static Html table(List<Certificate> certificates) {
    Html.Builder rows = Html.builder();
    Html.Builder notes = Html.builder();
    for (Certificate c : certificates) {
      if (CertificateWords.known(c)) {
        rows(c, rows);
        notes(c, notes);
      } else {
        notes.add("<li>Not evaluated: {}</li>\n", CertificateWords.missing(c));
      }
    }
    return Html.of(
        """
        <div class="card scroll" tabindex="0" role="region" aria-label="Certificates"><table class="certificates">
        <thead><tr><th scope="col">Theorem</th><th scope="col">Measured</th>\
        <th scope="col">Tier</th><th scope="col" class="number">Bound</th>\
        <th scope="col" class="number">Slack</th><th scope="col">Holds?</th></tr></thead>
        <tbody>
        {}</tbody></table></div>
        {}\
        """,
        rows.build(),
        notes.isEmpty()
            ? Html.NONE
            : Html.of(
                "<details><summary>Hypotheses that fail, and other notes</summary>"
                    + "<ul class=\"runs\">\n{}</ul></details>\n",
                notes.build()));
  }

  private static void rows(Certificate c, Html.Builder rows) {
    List<String> tiers = CertificatesTable.tiers(c.bounds());
    rows.add("<tbody>\n");
    for (int i = 0; i < tiers.size(); i++) {
      Bound b = c.bounds().get(i);
      rows.add("<tr>");
      if (i == 0) {
        rows.add(
            "<td rowspan=\"{}\"><strong>{}</strong><div class=\"small\">{}</div></td><td"
                + " rowspan=\"{}\" data-label=\"Measured\">{}<br><span"
                + " class=\"big\">{}</span></td>",
            tiers.size(),
            c.info().number(),
            Formula.sentence(c.claim()),
            tiers.size(),
            Formula.html(c.quantity()),
            Parts.numberOrDash(c.value(), 4));
      }
      String holds = CertificateWords.holds(c, b);
      boolean defined = b.bound() instanceof MetricValue.Defined;
      rows.add(
          "<td data-label=\"Tier\">{}{}</td><td class=\"number\" data-label=\"Bound\">{}</td><td"
              + " class=\"number\" data-label=\"Slack\">{}</td><td class=\"verdict-cell"
              + " {}\">{}</td></tr>\n",
          CertificateCurves.name(tiers.get(i)),
          b.erratum() == null ? "" : Html.of(" <span class=\"small\">erratum</span>"),
          defined
              ? Html.of(
                  "{} {}", Signs.shown(CertificateWords.sign(b)), Parts.numberOrDash(b.bound(), 4))
              : Parts.DASH,
          Parts.numberOrDash(b.slack(), 4),
          !defined ? "open" : Boolean.TRUE.equals(b.holds()) ? "good" : "bad",
          defined ? holds.toLowerCase(Locale.ROOT) : "does not apply");
    }
    rows.add("</tbody>\n");
  }

  private static void notes(Certificate c, Html.Builder notes) {
    List<String> tiers = CertificatesTable.tiers(c.bounds());
    for (int i = 0; i < tiers.size(); i++) {
      Bound b = c.bounds().get(i);
      String said =
          Stream.of(CertificateWords.remark(b), CertificateWords.erratum(b))
              .filter(Objects::nonNull)
              .collect(Collectors.joining("; "));
      if (!said.isEmpty()) {
        notes.add(
            "<li>{}, {}: {}</li>\n",
            c.info().number(),
            CertificateCurves.name(tiers.get(i)),
            Formula.sentence(said));
      }
    }
  }
}
