package org.collapsar.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.params.provider.CsvSource;
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

  /** A page that draws other ticks than its prints would look as if it had other numbers. */
  @ParameterizedTest
  @CsvSource({"BAND, band, true", "BAND, band, false", "LINES, lines, true", "LINES, lines, false"})
  void thePageHasTheAxisOfThePrint(FigureKind kind, String shown, boolean logarithmic) {
    List<RunRecord> runs =
        new SyntheticRuns().writeAll(temp, 3).stream().map(RunRecord::read).toList();
    FigureSpec spec =
        new FigureSpec(
            "figure",
            "A figure",
            kind,
            List.of("nc1.total"),
            logarithmic ? List.of("nc1.total") : List.of(),
            "",
            List.of(),
            Scale.COSINE,
            null);
    DrawnFigure figure = DrawnFigure.of(spec, runs);
    Axis printed = figure.panel("nc1.total").vertical();
    assertThat(printed.logarithmic()).isEqualTo(logarithmic);
    JsonNode axes = figure.data().path("panels").get(0).path("axes");
    assertThat(axes.path(logarithmic ? "log" : "linear").path(shown))
        .isEqualTo(AxisData.of(printed));
    double end = axes.path("log").path(shown).path("to").doubleValue();
    assertThat(Math.pow(10, end))
        .isBetween(0.5, 1.1 * axes.path("linear").path(shown).path("to").doubleValue());
  }
}
