package org.collapsar.lab.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.ParityPoints;
import org.collapsar.lab.page.ReportPages;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticStacks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predicted against actual features, from rows that are made up. */
class ParityFiguresTest {
  @TempDir Path temp;

  private List<RunRecord> runs(boolean withShare) throws IOException {
    String figures =
        """
        [{"id":"p","title":"Predicted features","kind":"parity"}]
        """;
    Path run =
        new SyntheticStacks(2, 2)
            .meanField()
            .experiment(figures, "[]")
            .writeAll(temp, 1)
            .get(0)
            .directory();
    Files.writeString(
        run.resolve("parity.csv"),
        """
        epoch,sample,feature,actual,predicted
        20,0,0,0.5,0.25
        20,0,1,-1.5,-1.0
        20,3,0,0.75,2.0
        """);
    if (withShare) {
      Files.writeString(
          run.resolve("certificates.csv"),
          """
          epoch,certificate,tier,value,bound
          10,wu2025.theorem4.2.explained,residual,0.25,-3
          20,wu2025.theorem4.2.explained,residual,0.875,-2
          """);
    }
    return List.of(RunRecord.read(run));
  }

  @Test
  void theShareIsThatOfTheEpochOfThePoints() throws IOException {
    List<RunRecord> runs = runs(true);
    ParityPoints points = ParityPoints.of(runs).get(0);
    assertThat(points.epoch()).isEqualTo(20);
    assertThat(points.share()).isEqualTo("variance explained: 0.8750");
    assertThat(points.range()[0]).isBetween(-1.7, -1.5);
    assertThat(points.range()[1]).isBetween(2.0, 2.2);
    FigureSpec figure = runs.get(0).info().figures().get(0);
    assertThat(svg(DrawnFigure.of(figure, runs)))
        .contains("predicted feature", "Seed 1, epoch 20, variance explained: 0.8750");
    assertThat(ReportPages.html(runs))
        .contains(
            "\"kind\":\"parity\"",
            "\"share\":\"variance explained: 0.8750\"",
            "Predicted against actual features of seed 1",
            "the diagonal is where");
  }

  @Test
  void withoutNumbersTheFigureSaysSo() throws IOException {
    assertThat(ParityPoints.of(runs(false)).get(0).share())
        .isEqualTo("variance explained: not measured");
    List<RunRecord> bare = new SyntheticStacks(2, 2).writeAll(temp.resolve("bare"), 1);
    assertThat(
            DrawnFigure.of(new FigureSpec("p", "P", FigureKind.PARITY, List.of(), false, ""), bare)
                .notes())
        .containsExactly(
            "No predicted features of seed 1, because there is no parity.csv with rows.");
  }

  private static String svg(DrawnFigure figure) {
    return new Figures(List.of(figure)).svg(figure);
  }
}
