package org.collapsar.lab.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.experiment.ClaimRule;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsTest {

  private static final ClaimSpec LOSS =
      new ClaimSpec("loss", "Small loss.", "loss", ClaimRule.END_OVER_START_AT_MOST, 0.2);
  private static final ClaimSpec NB =
      new ClaimSpec("nb", "No balance.", "balancedness.normalised", ClaimRule.END_ABOVE, 0.2);

  @TempDir Path temp;
  private List<Path> runs;

  @BeforeEach
  void writeRuns() {
    runs = new SyntheticRuns().writeAll(temp, 4);
  }

  @Test
  void theClaimsOfTheSyntheticRunsHold() {
    List<RunRecord> records = records();
    List<ClaimResult> results = Claims.evaluate(records.get(0).info().claims(), records);
    assertThat(results).hasSize(4).allMatch(ClaimResult::holds).noneMatch(ClaimResult::unfinished);
    assertThat(results).allSatisfy(result -> assertThat(result.perRun()).hasSize(4));
  }

  /** Every claim flips when one cell of one run is edited against it, and only that claim does. */
  @ParameterizedTest
  @CsvSource({"0, 1, 0.5", "1, 3, 0.7", "2, 4, 0.6", "3, 5, 0.19"})
  void aClaimFlipsWhenMetricsAreEditedAgainstIt(int claim, int column, String end)
      throws IOException {
    setCell(runs.get(2), 40, column, end);
    List<RunRecord> records = records();
    List<ClaimResult> results = Claims.evaluate(records.get(0).info().claims(), records);
    for (int i = 0; i < results.size(); i++) {
      assertThat(results.get(i).holds()).as(results.get(i).id()).isEqualTo(i != claim);
    }
    assertThat(results.get(claim).perRun())
        .extracting(ClaimResult.PerRun::holds)
        .containsExactly(true, true, false, true);
  }

  @Test
  void whatFallsIsJudgedOnTheMeanAndWhatStaysAwayOnEveryRun() throws IOException {
    for (int i = 0; i < 4; i++) {
      setCell(runs.get(i), 0, 1, "2.0");
      setCell(runs.get(i), 40, 1, Double.toString(0.1 + 0.05 * i));
      setCell(runs.get(i), 40, 5, Double.toString(0.5 + 0.05 * i));
    }
    List<ClaimResult> results = Claims.evaluate(List.of(LOSS, NB), records());
    assertThat(results.get(0).value()).isEqualTo(MetricValue.of((0.1 + 0.15 + 0.2 + 0.25) / 8.0));
    assertThat(results.get(0).required()).isEqualTo("at most 0.2");
    assertThat(results.get(0).perRun().get(0).value()).isEqualTo(MetricValue.of(0.05));
    assertThat(results.get(1).value()).isEqualTo(MetricValue.of(0.5));
    assertThat(results.get(1).required()).isEqualTo("above 0.2");
  }

  /** With a window the mean over its epochs stands for the end, in each run and over the runs. */
  @Test
  void whatFallsMayBeJudgedOnAPartOfTheEpochs() throws IOException {
    ClaimSpec late =
        new ClaimSpec(
            "loss",
            "Small loss.",
            "loss",
            ClaimRule.END_OVER_START_AT_MOST,
            0.2,
            null,
            new ClaimSpec.Window(0.95, 1),
            null);
    for (int i = 0; i < 4; i++) {
      setCell(runs.get(i), 0, 1, "2.0");
      setCell(runs.get(i), 37, 1, "7.0");
      setCell(runs.get(i), 38, 1, "0.5");
      setCell(runs.get(i), 39, 1, "0.1");
      setCell(runs.get(i), 40, 1, Double.toString(0.9 + i));
    }
    ClaimResult result = Claims.evaluate(List.of(late), records()).get(0);
    assertThat(result.perRun().get(0).value().orNaN()).isCloseTo(0.25, within(1e-15));
    assertThat(result.perRun().get(3).value().orNaN()).isCloseTo(0.75, within(1e-15));
    assertThat(result.value().orNaN()).isCloseTo(0.5, within(1e-15));
    assertThat(result.quantity())
        .isEqualTo(
            "mean over the epochs from 95% to 100% of all / epoch 0, of the means over the runs");
    assertThat(Claims.evaluate(List.of(LOSS), records()).get(0).value().orNaN())
        .as("without one the last epoch alone")
        .isCloseTo(1.2, within(1e-15));
  }

  @Test
  void theBoundItselfIsAtMostButNotAbove() throws IOException {
    setCell(runs.get(0), 0, 1, "1.0");
    setCell(runs.get(0), 40, 1, "0.2");
    setCell(runs.get(0), 40, 5, "0.2");
    List<ClaimResult> results =
        Claims.evaluate(List.of(LOSS, NB), List.of(RunRecord.read(runs.get(0))));
    assertThat(results).extracting(ClaimResult::holds).containsExactly(true, false);
  }

  @Test
  void anEmptyCellIsUndefinedAndDoesNotHold() throws IOException {
    setCell(runs.get(1), 40, 5, "");
    ClaimResult nb = Claims.evaluate(List.of(NB), records()).get(0);
    assertThat(nb.holds()).isFalse();
    assertThat(nb.value())
        .isEqualTo(
            MetricValue.undefined(
                "because the cell of epoch 40 is empty (metrics.csv, line 42) (seed 2)"));
    assertThat(nb.perRun().get(0).value()).isInstanceOf(MetricValue.Defined.class);
  }

  @Test
  void undefinedStartsAndColumnsAreNamed() throws IOException {
    setCell(runs.get(0), 0, 1, "0.0");
    RunRecord first = RunRecord.read(runs.get(0));
    assertThat(reason(LOSS, first)).contains("the value at epoch 0 is 0.0");
    setCell(runs.get(0), 0, 1, "");
    assertThat(reason(LOSS, RunRecord.read(runs.get(0)))).contains("epoch 0 is empty");
    ClaimSpec other = new ClaimSpec("x", "x", "nc2", ClaimRule.END_ABOVE, 0);
    assertThat(reason(other, first)).contains("no column nc2");
    assertThat(Claims.evaluate(List.of(LOSS), List.of()).get(0).value())
        .isEqualTo(MetricValue.undefined("because there is no run"));
  }

  @Test
  void anUnfinishedRunCountsWithItsLastRowAndIsMarked() {
    Path stopped = new SyntheticRuns().stopped("interrupted", 3).write(temp.resolve("s"), 9);
    List<RunRecord> both = List.of(RunRecord.read(runs.get(0)), RunRecord.read(stopped));
    ClaimResult loss = Claims.evaluate(List.of(LOSS), both).get(0);
    assertThat(loss.unfinished()).isTrue();
    assertThat(loss.holds()).as("after two epochs the loss is still high").isFalse();
    assertThat(loss.perRun().get(1).epoch()).isEqualTo(2);
    assertThat(loss.perRun().get(1).finished()).isFalse();
    double[] done = both.get(0).metrics().column("loss");
    double[] column = both.get(1).metrics().column("loss");
    assertThat(loss.value())
        .isEqualTo(MetricValue.of((done[40] + column[2]) / (done[0] + column[0])));
  }

  @Test
  void withoutAnyFinishedRunNothingIsDecided() {
    Path stopped = new SyntheticRuns().stopped("running", 39).write(temp.resolve("s"), 9);
    ClaimResult loss = Claims.evaluate(List.of(LOSS), List.of(RunRecord.read(stopped))).get(0);
    assertThat(loss.holds()).isFalse();
    assertThat(loss.value()).isEqualTo(MetricValue.undefined("because no run has finished"));
    assertThat(loss.perRun().get(0).holds()).isTrue();
  }

  @Test
  void aRunWithoutRowsIsUndefined() {
    Path empty = new SyntheticRuns().stopped("failed", 0).write(temp.resolve("s"), 9);
    List<RunRecord> both = List.of(RunRecord.read(runs.get(0)), RunRecord.read(empty));
    assertThat(Claims.evaluate(List.of(NB), both).get(0).value())
        .isEqualTo(MetricValue.undefined("because metrics.csv has no rows (seed 9)"));
  }

  private static String reason(ClaimSpec claim, RunRecord run) {
    MetricValue value = Claims.evaluate(List.of(claim), List.of(run)).get(0).value();
    return ((MetricValue.Undefined) value).reason();
  }

  private List<RunRecord> records() {
    return runs.stream().map(RunRecord::read).toList();
  }

  private static void setCell(Path run, int epoch, int column, String value) throws IOException {
    Path csv = run.resolve("metrics.csv");
    List<String> lines = Files.readAllLines(csv);
    String[] cells = lines.get(epoch + 1).split(",", -1);
    cells[column] = value;
    lines.set(epoch + 1, String.join(",", cells));
    Files.write(csv, lines);
  }
}
