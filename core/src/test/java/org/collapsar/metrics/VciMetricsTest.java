package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against 1 - tr(Sigma_T^-1 Sigma_B)/r by elimination in 150 decimal digits. */
class VciMetricsTest {
  private static final MathContext DIGITS = new MathContext(150);

  /** Makes Sigma_T regular where it is not; what that adds is far below a digit of a double. */
  private static final BigDecimal RIDGE = new BigDecimal("1e-70");

  private static double exact(double[][] h, int[] labels, int k, boolean weighted) {
    int d = h[0].length;
    int[] counts = new int[k];
    for (int y : labels) {
      counts[y]++;
    }
    BigDecimal[][] means = zeros(k, d);
    for (int i = 0; i < h.length; i++) {
      for (int j = 0; j < d; j++) {
        means[labels[i]][j] = means[labels[i]][j].add(new BigDecimal(h[i][j]));
      }
    }
    BigDecimal[] centre = zeros(1, d)[0];
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < d; j++) {
        means[c][j] = means[c][j].divide(new BigDecimal(counts[c]), DIGITS);
        centre[j] = centre[j].add(means[c][j].multiply(share(c, counts, h.length, weighted)));
      }
    }
    BigDecimal[][] between = zeros(d, d);
    BigDecimal[][] total = zeros(d, d);
    for (int c = 0; c < k; c++) {
      add(between, means[c], centre, share(c, counts, h.length, weighted));
      add(total, means[c], centre, share(c, counts, h.length, weighted));
    }
    for (int i = 0; i < h.length; i++) {
      BigDecimal[] row = new BigDecimal[d];
      for (int j = 0; j < d; j++) {
        row[j] = new BigDecimal(h[i][j]);
      }
      int c = labels[i];
      BigDecimal weight =
          share(c, counts, h.length, weighted).divide(new BigDecimal(counts[c]), DIGITS);
      add(total, row, means[c], weight);
    }
    for (int j = 0; j < d; j++) {
      total[j][j] = total[j][j].add(RIDGE);
    }
    BigDecimal trace = traceOfSolved(total, between);
    int r = Math.min(d, k - 1);
    return BigDecimal.ONE.subtract(trace.divide(new BigDecimal(r), DIGITS)).doubleValue();
  }

  private static BigDecimal share(int c, int[] counts, int n, boolean weighted) {
    return weighted
        ? new BigDecimal(counts[c]).divide(new BigDecimal(n), DIGITS)
        : BigDecimal.ONE.divide(new BigDecimal(counts.length), DIGITS);
  }

  private static BigDecimal[][] zeros(int rows, int columns) {
    BigDecimal[][] a = new BigDecimal[rows][columns];
    for (BigDecimal[] row : a) {
      java.util.Arrays.fill(row, BigDecimal.ZERO);
    }
    return a;
  }

  private static void add(BigDecimal[][] a, BigDecimal[] x, BigDecimal[] less, BigDecimal weight) {
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        BigDecimal product = x[i].subtract(less[i]).multiply(x[j].subtract(less[j]));
        a[i][j] = a[i][j].add(product.multiply(weight), DIGITS);
      }
    }
  }

  /** tr(A^-1 B), A positive definite; overwrites both. */
  private static BigDecimal traceOfSolved(BigDecimal[][] a, BigDecimal[][] b) {
    int d = a.length;
    for (int p = 0; p < d; p++) {
      for (int i = 0; i < d; i++) {
        if (i == p) {
          continue;
        }
        BigDecimal factor = a[i][p].divide(a[p][p], DIGITS);
        for (int j = 0; j < d; j++) {
          a[i][j] = a[i][j].subtract(factor.multiply(a[p][j]), DIGITS);
          b[i][j] = b[i][j].subtract(factor.multiply(b[p][j]), DIGITS);
        }
      }
    }
    BigDecimal trace = BigDecimal.ZERO;
    for (int p = 0; p < d; p++) {
      trace = trace.add(b[p][p].divide(a[p][p], DIGITS));
    }
    return trace;
  }

  private static int[] labels(int n, int k) {
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      // Sizes that differ, at least two each.
      labels[i] = i < 2 * k ? i % k : (i * i) % k;
    }
    return labels;
  }

  /** Means of order 1 and deviations of the given size, column j of them grade^j as large. */
  private static double[][] features(int n, int d, int k, double size, double grade, long seed) {
    Random random = new Random(seed);
    double[][] means = new double[k][d];
    for (double[] mean : means) {
      for (int j = 0; j < d; j++) {
        mean[j] = Math.rint(random.nextGaussian() * 8) / 8;
      }
    }
    int[] labels = labels(n, k);
    double[][] h = new double[n][d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        double deviation = random.nextGaussian() * size * Math.pow(grade, j);
        h[i][j] = means[labels[i]][j] + deviation;
      }
    }
    return h;
  }

  private static double measured(String id, double[][] h, int[] labels, int k) {
    MetricValue value = NeuralCollapse.of(h, labels, k).measure(List.of(id)).value(id);
    assertThat(value).isInstanceOf(MetricValue.Defined.class);
    return value.orNaN();
  }

  private static void agree(double[][] h, int[] labels, int k, double digits) {
    for (boolean weighted : new boolean[] {false, true}) {
      String id = weighted ? "nc1.vci.weighted" : "nc1.vci";
      double expected = exact(h, labels, k, weighted);
      assertThat(measured(id, h, labels, k))
          .as(id)
          .isCloseTo(expected, within(digits * Math.abs(expected) + 1e-60));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 0.3", "1e-3, 1", "1e-5, 0.5", "1e-8, 1", "1e-11, 1"})
  void everyDigitIsThereWhateverTheCollapse(double size, double grade) {
    agree(
        features(60, 6, 4, size, grade, 1), labels(60, 4), 4, 1e-6 * Math.max(1e-6, 1e-12 / size));
    agree(
        features(60, 3, 7, size, grade, 2), labels(60, 7), 7, 1e-6 * Math.max(1e-6, 1e-12 / size));
  }

  @Test
  void deadUnitsChangeNothing() {
    double[][] h = features(60, 6, 4, 0.1, 1, 4);
    double[][] dead = new double[60][8];
    for (int i = 0; i < 60; i++) {
      System.arraycopy(h[i], 0, dead[i], 1, 3);
      System.arraycopy(h[i], 3, dead[i], 5, 3);
    }
    agree(dead, labels(60, 4), 4, 1e-12);
    assertThat(measured("nc1.vci", dead, labels(60, 4), 4))
        .isCloseTo(measured("nc1.vci", h, labels(60, 4), 4), within(1e-13));
  }

  @Test
  void aUnitThatIsConstantWithinClassesIsADirectionOfItsOwn() {
    double[][] h = features(60, 6, 4, 0.5, 1, 5);
    int[] labels = labels(60, 4);
    for (int i = 0; i < 60; i++) {
      h[i][2] = labels[i] == 1 ? 3 : 1;
    }
    double expected = exact(h, labels, 4, false);
    assertThat(expected).isBetween(0.01, 2.0 / 3);
    agree(h, labels, 4, 1e-12);
  }

  @Test
  void withFewerSamplesThanDimensionsWhatLiesOutsideTheirRangeCountsNothing() {
    // Rank 6 - 3 = 3 within, both directions of the means have a part outside.
    double[][] all = features(6, 6, 3, 0.5, 1, 6);
    assertThat(measured("nc1.vci", all, labels(6, 3), 3)).isZero();
    // Rank 4 of 5: one of the two.
    double[][] one = features(7, 5, 3, 0.5, 1, 7);
    assertThat(exact(one, labels(7, 3), 3, false)).isBetween(0.001, 0.5);
    agree(one, labels(7, 3), 3, 1e-11);
  }

  @Test
  void withoutVarianceWithinClassesItIsZeroWhereMeansDiffer() {
    int[] labels = {0, 0, 1, 1, 2, 2};
    double[][] spread = {{0, 0}, {0, 0}, {1, 0}, {1, 0}, {0, 1}, {0, 1}};
    assertThat(measured("nc1.vci", spread, labels, 3)).isZero();
    // On a line: of two directions one is missing.
    double[][] line = {{0, 0}, {0, 0}, {1, 0}, {1, 0}, {2, 0}, {2, 0}};
    assertThat(measured("nc1.vci", line, labels, 3)).isEqualTo(0.5);
    assertThat(measured("nc1.vci.weighted", line, labels, 3)).isEqualTo(0.5);
  }

  @Test
  void itLiesBetweenZeroAndOne() {
    double[][] noise = features(400, 5, 4, 100, 1, 8);
    assertThat(measured("nc1.vci", noise, labels(400, 4), 4)).isBetween(0.8, 1.0);
    double[][] collapsed = features(400, 5, 4, 1e-14, 1, 9);
    assertThat(measured("nc1.vci", collapsed, labels(400, 4), 4)).isBetween(0.0, 1e-25);
  }

  @Test
  void ofRealFeaturesTheValuesAreThoseOfNumPy() throws IOException {
    SharedFeatures shared = SharedFeatures.get();
    double[][] all = new double[200][];
    for (int i = 0; i < 200; i++) {
      all[i] = Vectors.row(shared.features, i);
    }
    assertThat(measured("nc1.vci", all, shared.labels, 10))
        .isCloseTo(0.319431363262044, within(1e-12));
    List<double[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if (i < 120 || shared.labels[i] < 4) {
        rows.add(all[i]);
        labels.add(shared.labels[i]);
      }
    }
    int[] y = labels.stream().mapToInt(Integer::intValue).toArray();
    assertThat(measured("nc1.vci", rows.toArray(new double[0][]), y, 10))
        .isCloseTo(0.259356892508310, within(1e-12));
  }
}
