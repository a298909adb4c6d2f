package org.collapsar.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentTest {
  @TempDir Path temp;

  /** A run with these losses and training accuracies. */
  private RunRecord run(double[] losses, double[] accuracies) throws IOException {
    Path directory = Files.createTempDirectory(temp, "seed");
    new SyntheticRuns().epochs(losses.length - 1).write(directory, 1);
    StringBuilder csv = new StringBuilder(SyntheticRuns.HEADER).append('\n');
    for (int i = 0; i < losses.length; i++) {
      csv.append("%d,%s,1,1,1,1,%s,1%n".formatted(i, losses[i], accuracies[i]));
    }
    Files.writeString(directory.resolve("metrics.csv"), csv.toString().replace("\r", ""));
    return RunRecord.read(directory);
  }

  private static double[] epochs(int count) {
    double[] epochs = new double[count];
    Arrays.setAll(epochs, i -> i);
    return epochs;
  }

  @Test
  void levelsOfLossFallByEqualRatios() throws IOException {
    RunRecord run = run(new double[] {1, 0.1, 0.01}, new double[] {0.1, 0.5, 1});
    double[] levels = Alignment.LOSS.levels(List.of(run));
    assertThat(levels).hasSize(41);
    assertThat(levels[0]).isEqualTo(1);
    assertThat(levels[40]).isCloseTo(0.01, within(1e-15));
    assertThat(levels[1] / levels[0]).isCloseTo(Math.pow(10, -1 / 20.0), within(1e-12));
  }

  /** Ticks are at 1, 2 and 5 times powers of ten, and lie where levels of these values would. */
  @Test
  void ticksOfLossAreRoundValues() throws IOException {
    RunRecord run = run(new double[] {1, 0.1, 0.007}, new double[] {0.1, 0.5, 1});
    double[] levels = Alignment.LOSS.levels(List.of(run));
    List<Axis.RankedTick> ticks = Alignment.LOSS.ticks(levels);
    assertThat(Axis.few(ticks)).extracting(Axis.Tick::label).containsExactly("1", "0.1", "0.01");
    assertThat(Axis.few(ticks)).extracting(Axis.Tick::value).containsExactly(0.0, 20.0, 40.0);
    Axis.RankedTick half =
        ticks.stream().filter(tick -> tick.label().equals("0.5")).findFirst().orElseThrow();
    assertThat(half.value()).isCloseTo(20 * Math.log10(2), within(1e-9));
    assertThat(half.rank()).isEqualTo(2);
    assertThat(Alignment.EPOCH.ticks(new double[0])).isEmpty();
  }

  @Test
  void ticksOfAccuracyAreRoundValues() throws IOException {
    RunRecord run = run(new double[] {1, 1, 1}, new double[] {0.335, 0.6, 1});
    double[] levels = Alignment.ACCURACY.levels(List.of(run));
    List<Axis.Tick> ticks = Axis.few(Alignment.ACCURACY.ticks(levels));
    assertThat(ticks).extracting(Axis.Tick::label).containsExactly("0.4", "0.6", "0.8", "1");
    assertThat(levels[(int) Math.round(ticks.get(1).value())]).isCloseTo(0.6, within(1e-12));
  }

  /** The definition, searched for directly: the first epoch whose loss is at most the level. */
  @Test
  void aRunHasTheValuesOfTheFirstEpochAtTheLevel() throws IOException {
    double[] losses = {0.7, 0.2, 0.5, 0.05, 0.04, 0.3, 0.001};
    RunRecord run = run(losses, new double[] {0, 0, 0, 0, 0, 0, 0});
    double[] levels = Alignment.LOSS.levels(List.of(run));
    double[] at = Alignment.LOSS.at(levels, run, epochs(losses.length));
    assertThat(at).hasSameSizeAs(levels);
    for (int i = 0; i < levels.length; i++) {
      double level = levels[i];
      int first = 0;
      while (losses[first] > level) {
        first++;
      }
      boolean beforeItsStart = i + 1 < levels.length && losses[0] <= levels[i + 1];
      if (beforeItsStart) {
        assertThat(at[i]).isNaN();
      } else {
        assertThat(at[i]).as("level " + level).isEqualTo(first);
      }
    }
  }

  /** A run that starts lower and ends higher than the others has those levels alone. */
  @Test
  void levelsThatARunDoesNotReachHaveNoValue() throws IOException {
    RunRecord wide = run(new double[] {1, 0.1, 0.001}, new double[] {0, 0, 0});
    RunRecord narrow = run(new double[] {0.1, 0.05, 0.01}, new double[] {0, 0, 0});
    double[] levels = Alignment.LOSS.levels(List.of(wide, narrow));
    double[] at = Alignment.LOSS.at(levels, narrow, epochs(3));
    assertThat(levels).hasSize(61);
    assertThat(at).hasSize(41);
    assertThat(Arrays.copyOf(at, 20)).containsOnly(Double.NaN);
    assertThat(at[20]).isEqualTo(0);
    assertThat(at[40]).isEqualTo(2);
  }

  @Test
  void accuracyRisesByEqualSteps() throws IOException {
    RunRecord run = run(new double[] {1, 1, 1, 1}, new double[] {0.5, 0.9, 0.7, 1});
    double[] levels = Alignment.ACCURACY.levels(List.of(run));
    assertThat(levels).hasSize(101);
    double[] at = Alignment.ACCURACY.at(levels, run, epochs(4));
    assertThat(at[0]).isEqualTo(0);
    assertThat(at[1]).isEqualTo(1);
    assertThat(at[80]).isEqualTo(1);
    assertThat(at[81]).isEqualTo(3);
  }

  /** What is not measured on the epoch has the value of the next one that has it. */
  @Test
  void sparseMetricsWaitForTheirNextValue() throws IOException {
    RunRecord run = run(new double[] {1, 0.5, 0.1, 0.01}, new double[] {0, 0, 0, 0});
    double[] levels = Alignment.LOSS.levels(List.of(run));
    double[] sparse = {7, Double.NaN, Double.NaN, 9};
    double[] at = Alignment.LOSS.at(levels, run, sparse);
    assertThat(at[0]).isEqualTo(7);
    assertThat(Arrays.copyOfRange(at, 1, at.length)).containsOnly(9);
  }

  @Test
  void lossesThatAreNotPositiveHaveNoLevels() throws IOException {
    RunRecord run = run(new double[] {0, 0}, new double[] {0.2, 0.3});
    assertThat(Alignment.LOSS.levels(List.of(run))).isEmpty();
    assertThat(Alignment.EPOCH.levels(List.of(run))).isEmpty();
  }

  @Test
  void manyDecadesHaveFewerLevelsEach() throws IOException {
    RunRecord run = run(new double[] {1, 1e-100}, new double[] {0.2, 0.3});
    assertThat(Alignment.LOSS.levels(List.of(run)).length).isBetween(200, 401);
  }
}
