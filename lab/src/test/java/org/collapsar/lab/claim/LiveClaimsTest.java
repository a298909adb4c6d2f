package org.collapsar.lab.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.experiment.ClaimRule;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims while runs go on: runs of 40 epochs, the first rows of which are there. */
class LiveClaimsTest {
  @TempDir Path temp;

  @Test
  void anEndIsOpenUntilTheRunEnds() throws IOException {
    ClaimSpec claim = new ClaimSpec("a", "It is small.", "loss", ClaimRule.END_BELOW, 0.5);
    assertThat(one(claim, running(1.0, 0.9))).isEqualTo(Standing.NOT_YET);
    assertThat(one(claim, running(1.0, 0.4))).isEqualTo(Standing.HOLDS);
    assertThat(live(claim, running(1.0, 0.4)).decided()).isFalse();
    assertThat(one(claim, run("diverged", 40, 1.0, 0.9))).isEqualTo(Standing.CANNOT);
    assertThat(one(claim, run("interrupted", 40, 1.0, 0.9)))
        .as("a run that was stopped can be resumed")
        .isEqualTo(Standing.NOT_YET);
  }

  @Test
  void nothingBeganMeansNotYet() throws IOException {
    ClaimSpec claim = new ClaimSpec("a", "It is small.", "loss", ClaimRule.END_BELOW, 0.5);
    LiveClaim none = Claims.live(List.of(claim), List.of()).get(0);
    assertThat(none.standing()).isEqualTo(Standing.NOT_YET);
    assertThat(none.decided()).isFalse();
    assertThat(one(claim, running())).isEqualTo(Standing.NOT_YET);
  }

  /** The window of epochs 0 to 4 of 40 has passed when epoch 5 is there. */
  @Test
  void aWindowThatHasPassedDecides() throws IOException {
    ClaimSpec claim = within("loss", ClaimRule.MEAN_BELOW, 0.5, null, new Window(0, 0.1));
    assertThat(one(claim, running(9, 9, 9, 9, 9))).isEqualTo(Standing.NOT_YET);
    assertThat(one(claim, running(9, 9, 9, 9, 9, 0))).isEqualTo(Standing.CANNOT);
    LiveClaim held = live(claim, running(.1, .1, .1, .1, .1, 9));
    assertThat(held.standing()).isEqualTo(Standing.HOLDS);
    assertThat(held.decided()).isTrue();
  }

  @Test
  void aWindowToComeDecidesNothing() throws IOException {
    ClaimSpec claim = within("loss", ClaimRule.MEAN_BELOW, 0.5, null, new Window(0.5, 0.6));
    assertThat(one(claim, running(9, 9, 9))).isEqualTo(Standing.NOT_YET);
  }

  /** The largest departure cannot become smaller again, whatever the window. */
  @Test
  void aDepartureThatIsTooLargeStaysSo() throws IOException {
    ClaimSpec claim = within("loss", ClaimRule.EQUAL_WITHIN, 0.1, "loss.regularised", Window.ALL);
    assertThat(one(claim, running(1.0, 1.0))).isEqualTo(Standing.HOLDS);
    assertThat(one(claim, running(1.0, 2.0, 1.0))).isEqualTo(Standing.CANNOT);
  }

  /** Of several runs the first that fails for good decides, but not of a mean over them. */
  @Test
  void oneRunDecidesUnlessItIsAMean() throws IOException {
    RunRecord lost = run("diverged", 40, 1.0, 1.0);
    RunRecord good = run("running", 40, 1.0, 0.1);
    ClaimSpec each = new ClaimSpec("a", "Small.", "loss", ClaimRule.END_BELOW, 0.5);
    ClaimSpec mean = new ClaimSpec("b", "Falls.", "loss", ClaimRule.END_OVER_START_AT_MOST, 0.5);
    List<LiveClaim> live = Claims.live(List.of(each, mean), List.of(lost, good));
    assertThat(live)
        .extracting(LiveClaim::standing)
        .containsExactly(Standing.CANNOT, Standing.NOT_YET);
  }

  /** A run without a row is waited for: nothing is decided before it but what one run loses. */
  @Test
  void runsThatHaveNotBegunAreWaitedFor() throws IOException {
    ClaimSpec each = new ClaimSpec("a", "Small.", "loss", ClaimRule.END_BELOW, 0.5);
    ClaimSpec mean = new ClaimSpec("b", "Falls.", "loss", ClaimRule.END_OVER_START_AT_MOST, 0.5);
    RunRecord later = run("running", 40);
    LiveClaim held =
        Claims.live(List.of(each), List.of(run("diverged", 40, 1.0, 0.1), later)).get(0);
    assertThat(held.standing()).isEqualTo(Standing.HOLDS);
    assertThat(held.decided()).isFalse();
    List<LiveClaim> lost =
        Claims.live(List.of(each, mean), List.of(run("diverged", 40, 1.0, 0.9), later));
    assertThat(lost)
        .extracting(LiveClaim::standing)
        .containsExactly(Standing.CANNOT, Standing.NOT_YET);
  }

  /** What is judged of finished runs is what the report says. */
  @Test
  void finishedRunsAreJudgedAsInTheReport() {
    List<RunRecord> runs =
        new SyntheticRuns().writeAll(temp, 3).stream().map(RunRecord::read).toList();
    List<ClaimSpec> claims = runs.get(0).info().claims();
    List<ClaimResult> results = Claims.evaluate(claims, runs);
    List<LiveClaim> live = Claims.live(claims, runs);
    assertThat(live).extracting(LiveClaim::result).isEqualTo(results);
    assertThat(live).allMatch(LiveClaim::decided);
    assertThat(live).allMatch(claim -> claim.standing() == Standing.HOLDS);
  }

  private static ClaimSpec within(
      String metric, ClaimRule rule, double bound, String against, Window window) {
    return new ClaimSpec("w", "So.", metric, rule, bound, against, window, null);
  }

  private static Standing one(ClaimSpec claim, RunRecord run) {
    return live(claim, run).standing();
  }

  private static LiveClaim live(ClaimSpec claim, RunRecord run) {
    return Claims.live(List.of(claim), List.of(run)).get(0);
  }

  private RunRecord running(double... losses) throws IOException {
    return run("running", 40, losses);
  }

  /** A run with these losses; the regularised loss is 1 on every epoch. */
  private RunRecord run(String status, int epochs, double... losses) throws IOException {
    Path directory = Files.createTempDirectory(temp, "seed");
    new SyntheticRuns().epochs(epochs).stopped(status, losses.length).write(directory, 1);
    StringBuilder csv = new StringBuilder(SyntheticRuns.HEADER).append('\n');
    for (int i = 0; i < losses.length; i++) {
      csv.append(i).append(',').append(losses[i]).append(",1,1,1,1,1,1\n");
    }
    Files.writeString(directory.resolve("metrics.csv"), csv);
    return RunRecord.read(directory);
  }
}
