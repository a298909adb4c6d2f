package org.collapsar.lab.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.MatrixFrames;
import org.collapsar.lab.figure.Panel;
import org.collapsar.lab.page.ReportPages;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticStacks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of layers, Gram matrices and sweeps. */
class StackFiguresTest {

  private static final String FIGURES =
      """
      [{"id":"l","title":"Layers","kind":"layers","metrics":["nc2.kappa","balancedness"],
        "logarithmic":["nc2.kappa"],"layers":["2..last"]},
       {"id":"g","title":"Gram","kind":"gram","layers":["last-1..last"],"normalise":"cosine"},
       {"id":"s","title":"Sweep","kind":"sweep","axis":"depth","metrics":["nc2.kappa@last"],
        "logarithmic":true,"fit":"power"}]
      """;

  @TempDir Path temp;

  private SyntheticStacks stacks(int nonlinear, int linear) {
    return new SyntheticStacks(nonlinear, linear).experiment(FIGURES, "[]");
  }

  private static FigureSpec figure(List<RunRecord> runs, int index) {
    return runs.get(0).info().figures().get(index);
  }

  @Test
  void aCurveALayerNamedAndDashed() {
    List<RunRecord> runs = stacks(3, 2).writeAll(temp, 3);
    FigureSpec figure = figure(runs, 0);
    Panel kappa = DrawnFigure.of(figure, runs).panel("nc2.kappa");
    Panel balance = DrawnFigure.of(figure, runs).panel("balancedness");
    assertThat(kappa.logarithmic()).isTrue();
    assertThat(balance.logarithmic()).isFalse();
    assertThat(kappa.strokes())
        .extracting(Panel.Stroke::name)
        .containsExactly("Z2", "Z3", "Z4", "Z5");
    assertThat(kappa.strokes())
        .extracting(s -> s.look().dashed())
        .containsExactly(true, true, false, false);
    assertThat(balance.strokes())
        .extracting(Panel.Stroke::name)
        .containsExactly("W2, W3", "W3, W4", "W4, W5");
    assertThat(balance.strokes().get(0).look()).isEqualTo(kappa.strokes().get(0).look());
    assertThat(svg(DrawnFigure.of(figure, runs))).contains("Z2 | W2, W3", "dashed: non-linear");
  }

  @Test
  void metricsAreDrawnBesideReferences() {
    List<RunRecord> runs =
        new SyntheticStacks(3, 2)
            .experiment(
                """
                [{"id":"b","title":"B","kind":"band","metrics":["nc2.kappa@4","balancedness@4"],
                  "references":{"nc2.kappa@4":{"value":"2.5","name":"edge"},
                    "balancedness@4":{"value":"nc2.kappa@5","name":"law","from":0.5}}}]
                """,
                "[]")
            .writeAll(temp, 2);
    FigureSpec figure = figure(runs, 0);
    Panel number = DrawnFigure.of(figure, runs).panel("nc2.kappa@4");
    assertThat(number.strokes()).extracting(Panel.Stroke::name).containsExactly("measured", "edge");
    assertThat(number.strokes().get(1).values()).hasSize(21).containsOnly(2.5);
    assertThat(number.strokes().get(1).look().dashed()).isTrue();
    Panel law = DrawnFigure.of(figure, runs).panel("balancedness@4");
    double[] measured = runs.get(0).layers().values("balancedness", 4);
    double[] other = runs.get(0).layers().values("nc2.kappa", 5);
    double[] drawn =
        DrawnFigure.of(figure, runs.subList(0, 1))
            .panel("balancedness@4")
            .strokes()
            .get(1)
            .values();
    assertThat(drawn[10]).isCloseTo(measured[10], Offset.offset(1e-12));
    assertThat(drawn[20]).isCloseTo(other[20] * measured[10] / other[10], Offset.offset(1e-12));
    assertThat(law.strokes()).hasSize(2);
    assertThat(svg(DrawnFigure.of(figure, runs))).contains("measured", "edge | law");
    assertThat(ReportPages.html(runs)).contains("\"edge\"");
  }

  @Test
  void oddRunsAreDrawnWithANote() {
    List<RunRecord> runs = new ArrayList<>(stacks(2, 2).writeAll(temp.resolve("a"), 1));
    runs.add(stacks(2, 2).stopped("interrupted", 7).write(temp.resolve("b"), 2, Map.of(), 1));
    runs.add(stacks(2, 2).withoutTables().write(temp.resolve("c"), 3, Map.of(), 1));
    assertThat(svg(DrawnFigure.of(figure(runs, 0), runs)))
        .contains("Seed 2 is not finished (interrupted, epoch 7 of 20).", "no values of seed 3");
    assertThat(svg(DrawnFigure.of(figure(runs, 1), runs))).contains("No Gram matrices of seed 3");
    List<RunRecord> bare = runs.subList(2, 3);
    assertThat(svg(DrawnFigure.of(figure(runs, 0), bare))).contains("no values");
    assertThat(svg(DrawnFigure.of(figure(runs, 1), bare))).contains("no values");
    assertThat(ReportPages.html(runs)).contains("there is no layers.csv");
    assertThat(ReportPages.html(bare)).contains("There are no Gram matrices to show.");
  }

  @Test
  void cosinesHaveADiagonalOfOnes() {
    List<RunRecord> runs = stacks(2, 2).writeAll(temp, 1);
    MatrixFrames frames = MatrixFrames.of(figure(runs, 1), runs.get(0));
    assertThat(frames.names()).containsExactly("Z3", "Z4");
    double[][] last = frames.matrices()[1][frames.epochs().length - 1];
    for (int i = 0; i < last.length; i++) {
      assertThat(last[i][i]).isCloseTo(1, within(1e-12));
    }
    assertThat(svg(DrawnFigure.of(figure(runs, 1), runs))).contains("Z4, epoch 0", "Z4, epoch 20");
  }

  @Test
  void aSweepShowsItsPlacesAndSlope() {
    List<RunRecord> runs = new ArrayList<>();
    for (int depth = 1; depth <= 4; depth++) {
      for (int seed = 1; seed <= 2; seed++) {
        runs.add(
            stacks(2, depth)
                .write(
                    temp.resolve(depth + "-" + seed),
                    seed,
                    Map.of("depth", Integer.toString(depth)),
                    1.0 / depth));
      }
    }
    Panel panel = DrawnFigure.of(figure(runs, 2), runs).panel("nc2.kappa@last");
    // Seeds 1 and 2 end at 1.9 and 2 over the depth.
    assertThat(panel.strokes().get(0).values()[0]).isCloseTo(1.95, within(1e-9));
    assertThat(panel.remarks()).singleElement().asString().startsWith("slope -1.00, 95% interval");
    assertThat(svg(DrawnFigure.of(figure(runs, 2), runs))).contains("95% interval");
    assertThat(ReportPages.html(runs)).contains("4 cells: depth 1, 2, 3, 4", "Fit, slope -1.00");
  }

  @Test
  void theThinnedLineStaysNear() {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      points.add(new double[] {i, i < 50 ? 0 : i == 70 ? 9 : 0.1});
    }
    assertThat(Polyline.thinned(points, 0.3)).hasSizeLessThan(7).contains(points.get(70));
  }

  private static String svg(DrawnFigure figure) {
    return new Figures(List.of(figure)).svg(figure);
  }
}
