package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;
import static org.collapsar.lab.page.Parts.value;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.series.Numbers;
import org.collapsar.metrics.MetricValue;

/** The claims of an experiment as a table of the page. */
final class ClaimsTable {

  private ClaimsTable() {}

  /**
   * The table; empty without claims.
   *
   * @param element the id of the experiment's section
   */
  static String html(String element, List<ClaimResult> claims) {
    if (claims.isEmpty()) {
      return "";
    }
    StringBuilder rows = new StringBuilder();
    for (ClaimResult claim : claims) {
      rows.append(row(claim));
    }
    return """
    <h2 id="%s-claims">Claims</h2>
    <p class="small">Judged on all runs, from their CSV files; below each claim, the runs one by one.</p>
    <div class="card scroll"><table class="claims">
    <thead><tr><th scope="col">Claim</th><th scope="col">Measured</th>\
    <th scope="col" class="number">Number</th><th scope="col">Required</th>\
    <th scope="col">Holds?</th></tr></thead>
    <tbody>
    %s</tbody></table></div>
    """
        .formatted(element, rows);
  }

  private static String row(ClaimResult claim) {
    boolean defined = claim.value() instanceof MetricValue.Defined;
    StringBuilder perRun = new StringBuilder();
    for (ClaimResult.PerRun run : claim.perRun()) {
      String verdict =
          claim.together() || run.value() instanceof MetricValue.Undefined
              ? ""
              : run.holds() ? ", holds" : ", fails";
      String unfinished =
          run.finished() || run.epoch() < 0 ? "" : " (not finished: epoch " + run.epoch() + ")";
      perRun.append(
          "<li>%s: %s%s%s%s</li>"
              .formatted(
                  text(run.name()),
                  value(run.value()),
                  numbers(run.numbers()),
                  verdict,
                  unfinished));
    }
    String remark =
        !defined
            ? "<div class=\"small\">" + value(claim.value()) + "</div>"
            : claim.unfinished() ? "<div class=\"small\">not all runs are finished</div>" : "";
    return """
    <tr><td>%s<details><summary>each run</summary><ul class="runs">%s</ul></details></td>\
    <td data-label="Measured">%s, %s%s</td>\
    <td class="number" data-label="Number">%s</td>\
    <td class="required" data-label="Required">%s</td>\
    <td class="verdict-cell %s"><span class="symbol" aria-hidden="true">%s</span>%s</td></tr>
    """
        .formatted(
            text(claim.text()),
            perRun,
            text(MetricLabel.of(claim.metric()).name()),
            text(claim.quantity())
                .replace(" / ", "&#8239;/&#8239;")
                .replace("epoch 0", "epoch&nbsp;0"),
            remark,
            defined ? "<span class=\"big\">" + value(claim.value()) + "</span>" : "none",
            required(claim.required()),
            !defined ? "open" : claim.holds() ? "good" : "bad",
            !defined ? "?" : claim.holds() ? "&#10003;" : "&#10007;",
            !defined ? "no number" : claim.holds() ? "holds" : "fails");
  }

  /** " (slope -0.021)"; empty where there is no further number. */
  private static String numbers(Map<String, Double> numbers) {
    return numbers.isEmpty()
        ? ""
        : numbers.entrySet().stream()
            .map(number -> text(number.getKey()) + " " + shown(number.getValue()))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  /** Numbers of layers are whole. */
  private static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : Numbers.html(value, 3);
  }

  /** "at most 0.3333333333333333" is shown with four digits; the full bound shows on hovering. */
  static String required(String required) {
    int at = required.lastIndexOf(' ') + 1;
    String bound = required.substring(at);
    return bound.length() <= 6
        ? text(required)
        : text(required.substring(0, at)) + Numbers.html(Double.parseDouble(bound), 4);
  }
}
