package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.collapsar.lab.certify.CertificateWords;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.figure.CertificateCurves;
import org.collapsar.lab.html.Formula;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.html.Signs;
import org.collapsar.lab.run.LastCertificates;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;
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

  Html html() {
    Html.Builder rows = Html.builder();
    List<ClaimSpec> specs = entry.info().claims();
    for (int i = 0; i < entry.claims().size(); i++) {
      rows.add(row(entry.claims().get(i), specs.get(i)));
    }
    theorems.forEach(theorem -> rows.add(row(theorem)));
    return rows.build();
  }

  private static Html row(ClaimResult claim, ClaimSpec spec) {
    boolean defined = claim.value() instanceof MetricValue.Defined;
    return row(
        Formula.sentence(claim.text()),
        spec.theorem() == null ? Parts.DASH : Html.text(spec.theorem()),
        defined ? big(claim.value()) : Html.text("none"),
        Html.of(
            "{}, {}{}",
            MetricLabel.of(claim.metric()).name(),
            Formula.sentence(claim.quantity()),
            defined ? "" : Html.of("; {}", Parts.value(claim.value()))),
        ClaimsTable.required(claim.required()),
        Html.NONE,
        !defined ? "open" : claim.holds() ? "good" : "bad",
        !defined ? "no number" : claim.holds() ? "holds" : "fails");
  }

  private static Html row(Theorem t) {
    Certificate c = t.certificate;
    Bound b = t.bound;
    String runs = t.runs == 1 ? "" : " in %d of %d runs".formatted(t.applying, t.runs);
    return row(
        Formula.sentence(c.claim()),
        Html.text(c.source().substring(Math.max(0, c.source().indexOf("), ") + 2)).strip()),
        big(c.value()),
        Html.of("{}{}", Formula.html(c.quantity()), t.runs == 1 ? "" : ", " + t.run),
        b == null
            ? Parts.DASH
            : Html.of("{} {}", Signs.shown(CertificateWords.sign(b)), Parts.value(b.bound())),
        b == null
            ? Html.NONE
            : Html.of(
                "{}{}",
                CertificateCurves.name(b.tier().name().toLowerCase(Locale.ROOT)),
                b.slack() instanceof MetricValue.Defined d
                    ? Html.of(", slack {}", Parts.number(d.value(), 3))
                    : ""),
        t.applying == 0 ? "open" : t.broken == 0 ? "good" : "bad",
        t.applying == 0
            ? "does not apply"
            : t.broken == 0
                ? "holds" + runs
                : "broken in %d of %d runs".formatted(t.broken, t.runs));
  }

  private static Html row(
      Html claim,
      Html theorem,
      Html measured,
      Html what,
      Html bound,
      Html tier,
      String look,
      String verdict) {
    return Html.of(
        """
        <tr><td>{}</td><td data-label="Theorem or figure">{}</td>\
        <td data-label="Measured">{}<div class="small">{}</div></td>\
        <td class="required" data-label="Bound">{}<div class="small">{}</div></td>\
        <td class="verdict-cell {}"><span class="symbol" aria-hidden="true">{}</span>{}</td></tr>
        """,
        claim,
        theorem,
        measured,
        what,
        bound,
        tier,
        look,
        look.equals("open") ? "?" : look.equals("good") ? Parts.TICK : Parts.CROSS,
        verdict);
  }

  private static Html big(MetricValue value) {
    return Html.of("<span class=\"big\">{}</span>", Parts.value(value));
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
