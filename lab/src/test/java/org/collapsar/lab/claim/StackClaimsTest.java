package org.collapsar.lab.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.experiment.ClaimRule;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.SweepComparison;
import org.collapsar.lab.experiment.SweepComparison.Direction;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.SyntheticStacks;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims about layers and sweeps, on runs whose numbers are known. */
class StackClaimsTest {

  @TempDir Path temp;

  private static ClaimSpec claim(String metric, ClaimRule rule, double bound) {
    return new ClaimSpec("c", "c", metric, rule, bound);
  }

  private static ClaimSpec logLinear(String metric, double to) {
    return new ClaimSpec(
        "c", "c", metric, ClaimRule.LOG_LINEAR_R2_AT_LEAST, 0.9, null, new Window(0, to), null);
  }

  private static ClaimResult judge(ClaimSpec claim, List<RunRecord> runs) {
    return Claims.evaluate(List.of(claim), runs).get(0);
  }

  /** A line by hand: of the three logarithms y at 7, 8, 9, R^2 = (y_9 - y_7)^2 / (2 SS). */
  @Test
  void theLawOfDataSeparationIsALineFromLayerToLayer() {
    SyntheticStacks stacks = new SyntheticStacks(5, 4);
    List<RunRecord> runs = stacks.writeAll(temp, 2);
    ClaimRule rule = ClaimRule.LAYERS_LOG_LINEAR_R2_AT_LEAST;
    double lowest = 1;
    for (int seed = 1; seed <= 2; seed++) {
      double[] y = new double[3];
      for (int i = 0; i < 3; i++) {
        y[i] = Math.log(stacks.kappaAtEnd(7 + i, seed));
      }
      double mean = (y[0] + y[1] + y[2]) / 3;
      double squares = 0;
      for (double v : y) {
        squares += (v - mean) * (v - mean);
      }
      lowest = Math.min(lowest, (y[2] - y[0]) * (y[2] - y[0]) / 2 / squares);
    }
    ClaimResult found = judge(claim("nc2.kappa@7..last", rule, 0.5), runs);
    assertThat(found.value().orNaN()).isCloseTo(lowest, within(1e-9));
    assertThat(found.holds()).isTrue();
    assertThat(judge(claim("nc3.cosine@6..8", rule, 0.1), runs).holds()).as("it rises").isFalse();
    assertThat(judge(claim("nc2.kappa@8..last", rule, 0.1), runs).value())
        .isEqualTo(MetricValue.undefined("because there are fewer than three layers (seed 1)"));
  }

  @Test
  void endsAreComparedAndTheBoundItselfDecides() {
    SyntheticStacks stacks = new SyntheticStacks(5, 4);
    List<RunRecord> runs = stacks.writeAll(temp, 3);
    // Seeds 1, 2, 3 end at 1.9, 2 and 2.1.
    ClaimResult below = judge(claim("nc2.kappa@last", ClaimRule.END_BELOW, 2.1), runs);
    assertThat(below.value().orNaN()).isEqualTo(stacks.kappaAtEnd(9, 3));
    assertThat(below.holds()).isFalse();
    assertThat(below.perRun())
        .extracting(ClaimResult.PerRun::holds)
        .containsExactly(true, true, false);
    assertThat(judge(claim("nc2.kappa@last", ClaimRule.END_BELOW, 2.11), runs).holds()).isTrue();
    double ratio = stacks.kappaAtEnd(9, 1) / stacks.kappaAtEnd(8, 1);
    ClaimResult falling = judge(claim("nc2.kappa@head..last", ClaimRule.END_FALLING, 1), runs);
    assertThat(falling.value().orNaN()).isCloseTo(ratio, within(1e-12));
    assertThat(falling.holds()).isTrue();
    assertThat(judge(claim("nc3.cosine@6..8", ClaimRule.END_FALLING, 1), runs).holds())
        .as("it rises")
        .isFalse();
  }

  @Test
  void aRatioOfLinearPairsAndOthers() {
    List<RunRecord> runs = new SyntheticStacks(5, 4).writeAll(temp, 3);
    ClaimSpec spec =
        new ClaimSpec(
            "c",
            "c",
            "max(balancedness@head+1..last-1)",
            ClaimRule.END_RATIO_AT_MOST,
            0.5,
            "min(balancedness@1..head)",
            Window.ALL,
            null);
    // Seed 3: 1.1 e^-3 over 2 - 1.2 + 0.05.
    assertThat(judge(spec, runs).value().orNaN())
        .isCloseTo(1.1 * Math.exp(-3) / 0.85, within(1e-12));
  }

  @Test
  void oneMetricStaysAMultipleOfAnother() {
    List<RunRecord> runs = new SyntheticStacks(5, 4).epochs(40).writeAll(temp, 2);
    // Balancedness of linear pairs falls by e^(-3/40) an epoch in every layer.
    ClaimResult same = judge(proportional("balancedness@6", "balancedness@8", 0.5), runs);
    assertThat(same.value().orNaN()).isCloseTo(0, within(1e-12));
    assertThat(same.holds()).isTrue();
    // NC2 of layer 9 does not: the largest departure is found, and where.
    ClaimResult other = judge(proportional("balancedness@6", "nc2.kappa@9", 0.5), runs);
    double[] a = runs.get(0).layers().values("balancedness", 6);
    double[] b = runs.get(0).layers().values("nc2.kappa", 9);
    double worst = 0;
    double where = 0;
    for (int e = 20; e <= 40; e++) {
      double departure = Math.abs(a[e] / a[20] * b[20] / b[e] - 1);
      where = departure > worst ? e : where;
      worst = Math.max(worst, departure);
    }
    assertThat(other.perRun().get(0).value().orNaN()).isCloseTo(worst, within(1e-12));
    assertThat(other.perRun().get(0).numbers()).containsEntry("epoch", where);
    assertThat(other.holds()).isFalse();
    assertThat(reason(proportional("balancedness@6", "negativity@last", 0.5), runs))
        .contains("in epoch 20 are", "whose ratio has no meaning");
    assertThat(reason(proportional("balancedness@6", "balancedness@8", 0.99), runs))
        .contains("fewer than two epochs have both metrics");
    assertThat(reason(proportional("nosuch", "balancedness@8", 0), runs))
        .contains("metrics.csv has no column nosuch");
  }

  private static ClaimSpec proportional(String metric, String against, double from) {
    return new ClaimSpec(
        "c", "c", metric, ClaimRule.PROPORTIONAL_WITHIN, 0.01, against, new Window(from, 1), null);
  }

  @Test
  void aLogarithmicLineIsFoundAndARiseRefused() {
    List<RunRecord> runs = new SyntheticStacks(5, 4).epochs(40).writeAll(temp, 2);
    ClaimResult line = judge(logLinear("balancedness@head+1..last-1", 0.8), runs);
    assertThat(line.value().orNaN()).isCloseTo(1, within(1e-12));
    assertThat(line.holds()).isTrue();
    assertThat(line.perRun().get(0).numbers().get("slope")).isCloseTo(-3.0 / 40, within(1e-12));
    // NC2 of layer 1 rises along a line: however straight it is, it does not fall.
    ClaimResult rising = judge(logLinear("nc2.kappa@1", 1), runs);
    assertThat(rising.value().orNaN()).isGreaterThan(0.9);
    assertThat(rising.holds()).isFalse();
    assertThat(reason(logLinear("negativity@last", 1), runs)).contains("has no logarithm");
    assertThat(reason(logLinear("balancedness@7", 0.04), runs)).contains("fewer than three epochs");
  }

  @Test
  void whatIsMissingIsSaid() {
    List<RunRecord> runs = new SyntheticStacks(5, 4).writeAll(temp.resolve("a"), 1);
    assertThat(reason(claim("nc2.kappa@last+1", ClaimRule.END_BELOW, 1), runs))
        .contains("there is no last+1 (layer 10 in a network of 9 layers");
    assertThat(reason(claim("balancedness@last", ClaimRule.END_BELOW, 1), runs))
        .isEqualTo("because layers.csv has no balancedness at layer 9 (seed 1)");
    assertThat(reason(claim("nc3.cosine@last", ClaimRule.END_BELOW, 1), runs))
        .isEqualTo("because nc3.cosine of layer 9 has no value in epoch 20 (layers.csv) (seed 1)");
    List<RunRecord> bare = new SyntheticStacks(2, 1).withoutTables().writeAll(temp.resolve("b"), 1);
    assertThat(reason(claim("nc2.kappa@1", ClaimRule.END_BELOW, 1), bare))
        .contains("there is no layers.csv");
    assertThat(reason(trend(Map.of(), Direction.FALLING), runs))
        .isEqualTo("because the runs belong to no sweep");
  }

  /** Balancedness of linear pairs is (1 + 0.1 (seed - 2)) e^(-3t) over 20 epochs. */
  @Test
  void meansOverAWindow() {
    List<RunRecord> runs = new SyntheticStacks(5, 4).writeAll(temp, 3);
    double sum = 0;
    for (int epoch = 16; epoch <= 20; epoch++) {
      sum += Math.exp(-3 * epoch / 20.0) / 5;
    }
    ClaimResult below = judge(mean(ClaimRule.MEAN_BELOW, 1.1 * sum + 1e-9), runs);
    assertThat(below.value().orNaN()).isCloseTo(1.1 * sum, within(1e-14));
    assertThat(below.holds()).isTrue();
    assertThat(judge(mean(ClaimRule.MEAN_BELOW, 1.1 * sum - 1e-9), runs).holds()).isFalse();
    ClaimResult above = judge(mean(ClaimRule.MEAN_ABOVE, 0.9 * sum - 1e-9), runs);
    assertThat(above.value().orNaN()).isCloseTo(0.9 * sum, within(1e-14));
    assertThat(above.holds()).isTrue();
    assertThat(judge(mean(ClaimRule.MEAN_ABOVE, 0.9 * sum + 1e-9), runs).holds()).isFalse();
    assertThat(above.quantity())
        .isEqualTo("mean over the epochs from 80% to 100% of all, lowest of the runs");
    ClaimSpec nowhere =
        new ClaimSpec(
            "m",
            "m",
            "balancedness@6",
            ClaimRule.MEAN_ABOVE,
            0,
            null,
            new Window(0.51, 0.52),
            null);
    assertThat(reason(nowhere, runs)).startsWith("because no epoch has a value from 51% to 52%");
  }

  private static ClaimSpec mean(ClaimRule rule, double bound) {
    return new ClaimSpec("m", "m", "balancedness@6", rule, bound, null, new Window(0.8, 1), null);
  }

  @Test
  void oneMetricEqualsAnother() {
    List<RunRecord> runs = new SyntheticStacks(5, 4).writeAll(temp, 2);
    ClaimResult same = judge(equal("balancedness@6", "balancedness@8"), runs);
    assertThat(same.value().orNaN()).isZero();
    assertThat(same.holds()).isTrue();
    // Linear pairs e^(-3t) against 2 - 1.2 t + 0.05: farthest at the end, in seed 1.
    ClaimResult other = judge(equal("balancedness@6", "balancedness@1"), runs);
    assertThat(other.value().orNaN()).isCloseTo(1 - 0.9 * Math.exp(-3) / 0.85, within(1e-12));
    assertThat(other.perRun().get(0).numbers()).containsEntry("epoch", 20.0);
    assertThat(other.holds()).isFalse();
    assertThat(reason(equal("balancedness@6", "negativity@last"), runs))
        .contains("whose ratio has no meaning");
    assertThat(reason(equal("nosuch", "balancedness@8"), runs))
        .contains("metrics.csv has no column nosuch");
  }

  private static ClaimSpec equal(String metric, String against) {
    return new ClaimSpec(
        "e", "e", metric, ClaimRule.EQUAL_WITHIN, 0.01, against, new Window(0, 1), null);
  }

  @Test
  void aClaimAboutSomeCellsAndASlopeOfMeans() {
    List<RunRecord> runs = sweep();
    ClaimSpec some =
        new ClaimSpec(
            "s",
            "s",
            "nc2.kappa@last",
            ClaimRule.END_BELOW,
            3,
            null,
            Window.ALL,
            null,
            Map.of("weight decay", "0.0018"),
            null);
    assertThat(judge(some, runs).perRun()).hasSize(4);
    assertThat(judge(some, runs).quantity()).endsWith(", weight decay 0.0018");
    ClaimSpec none =
        new ClaimSpec(
            "s",
            "s",
            "loss",
            ClaimRule.END_BELOW,
            3,
            null,
            Window.ALL,
            null,
            Map.of("depth", "1"),
            null);
    assertThat(reason(none, runs)).isEqualTo("because there is no run");
    // Balancedness does not depend on the axis, whatever the window.
    ClaimSpec slope =
        new ClaimSpec(
            "s",
            "s",
            "balancedness@last-1",
            ClaimRule.FIT_SLOPE_AT_LEAST,
            -1e-6,
            null,
            new Window(0.5, 1),
            new SweepComparison(
                "linear layers", Map.of("weight decay", "0.0018"), null, Fit.POWER));
    ClaimResult flat = judge(slope, runs.subList(1, 4));
    assertThat(flat.numbers().get("slope")).isCloseTo(0, within(1e-9));
    assertThat(flat.quantity()).endsWith("means over the epochs from 50% to 100% of all");
  }

  @Test
  void trendsAndSlopesOfASweep() {
    List<RunRecord> runs = sweep();
    ClaimResult trend = judge(trend(Map.of("weight decay", "0.0018"), Direction.FALLING), runs);
    // One value a place, all falling: one of 4! orders.
    assertThat(trend.value().orNaN()).isCloseTo(1.0 / 24, within(1e-15));
    assertThat(trend.numbers()).containsEntry("tau", -1.0).containsEntry("runs", 4.0);
    assertThat(trend.holds()).isTrue();
    assertThat(
            judge(trend(Map.of("weight decay", "0.0018"), Direction.RISING), runs).value().orNaN())
        .isCloseTo(1, within(1e-15));
    assertThat(reason(trend(Map.of("weight decay", "7"), Direction.FALLING), runs))
        .isEqualTo("because no run has weight decay 7");
    // y = 2 l^-0.6 exactly at one decay: the slope, with an interval of no width.
    ClaimResult slope = judge(slope(-0.5), runs);
    assertThat(slope.numbers().get("slope")).isCloseTo(-0.6, within(1e-12));
    assertThat(slope.value().orNaN()).isCloseTo(-0.6, within(1e-6));
    assertThat(slope.holds()).isTrue();
    assertThat(judge(slope(-0.61), runs).holds()).isFalse();
  }

  private static ClaimSpec trend(Map<String, String> series, Direction direction) {
    return new ClaimSpec(
        "t",
        "t",
        "nc2.kappa@last",
        ClaimRule.TREND_P_AT_MOST,
        0.05,
        null,
        Window.END,
        new SweepComparison("linear layers", series, direction, null));
  }

  private static ClaimSpec slope(double bound) {
    return new ClaimSpec(
        "s",
        "s",
        "nc2.kappa@last",
        ClaimRule.FIT_SLOPE_AT_MOST,
        bound,
        null,
        Window.END,
        new SweepComparison("linear layers", Map.of("weight decay", "0.0018"), null, Fit.POWER));
  }

  private List<RunRecord> sweep() {
    List<RunRecord> runs = new ArrayList<>();
    for (String decay : List.of("0.0018", "0.0072")) {
      for (int l = 1; l <= 4; l++) {
        Map<String, String> cell = new LinkedHashMap<>();
        cell.put("linear layers", Integer.toString(l));
        cell.put("weight decay", decay);
        runs.add(
            new SyntheticStacks(2, l)
                .write(temp.resolve(decay + "-" + l), 2, cell, Math.pow(l, -0.6)));
      }
    }
    return runs;
  }

  private static String reason(ClaimSpec claim, List<RunRecord> runs) {
    ClaimResult result = judge(claim, runs);
    assertThat(result.holds()).isFalse();
    return ((MetricValue.Undefined) result.value()).reason();
  }
}
