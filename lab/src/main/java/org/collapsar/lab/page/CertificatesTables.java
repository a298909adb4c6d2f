package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;
import static org.collapsar.lab.page.Parts.fold;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.lab.certify.CertificateWords;
import org.collapsar.lab.figure.CertificateCurves;
import org.collapsar.lab.run.CertificatesTable;
import org.collapsar.lab.run.LastCertificates;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Numbers;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;

/** The certificates of the runs of an experiment as tables of the page, a table per run. */
public final class CertificatesTables {

  /** What the columns are. */
  public static final String INTRODUCTION =
      "The theorems evaluated on the trained network. Each bound has up to three tiers: as printed,"
          + " with measured constants, with the measured residual. Slack is an upper bound over the"
          + " value, or the value over a lower bound; 1 is tight. A bound whose hypotheses fail has"
          + " no number.";

  private CertificatesTables() {}

  /**
   * The tables; empty where no run has certificates.
   *
   * @param element the id of the experiment's section
   */
  public static String html(String element, List<RunRecord> runs) {
    StringBuilder tables = new StringBuilder();
    for (RunRecord run : FewRuns.of(runs)) {
      LastCertificates last = run.lastCertificates();
      if (last == null) {
        continue;
      }
      String table = table(last.certificates());
      String title = "%s, epoch %d".formatted(run.name(), last.epoch());
      tables.append(
          tables.isEmpty()
              ? "<p>%s</p>\n%s"
                  .formatted(
                      text(title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1)),
                      table)
              : fold(text(title), table));
    }
    return tables.isEmpty()
        ? ""
        : """
        <h2 id="%s-certificates">Certificates</h2>
        <p class="small">%s</p>
        """
                .formatted(element, INTRODUCTION)
            + tables
            + FewRuns.note(runs, "certificates.json");
  }

  /** One table, with notes folded away below it. */
  public static String table(List<Certificate> certificates) {
    StringBuilder rows = new StringBuilder();
    StringBuilder notes = new StringBuilder();
    for (Certificate c : certificates) {
      if (CertificateWords.known(c)) {
        rows(c, rows);
        notes(c, notes);
      } else {
        notes
            .append("<li>Not evaluated: ")
            .append(text(CertificateWords.missing(c)))
            .append("</li>\n");
      }
    }
    return """
    <div class="card scroll"><table class="certificates">
    <thead><tr><th scope="col">Theorem</th><th scope="col">Measured</th>\
    <th scope="col">Tier</th><th scope="col" class="number">Bound</th>\
    <th scope="col" class="number">Slack</th><th scope="col">Holds?</th></tr></thead>
    <tbody>
    %s</tbody></table></div>
    %s\
    """
        .formatted(
            rows,
            notes.isEmpty()
                ? ""
                : "<details><summary>Hypotheses that fail, and other notes</summary>"
                    + "<ul class=\"runs\">\n"
                    + notes
                    + "</ul></details>\n");
  }

  private static void rows(Certificate c, StringBuilder rows) {
    List<String> tiers = CertificatesTable.tiers(c.bounds());
    for (int i = 0; i < tiers.size(); i++) {
      Bound b = c.bounds().get(i);
      rows.append("<tr>");
      if (i == 0) {
        rows.append(
            "<td rowspan=\"%d\"><strong>%s</strong><div class=\"small\">%s</div></td><td rowspan=\"%d\">%s<br><span class=\"big\">%s</span></td>"
                .formatted(
                    tiers.size(),
                    text(c.info().number()),
                    text(c.claim()),
                    tiers.size(),
                    text(c.quantity()),
                    number(c.value())));
      }
      String holds = CertificateWords.holds(c, b);
      boolean defined = b.bound() instanceof MetricValue.Defined;
      rows.append(
          "<td>%s%s</td><td class=\"number\">%s</td><td class=\"number\">%s</td><td class=\"verdict-cell %s\">%s</td></tr>\n"
              .formatted(
                  text(CertificateCurves.name(tiers.get(i))),
                  b.erratum() == null ? "" : " <span class=\"small\">erratum</span>",
                  defined ? text(CertificateWords.sign(b)) + " " + number(b.bound()) : "&#8211;",
                  number(b.slack()),
                  !defined ? "open" : Boolean.TRUE.equals(b.holds()) ? "good" : "bad",
                  defined ? text(holds.toLowerCase(Locale.ROOT)) : "does not apply"));
    }
  }

  private static void notes(Certificate c, StringBuilder notes) {
    List<String> tiers = CertificatesTable.tiers(c.bounds());
    for (int i = 0; i < tiers.size(); i++) {
      Bound b = c.bounds().get(i);
      String said =
          Stream.of(CertificateWords.remark(b), CertificateWords.erratum(b))
              .filter(Objects::nonNull)
              .collect(Collectors.joining("; "));
      if (!said.isEmpty()) {
        notes.append(
            "<li>%s, %s: %s</li>\n"
                .formatted(
                    text(c.info().number()),
                    text(CertificateCurves.name(tiers.get(i))),
                    text(said)));
      }
    }
  }

  private static String number(MetricValue value) {
    return value instanceof MetricValue.Defined d ? Numbers.html(d.value(), 4) : "&#8211;";
  }
}
