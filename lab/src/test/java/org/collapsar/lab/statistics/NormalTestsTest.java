package org.collapsar.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.collapsar.linalg.Matrix;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;

/** Against SciPy 1.17.1 with NumPy 2.4.6 (src/test/python/normal_tests.py). */
class NormalTestsTest {
  private static final int N = 60;
  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

  private static Matrix numbers(double shift) {
    Matrix z = new Matrix(2, N);
    for (int j = 0; j < N; j++) {
      z.data()[j] = rounded(1.1 * NORMAL.inverseCumulativeProbability((j + 0.5) / N)) + shift;
      z.data()[N + j] =
          rounded(NORMAL.inverseCumulativeProbability((37 * j % N + 0.7) / N) + 0.1) + shift;
    }
    return z;
  }

  private static double rounded(double x) {
    return new BigDecimal(x).setScale(6, RoundingMode.HALF_EVEN).doubleValue();
  }

  private static Matrix basis() {
    Matrix q = new Matrix(N, 2);
    double norm = 0;
    for (int j = 0; j < N; j++) {
      norm += (j - 29.5) * (j - 29.5);
    }
    for (int j = 0; j < N; j++) {
      q.data()[2 * j] = 1 / Math.sqrt(N);
      q.data()[2 * j + 1] = (j - 29.5) / Math.sqrt(norm);
    }
    return q;
  }

  @Test
  void agreesWithScipy() {
    NormalTests tests = NormalTests.of(numbers(0), basis());
    assertThat(tests.covariance()).isCloseTo(0.26206274882417074, within(1e-12));
    assertThat(tests.covarianceP()).isCloseTo(0.5822777722635484, within(1e-12));
    assertThat(tests.kurtosis()).isCloseTo(2.8229818178194557, within(1e-12));
    assertThat(tests.kurtosisP()).isCloseTo(0.6922343623410357, within(1e-12));
    assertThat(tests.fit()).isCloseTo(0.03624850117568157, within(1e-12));
    assertThat(tests.fitP()).isCloseTo(0.9958978217027278, within(1e-4));
    assertThat(tests.independenceP()).isCloseTo(2.854142093398746e-12, within(1e-14));
    assertThat(tests.smallestP()).isEqualTo(tests.independenceP());
    NormalTests shifted = NormalTests.of(numbers(0.15), basis());
    assertThat(shifted.fit()).isCloseTo(0.0906011933719002, within(1e-12));
    assertThat(shifted.fitP()).isCloseTo(0.2619692616787724, within(1e-4));
  }

  @Test
  void theTableIsTheNormalLaw() {
    for (double x = -10; x <= 10; x += 0.0137) {
      assertThat(NormalTable.value(x)).isCloseTo(NORMAL.cumulativeProbability(x), within(2e-13));
    }
  }

  @Test
  void twoSamplesAreComparedAsScipyDoes() {
    CountsTest test =
        CountsTest.of(
            new long[] {0, 12, 30, 45, 60, 33, 14, 0}, new long[] {0, 20, 25, 50, 40, 30, 15, 0});
    assertThat(test.statistic()).isCloseTo(6.379918884187596, within(1e-12));
    assertThat(test.degrees()).isEqualTo(5);
    assertThat(test.p()).isCloseTo(0.2709859024873095, within(1e-12));
    assertThat(CountsTest.of(new long[] {500, 0}, new long[] {0, 500}).p()).isLessThan(1e-100);
    assertThat(CountsTest.of(new long[] {3, 1}, new long[] {2, 2}).p()).isEqualTo(1);
  }
}
