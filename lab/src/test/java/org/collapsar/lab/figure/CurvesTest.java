package org.collapsar.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesTest {

  @TempDir Path temp;

  @Test
  void meanAndPopulationDeviation() throws IOException {
    Curves curves =
        Curves.of("loss", List.of(run(1, "1.0", "4.0"), run(2, "2.0", ""), run(3, "6.0", "5.0")));
    assertThat(curves.mean()[0]).isEqualTo(3.0);
    assertThat(curves.deviation()[0]).isCloseTo(Math.sqrt(14.0 / 3.0), within(1e-15));
    assertThat(curves.mean()[1]).as("a run has no value there").isNaN();
  }

  @Test
  void meansGoToTheEndOfTheShortestRun() throws IOException {
    Curves curves = Curves.of("loss", List.of(run(1, "1.0", "2.0", "3.0"), run(2, "3.0", "4.0")));
    assertThat(curves.mean()).containsExactly(2.0, 3.0);
    assertThat(curves.lines()).extracting(line -> line.values().length).containsExactly(3, 2);
  }

  @Test
  void aLogAxisClipsTheBandAndSaysSo() throws IOException {
    List<RunRecord> runs = List.of(run(1, "1.0", "0.1"), run(2, "1.0", "10.0"));
    Panel panel = DrawnFigure.of(figure(FigureKind.BAND, true), runs).panel("loss");
    // Mean 5.05 minus deviation 4.95 is above zero; the band of the next runs goes below it.
    assertThat(band(panel)).isNotNull();
    assertThat(band(panel).lower()[1]).isCloseTo(0.1, within(1e-12));
    runs = List.of(run(1, "1.0", "0.1"), run(2, "1.0", "0.1"), run(3, "1.0", "10.0"));
    panel = DrawnFigure.of(figure(FigureKind.BAND, true), runs).panel("loss");
    assertThat(band(panel).lower()[1]).isEqualTo(0.1);
    assertThat(panel.notes()).singleElement().asString().contains("smallest positive value");
    panel = DrawnFigure.of(figure(FigureKind.BAND, false), runs).panel("loss");
    assertThat(band(panel).lower()[1]).isNegative();
    assertThat(panel.notes()).isEmpty();
  }

  @Test
  void valuesThatALogAxisCannotShowAreLeftOutAndSaid() throws IOException {
    List<RunRecord> runs = List.of(run(1, "1.0", "0.0", "0.5"));
    Panel panel = DrawnFigure.of(figure(FigureKind.LINES, true), runs).panel("loss");
    assertThat(panel.strokes().get(0).x()).containsExactly(0, 2);
    assertThat(panel.notes()).singleElement().asString().contains("left out");
    panel =
        DrawnFigure.of(figure(FigureKind.LINES, true), List.of(run(2, "0.0", "-1.0")))
            .panel("loss");
    assertThat(panel.logarithmic()).isFalse();
    assertThat(panel.notes()).singleElement().asString().contains("linear");
  }

  private static Panel.Spread band(Panel panel) {
    return panel.strokes().get(0).spread();
  }

  private static FigureSpec figure(FigureKind kind, boolean logarithmic) {
    return new FigureSpec("f", "f", kind, List.of("loss"), logarithmic, "");
  }

  private RunRecord run(long seed, String... losses) throws IOException {
    Path run = temp.resolve("run-" + seed + "-" + losses.length + "-" + System.nanoTime());
    new SyntheticRuns().epochs(losses.length - 1).write(run, seed);
    StringBuilder csv = new StringBuilder("epoch,loss\n");
    for (int i = 0; i < losses.length; i++) {
      csv.append(i).append(',').append(losses[i]).append('\n');
    }
    Files.writeString(run.resolve("metrics.csv"), csv);
    return RunRecord.read(run);
  }
}
