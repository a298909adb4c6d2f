package org.collapsar.lab.page;

import static org.collapsar.lab.page.Parts.value;

import java.util.List;
import java.util.Map;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.claim.LiveClaim;
import org.collapsar.lab.html.Formula;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.metrics.MetricValue;

/** The claims of an experiment as a table of the page. */
final class ClaimsTable {

  private ClaimsTable() {}

  /**
   * The table; empty without claims.
   *
   * @param element the id of the experiment's section
   */
  static Html html(String element, List<ClaimResult> claims) {
    return claims.isEmpty()
        ? Html.NONE
        : table(
            element,
            "Each claim is judged on all runs, from their CSV files. Open \"each run\" below a claim"
                + " to see the runs one by one.",
            Html.each(claims, ClaimsTable::row));
  }

  /** The same while runs go on; empty without claims. */
  static Html live(String element, List<LiveClaim> claims) {
    return claims.isEmpty()
        ? Html.NONE
        : table(
            element,
            "Each claim is judged on all runs that have begun, by their rows so far. Open \"each run\""
                + " below a claim to see the runs one by one.",
            Html.each(claims, ClaimsTable::row));
  }

  private static Html table(String element, String how, Html rows) {
    return Html.of(
        """
        <h2 id="{}-claims">Claims</h2>
        <p class="small">{}</p>
        <div class="card scroll" tabindex="0" role="region" aria-label="Claims"><table class="claims">
        <thead><tr><th scope="col">Claim</th><th scope="col">Measured</th>\
        <th scope="col" class="number">Number</th><th scope="col">Required</th>\
        <th scope="col">Holds?</th></tr></thead>
        <tbody>
        {}</tbody></table></div>
        """,
        element,
        how,
        rows);
  }

  /** How a claim stands: the class of its cell, its sign and its word. */
  private record Verdict(String look, Object sign, String word, String remark) {}

  private static Html row(ClaimResult claim) {
    boolean defined = claim.value() instanceof MetricValue.Defined;
    return row(
        claim,
        new Verdict(
            !defined ? "open" : claim.holds() ? "good" : "bad",
            !defined ? "?" : claim.holds() ? Parts.TICK : Parts.CROSS,
            !defined ? "no number" : claim.holds() ? "holds" : "fails",
            defined && claim.unfinished() ? "not all runs are finished" : ""));
  }

  private static Html row(LiveClaim live) {
    String word = live.standing().words();
    return row(
        live.result(),
        switch (live.standing()) {
          case HOLDS ->
              new Verdict("good", Parts.TICK, word, live.decided() ? "" : "so far; runs go on");
          case NOT_YET -> new Verdict("open", "?", word, "");
          case CANNOT -> new Verdict("bad", Parts.CROSS, word, "");
        });
  }

  private static Html row(ClaimResult claim, Verdict verdict) {
    boolean defined = claim.value() instanceof MetricValue.Defined;
    Html.Builder perRun = Html.builder();
    for (ClaimResult.PerRun run : claim.perRun()) {
      String alone =
          claim.together() || run.value() instanceof MetricValue.Undefined
              ? ""
              : run.holds() ? ", holds" : ", fails";
      String unfinished =
          run.finished() || run.epoch() < 0 ? "" : " (not finished: epoch " + run.epoch() + ")";
      perRun.add(
          "<li>{}: {}{}{}{}</li>",
          run.name(),
          value(run.value()),
          numbers(run.numbers()),
          alone,
          unfinished);
    }
    Html remark =
        !defined
            ? Html.of("<div class=\"small\">{}</div>", value(claim.value()))
            : verdict.remark().isEmpty()
                ? Html.NONE
                : Html.of("<div class=\"small\">{}</div>", verdict.remark());
    return Html.of(
        """
        <tr><td>{}<details data-many="{}"><summary>each run</summary><ul class="runs">{}</ul></details></td>\
        <td data-label="Measured">{}, {}{}</td>\
        <td class="number" data-label="Number">{}</td>\
        <td class="required" data-label="Required">{}</td>\
        <td class="verdict-cell {}"><span class="symbol" aria-hidden="true">{}</span>{}</td></tr>
        """,
        Formula.sentence(claim.text()),
        FewRuns.many(claim.perRun().size()),
        perRun.build(),
        MetricLabel.of(claim.metric()).name(),
        Formula.sentence(
            claim.quantity().replace(" / ", "\u202f/\u202f").replace("epoch 0", "epoch\u00a00")),
        remark,
        defined ? Html.of("<span class=\"big\">{}</span>", value(claim.value())) : "none",
        required(claim.required()),
        verdict.look(),
        verdict.sign(),
        verdict.word());
  }

  /** " (slope -0.021)"; empty where there is no further number. */
  private static Html numbers(Map<String, Double> numbers) {
    return numbers.isEmpty()
        ? Html.NONE
        : Html.of(
            " ({})",
            Html.each(
                numbers.entrySet(),
                ", ",
                number -> Html.of("{} {}", number.getKey(), shown(number.getValue()))));
  }

  /** Numbers of layers are whole. */
  private static Html shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Html.text(Long.toString((long) value))
        : Parts.number(value, 3);
  }

  /** "at most 0.3333333333333333" is shown with four digits; the full bound shows on hovering. */
  static Html required(String required) {
    int at = required.lastIndexOf(' ') + 1;
    String bound = required.substring(at);
    return bound.length() <= 6
        ? Html.text(required)
        : Html.of("{}{}", required.substring(0, at), Parts.number(Double.parseDouble(bound), 4));
  }
}
