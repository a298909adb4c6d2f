package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.collapsar.BadInputException;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one table of several experiments, from runs that are made up. */
class SummaryPageTest {
  @TempDir Path temp;

  @Test
  void everyClaimHasARowWithItsVerdict() throws IOException {
    SummaryPage.Entry good = entry("good", 2);
    List<Path> paths =
        new SyntheticRuns().id("poor").title("A poor one").writeAll(temp.resolve("poor"), 2);
    Path csv = paths.get(1).resolve("metrics.csv");
    Files.writeString(
        csv, Files.readString(csv).replaceAll("(?m)^(40,([^,]*,){4})[^,]*", "$10.05"));
    SummaryPage.Entry poor = entry(paths);
    String page = SummaryPage.html(List.of(good, poor)).toString();
    assertThat(page)
        .contains("7 of 8 claims hold.")
        .contains("href=\"good/report.html\"", "A poor one")
        .contains("Figure 2a of the tests")
        .doesNotContain("theorems evaluated");
    assertThat(count(page, "</span>holds</td>")).isEqualTo(7);
    assertThat(count(page, "</span>fails</td>")).isEqualTo(1);
    assertThat(count(page, "data:image/svg")).isEqualTo(2);
    // The charts' library is a megabyte, and there are no charts.
    assertThat(page.length()).isLessThan(300_000);
  }

  @Test
  void aTheoremIsShownByTheRunWithTheLeastSlackAndABrokenBoundIsCounted() throws IOException {
    List<Path> runs = new SyntheticRuns().writeAll(temp.resolve("a"), 3);
    certificates(runs.get(0), 8, 2);
    certificates(runs.get(1), 3, 2);
    certificates(runs.get(2), 1.5, 2);
    String page = SummaryPage.html(List.of(entry(runs))).toString();
    assertThat(page)
        .contains("Of 1 theorems evaluated on runs 1 have hypotheses that hold")
        .contains("1 bound is broken.")
        .contains("broken in 1 of 3 runs", "</mrow></math>, seed 3", "residual, slack")
        // The printed form of this one is no proof: it is neither shown nor counted.
        .doesNotContain("0.125");
    certificates(runs.get(2), 4, 2);
    assertThat(SummaryPage.html(List.of(entry(runs))).toString())
        .contains("of these every bound holds.")
        .contains("holds in 3 of 3 runs", "</mrow></math>, seed 2");
  }

  @Test
  void whatFailedIsListedWithItsReason() {
    SummaryPage.Entry good = entry("good", 1);
    SummaryPage.Entry none =
        new SummaryPage.Entry(good.info(), "failed", "no <room> on the disk", null, null);
    assertThat(SummaryPage.html(List.of(good, none)).toString())
        .contains("0 runs, failed: no &lt;room&gt; on the disk");
    assertThatThrownBy(() -> SummaryPage.html(List.of()).toString())
        .isInstanceOf(BadInputException.class);
  }

  private SummaryPage.Entry entry(String id, int seeds) {
    return entry(new SyntheticRuns().id(id).writeAll(temp.resolve(id), seeds));
  }

  private static SummaryPage.Entry entry(List<Path> paths) {
    List<RunRecord> runs = paths.stream().map(RunRecord::read).toList();
    return new SummaryPage.Entry(
        runs.get(0).info(),
        "done",
        null,
        runs.get(0).id() + "/report.html",
        ExperimentRuns.of(runs.get(0).info(), runs));
  }

  /** A residual bound on a value, and a printed one with an erratum that is broken. */
  private static void certificates(Path run, double bound, double value) throws IOException {
    Files.writeString(
        run.resolve("certificates.json"),
        """
        {"schema": "collapsar/certify/1", "epoch": 40, "certificates": [
          {"id": "jacot2025.theorem3.1.nc1", "claim": "A claim.",
           "source": "A (B), Theorem 3.1 / B.1, (18)",
           "quantity": "NC1(Z_{L-1})", "value": {"value": %s}, "bounds": [
            {"tier": "printed", "form": "f", "erratum": "wrong", "applies": true,
             "direction": "upper", "hypotheses": [],
             "bound": {"value": 0.125}, "slack": {"value": 0.0625}},
            {"tier": "residual", "form": "g", "applies": true, "direction": "upper",
             "hypotheses": [], "bound": {"value": %s}, "slack": {"value": %s}}]}]}
        """
            .formatted(value, bound, bound / value));
  }

  private static int count(String page, String what) {
    return page.split(Pattern.quote(what), -1).length - 1;
  }
}
