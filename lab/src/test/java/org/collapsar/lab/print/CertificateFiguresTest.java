package org.collapsar.lab.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.Look;
import org.collapsar.lab.figure.Panel;
import org.collapsar.lab.page.CertificatesTables;
import org.collapsar.lab.page.ReportPages;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticStacks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates on the page and in figures, from rows that are made up. */
class CertificateFiguresTest {
  private static final String NC1 = "jacot2025.theorem3.1.nc1";
  private static final String NC3 = "jacot2025.theorem3.1.nc3";

  @TempDir Path temp;
  private List<RunRecord> runs;
  private FigureSpec figure;

  @BeforeEach
  void writeRuns() throws IOException {
    String figures =
        """
        [{"id":"c","title":"Bounds","kind":"certificate","metrics":["%s","%s"],
          "logarithmic":["%s"]}]
        """
            .formatted(NC1, NC3, NC1);
    Path run =
        new SyntheticStacks(2, 2).experiment(figures, "[]").writeAll(temp, 1).get(0).directory();
    StringBuilder csv = new StringBuilder("epoch,certificate,tier,value,bound\n");
    // The residual bound is undefined on epoch 10, the printed one always.
    for (int epoch = 0; epoch <= 20; epoch += 5) {
      double value = 1.0 / (1 + epoch);
      csv.append("%d,%s,printed,%s,%n".formatted(epoch, NC1, value));
      csv.append(
          "%d,%s,residual,%s,%s%n".formatted(epoch, NC1, value, epoch == 10 ? "" : 4 * value));
      csv.append("%d,%s,constants,0.5,%s%n".formatted(epoch, NC3, epoch < 10 ? -300.0 : 0.25));
    }
    Files.writeString(run.resolve("certificates.csv"), csv);
    Files.writeString(
        run.resolve("certificates.json"),
        """
        {"schema": "collapsar/certify/1", "epoch": 20, "certificates": [
          {"id": "%s", "claim": "A claim <of ours>.", "source": "A (B), Theorem 3.1 / B.1, (18)",
           "quantity": "NC1(Z_{L-1})", "value": {"value": 0.5}, "bounds": [
            {"tier": "printed", "form": "f", "applies": false, "direction": "upper",
             "hypotheses": [{"name": "eps_1", "value": {"value": 3.0}, "required": "at most 2",
                             "holds": false}],
             "bound": {"undefined": "because a hypothesis fails"},
             "slack": {"undefined": "because the bound is undefined"}},
            {"tier": "residual", "form": "g", "applies": true, "direction": "upper",
             "hypotheses": [], "bound": {"value": 0.25}, "slack": {"value": 0.5}}]}]}
        """
            .formatted(NC1));
    runs = List.of(RunRecord.read(run));
    figure = runs.get(0).info().figures().get(0);
  }

  @Test
  void aGapWhereABoundIsUndefined() {
    Panel panel = DrawnFigure.of(figure, runs).panel(NC1);
    assertThat(panel.logarithmic()).isTrue();
    assertThat(panel.strokes())
        .extracting(Panel.Stroke::name)
        .containsExactly("measured", "residual", "residual");
    assertThat(panel.strokes().get(0).x()).containsExactly(0, 5, 10, 15, 20);
    assertThat(panel.strokes().get(1).x()).containsExactly(0, 5);
    assertThat(panel.strokes().get(2).x()).containsExactly(15, 20);
    assertThat(panel.strokes().get(2).values()[1]).isCloseTo(4.0 / 21, within(1e-15));
    assertThat(panel.strokes())
        .extracting(s -> s.look().dash())
        .containsExactly(Look.Dash.SOLID, Look.Dash.MIXED, Look.Dash.MIXED);
    assertThat(panel.notes())
        .containsExactly(
            "NC1 (18): a bound is missing where a hypothesis fails or the bound is vacuous (printed"
                + " always, residual in 1 of 5 evaluations).");
  }

  @Test
  void aBoundBelowEveryCosineIsLeftOut() {
    Panel panel = DrawnFigure.of(figure, runs).panel(NC3);
    assertThat(panel.strokes().get(1).x()).containsExactly(10, 15, 20);
    assertThat(panel.range()).containsExactly(0.25, 0.5);
  }

  @Test
  void theTableSaysWhatFailsAndWhatIsBroken() {
    String html = CertificatesTables.html("e", runs).toString();
    assertThat(html)
        .contains(
            "Seed 1, epoch 20",
            "A claim &lt;of ours&gt;.",
            "<strong>3.1 (18)</strong>",
            "does not apply",
            "verdict-cell bad\">no<",
            "printed: does not apply: <math><msub><mi>\u03b5</mi><mn>1</mn></msub></math>: 3, required: at"
                + " most 2");
    assertThat(CertificatesTables.html("e", new SyntheticStacks(2, 2).writeAll(temp, 2)).toString())
        .contains("Seed 1")
        .doesNotContain("seed 2");
    assertThat(ReportPages.html(runs)).contains("\"gaps\":true", "\"dash\":[9.0,4.0,1.5,4.0]");
    assertThat(svg(DrawnFigure.of(figure, runs))).contains("residual", "measured");
  }

  @Test
  void withoutCertificatesTheFigureSaysSo() {
    List<RunRecord> bare = new SyntheticStacks(2, 2).writeAll(temp.resolve("bare"), 1);
    assertThat(DrawnFigure.of(figure, bare).panel(NC1).notes())
        .containsExactly(
            "NC1 (18): no values of seed 1, because there is no certificates.csv with rows.");
    assertThat(CertificatesTables.html("e", bare).toString()).isEmpty();
  }

  private static String svg(DrawnFigure figure) {
    return new Figures(List.of(figure)).svg(figure);
  }
}
