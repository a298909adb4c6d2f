package org.collapsar.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.junit.jupiter.api.Test;

class KendallTestTest {

  @Test
  void aWholeOrderHasOneChanceInNFactorial() {
    KendallTest test =
        KendallTest.of(new double[] {1, 2, 3, 4, 5}, new double[] {9, 7, 5, 3, 1}, false);
    assertThat(test.tau()).isEqualTo(-1);
    assertThat(test.p()).isCloseTo(1.0 / 120, within(1e-15));
    assertThat(test.exact()).isTrue();
    assertThat(KendallTest.of(new double[] {1, 2, 3}, new double[] {3, 2, 1}, true).p())
        .isCloseTo(1, within(1e-15));
  }

  /** Against counting all orders, with several points at one place. */
  @Test
  void isWhatCountingAllOrdersGives() {
    double[][] places = {
      {1, 2, 3, 4, 5, 6}, {1, 1, 2, 2, 3, 3}, {1, 1, 1, 2, 2, 5, 5}, {4, 1, 4, 1, 2, 2, 2}
    };
    double[][] heights = {
      {3, 1, 2, 6, 4, 5}, {2, 1, 4, 3, 5, 6}, {7, 2, 5, 1, 3, 6, 4}, {1, 7, 3, 5, 2, 6, 4}
    };
    for (int i = 0; i < places.length; i++) {
      for (boolean rising : new boolean[] {true, false}) {
        double[] x = places[i];
        double[] y = heights[i].clone();
        long given = sum(x, y) * (rising ? 1 : -1);
        long[] counts = new long[2];
        orders(y, 0, order -> counts[(sum(x, order) * (rising ? 1 : -1) >= given) ? 1 : 0]++);
        double p = (double) counts[1] / (counts[0] + counts[1]);
        assertThat(KendallTest.of(x, heights[i], rising).p()).isCloseTo(p, within(1e-14));
      }
    }
  }

  /** Against counting all orders of each stratum, with and without ties. */
  @Test
  void ordersWithinStrataAreCountedAlone() {
    double[] x = {1, 2, 1, 3, 2, 3, 3};
    int[] strata = {0, 0, 7, 0, 7, 7, 0};
    double[][] heights = {{1, 2, 10, 3, 20, 30, 2.5}, {1, 2, 20, 3, 20, 30, 1}};
    for (double[] y : heights) {
      for (boolean rising : new boolean[] {true, false}) {
        int sign = rising ? 1 : -1;
        double[][] places = {{1, 2, 3, 3}, {1, 2, 3}};
        double[][] parts = {{y[0], y[1], y[3], y[6]}, {y[2], y[4], y[5]}};
        long given = sign * (sum(places[0], parts[0]) + sum(places[1], parts[1]));
        long[] counts = new long[2];
        orders(
            parts[0].clone(),
            0,
            first ->
                orders(
                    parts[1].clone(),
                    0,
                    second ->
                        counts[
                            sign * (sum(places[0], first) + sum(places[1], second)) >= given
                                ? 1
                                : 0]++));
        double truth = (double) counts[1] / (counts[0] + counts[1]);
        KendallTest test = KendallTest.of(x, y, strata, rising);
        boolean ties = y == heights[1];
        assertThat(test.exact()).isEqualTo(!ties);
        assertThat(test.p())
            .isCloseTo(truth, within(ties ? 4 * Math.sqrt(truth / 100_000) : 1e-14));
      }
    }
    // Every stratum rises, all together fall: 5 and 3 pairs of 8 that differ in x.
    double[] high = {103, 104, 1, 105, 2, 3, 106};
    assertThat(KendallTest.of(x, high, strata, true).tau())
        .isCloseTo(8 / Math.sqrt(8 * 9), within(1e-15));
  }

  /** With one stratum tau is Hipparchus's. */
  @Test
  void tauIsThatOfTheLibrary() {
    double[] x = {1, 1, 2, 2, 3, 3};
    double[] y = {1, 2, 2, 5, 3, 4};
    assertThat(KendallTest.of(x, y, true).tau())
        .isCloseTo(new KendallsCorrelation().correlation(x, y), within(1e-15));
  }

  @Test
  void tiedHeightsAreShuffledAndCloseToTheTruth() {
    double[] x = {1, 1, 2, 2, 3, 3};
    double[] y = {1, 2, 2, 3, 3, 4};
    long given = sum(x, y);
    long[] counts = new long[2];
    orders(y.clone(), 0, order -> counts[sum(x, order) >= given ? 1 : 0]++);
    double truth = (double) counts[1] / (counts[0] + counts[1]);
    KendallTest test = KendallTest.of(x, y, true);
    assertThat(test.exact()).isFalse();
    assertThat(test.p()).isCloseTo(truth, within(4 * Math.sqrt(truth / 100_000)));
    assertThat(KendallTest.of(x, y, true)).isEqualTo(test);
  }

  @Test
  void chancesSumToOneForManyRuns() {
    double[] chance = KendallTest.inversions(new int[] {30, 30, 30, 30, 30});
    assertThat(Arrays.stream(chance).sum()).isCloseTo(1, within(1e-12));
    assertThat(chance).hasSize(1 + 10 * 900);
  }

  @Test
  void aLineHasTheIntervalOfStudentsT() {
    // By hand: Sxx = 10, Sxy = 5.4; the 0.975 quantile of t with 3 degrees of freedom, 3.1824463.
    double[] y = {2.4, 3.2, 2.4, 4.6, 4.4};
    Line line = Line.through(new double[] {1, 2, 3, 4, 5}, y);
    assertThat(line).isNotNull();
    double half = 3.182446305284263 * Math.sqrt(residual(y) / 3 / 10);
    assertThat(line.slope()).isCloseTo(0.54, within(1e-14));
    assertThat(line.upper() - line.slope()).isCloseTo(half, within(1e-8));
    assertThat(line.slope() - line.lower()).isCloseTo(half, within(1e-8));
    assertThat(Line.through(new double[] {1, 1, 1}, new double[] {1, 2, 3})).isNull();
    assertThat(Line.through(new double[] {1, 2}, new double[] {1, 2})).isNull();
  }

  /** Sum of squares about the line 0.54 (x - 3) + mean. */
  private static double residual(double[] y) {
    double mean = Arrays.stream(y).average().orElseThrow();
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      double off = y[i] - mean - 0.54 * (i + 1 - 3);
      sum += off * off;
    }
    return sum;
  }

  private interface Order {
    void seen(double[] y);
  }

  private static void orders(double[] y, int from, Order order) {
    if (from == y.length) {
      order.seen(y);
      return;
    }
    for (int i = from; i < y.length; i++) {
      swap(y, from, i);
      orders(y, from + 1, order);
      swap(y, from, i);
    }
  }

  private static void swap(double[] y, int i, int j) {
    double kept = y[i];
    y[i] = y[j];
    y[j] = kept;
  }

  private static long sum(double[] x, double[] y) {
    long sum = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += (long) (Math.signum(x[i] - x[j]) * Math.signum(y[i] - y[j]));
      }
    }
    return sum;
  }
}
