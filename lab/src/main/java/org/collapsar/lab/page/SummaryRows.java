package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.collapsar.lab.certify.CertificateWords;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.figure.CertificateCurves;
import org.collapsar.lab.run.LastCertificates;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.series.Numbers;
import org.collapsar.metrics.MetricValue;
import org.collapsar.theory.Bound;
import org.collapsar.theory.Certificate;
import org.collapsar.theory.Direction;
import org.jspecify.annotations.Nullable;

/** The claims and the theorems of one experiment as rows of {@link SummaryPage}. */
final class SummaryRows {
  private final SummaryPage.Entry entry;
  private final List<Theorem> theorems;

  private SummaryRows(SummaryPage.Entry entry, List<Theorem> theorems) {
    this.entry = entry;
    this.theorems = theorems;
  }

  static SummaryRows of(SummaryPage.Entry entry) {
    return new SummaryRows(entry, theorems(entry.runs()));
  }

  int claims() {
    return entry.claims().size();
  }

  int claimsHolding() {
    return (int) entry.claims().stream().filter(ClaimResult::holds).count();
  }

  int theorems() {
    return theorems.size();
  }

  int theoremsApplying() {
    return (int) theorems.stream().filter(t -> t.applying > 0).count();
  }

  int theoremsBroken() {
    return (int) theorems.stream().filter(t -> t.broken > 0).count();
  }

  String html() {
    StringBuilder rows = new StringBuilder();
    List<ClaimSpec> specs = entry.info().claims();
    for (int i = 0; i < entry.claims().size(); i++) {
      rows.append(row(entry.claims().get(i), specs.get(i)));
    }
    theorems.forEach(theorem -> rows.append(row(theorem)));
    return rows.toString();
  }

  private static String row(ClaimResult claim, ClaimSpec spec) {
    boolean defined = claim.value() instanceof MetricValue.Defined;
    return row(
        text(claim.text()),
        spec.theorem() == null ? "&#8211;" : text(spec.theorem()),
        defined ? big(claim.value()) : "none",
        text(MetricLabel.of(claim.metric()).name() + ", " + claim.quantity())
            + (defined ? "" : "; " + Parts.value(claim.value())),
        ClaimsTable.required(claim.required()),
        "",
        !defined ? "open" : claim.holds() ? "good" : "bad",
        !defined ? "no number" : claim.holds() ? "holds" : "fails");
  }

  private static String row(Theorem t) {
    Certificate c = t.certificate;
    Bound b = t.bound;
    String runs = t.runs == 1 ? "" : " in %d of %d runs".formatted(t.applying, t.runs);
    return row(
        text(c.claim()),
        text(c.source().substring(Math.max(0, c.source().indexOf("), ") + 2)).strip()),
        big(c.value()),
        text(c.quantity() + (t.runs == 1 ? "" : ", " + t.run)),
        b == null ? "&#8211;" : text(CertificateWords.sign(b)) + " " + Parts.value(b.bound()),
        b == null
            ? ""
            : text(CertificateCurves.name(b.tier().name().toLowerCase(Locale.ROOT)))
                + (b.slack() instanceof MetricValue.Defined d
                    ? ", slack " + Numbers.html(d.value(), 3)
                    : ""),
        t.applying == 0 ? "open" : t.broken == 0 ? "good" : "bad",
        t.applying == 0
            ? "does not apply"
            : t.broken == 0
                ? "holds" + runs
                : "broken in %d of %d runs".formatted(t.broken, t.runs));
  }

  private static String row(
      String claim,
      String theorem,
      String measured,
      String what,
      String bound,
      String tier,
      String look,
      String verdict) {
    return """
    <tr><td>%s</td><td data-label="Theorem or figure">%s</td>\
    <td data-label="Measured">%s<div class="small">%s</div></td>\
    <td class="required" data-label="Bound">%s<div class="small">%s</div></td>\
    <td class="verdict-cell %s"><span class="symbol" aria-hidden="true">%s</span>%s</td></tr>
    """
        .formatted(
            claim,
            theorem,
            measured,
            what,
            bound,
            tier,
            look,
            look.equals("open") ? "?" : look.equals("good") ? "&#10003;" : "&#10007;",
            verdict);
  }

  private static String big(MetricValue value) {
    return "<span class=\"big\">" + Parts.value(value) + "</span>";
  }

  // ---- theorems over runs ----------------------------------------------------------------------

  /**
   * A theorem on all runs.
   *
   * @param certificate of the run with the least slack
   * @param bound its tightest one that is proved; null where none applies in any run
   * @param run that run's name
   * @param runs on how many it was evaluated
   * @param applying in how many a proved bound applies
   * @param broken in how many a proved bound is broken
   */
  private record Theorem(
      Certificate certificate,
      @Nullable Bound bound,
      String run,
      int runs,
      int applying,
      int broken) {

    /** The two together, of which the one with less slack is shown. */
    Theorem and(Theorem other) {
      Theorem shown = slack(other) < slack(this) ? other : this;
      return new Theorem(
          shown.certificate,
          shown.bound,
          shown.run,
          runs + other.runs,
          applying + other.applying,
          broken + other.broken);
    }

    private static double slack(Theorem t) {
      double slack = t.bound == null ? Double.NaN : t.bound.slack().orNaN();
      return Double.isNaN(slack) ? Double.POSITIVE_INFINITY : slack;
    }
  }

  private static List<Theorem> theorems(List<RunRecord> runs) {
    Map<String, Theorem> byId = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      LastCertificates last = run.lastCertificates();
      if (last != null) {
        for (Certificate c : last.certificates()) {
          if (CertificateWords.known(c)) {
            byId.merge(c.id(), theorem(c, run), Theorem::and);
          }
        }
      }
    }
    return new ArrayList<>(byId.values());
  }

  private static Theorem theorem(Certificate c, RunRecord run) {
    List<Bound> proved =
        c.bounds().stream().filter(b -> b.erratum() == null && b.holds() != null).toList();
    Bound tightest = null;
    for (Bound b : proved) {
      if (tightest == null || tighter(b, tightest)) {
        tightest = b;
      }
    }
    boolean broken = proved.stream().anyMatch(b -> Boolean.FALSE.equals(b.holds()));
    return new Theorem(c, tightest, run.name(), 1, tightest == null ? 0 : 1, broken ? 1 : 0);
  }

  private static boolean tighter(Bound b, Bound than) {
    double difference = b.bound().orNaN() - than.bound().orNaN();
    return b.direction() == Direction.UPPER ? difference < 0 : difference > 0;
  }
}
