package org.collapsar.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Scale;
import org.collapsar.lab.experiment.SweepView;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FigureMakersTest {

  @TempDir private Path temp;

  /** Also of runs that have nothing of what the figure shows: then it says so. */
  @ParameterizedTest
  @EnumSource
  void everyKindIsComputedAndHasDataForThePage(FigureKind kind) {
    List<RunRecord> runs =
        new SyntheticRuns().writeAll(temp, 2).stream().map(RunRecord::read).toList();
    List<String> metrics = kind.ofMetrics() ? List.of("loss") : List.of();
    SweepView view = new SweepView("width", null, false, null, Window.END);
    FigureSpec spec =
        new FigureSpec(
            "figure",
            "A figure",
            kind,
            metrics,
            List.of(),
            "",
            List.of(),
            Scale.COSINE,
            kind == FigureKind.SWEEP ? view : null);
    DrawnFigure figure = DrawnFigure.of(spec, runs);
    assertThat(figure.data().path("kind").textValue()).isNotEmpty();
    assertThat(figure.spec()).isSameAs(spec);
    boolean measured = kind == FigureKind.BAND || kind == FigureKind.LINES;
    assertThat(figure.printed().isEmpty()).isEqualTo(measured);
  }
}
