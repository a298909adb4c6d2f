package org.collapsar.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Map;
import org.collapsar.metrics.MetricValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestErrorTest {

  /** By definition: at the ends the binomial tails are 2.5%, summed here in exact arithmetic. */
  @ParameterizedTest
  @CsvSource({"1, 10", "3, 10", "9, 10", "2, 200", "17, 200", "1, 1000"})
  void theTailsAtTheEndsAreTwoAndAHalfPercent(int wrong, int samples) {
    assertThat(tail(wrong, samples, samples, TestError.lower(wrong, samples)))
        .isCloseTo(0.025, within(1e-9));
    assertThat(tail(0, wrong, samples, TestError.upper(wrong, samples)))
        .isCloseTo(0.025, within(1e-9));
  }

  @Test
  void noErrorAndNothingButErrors() {
    assertThat(TestError.lower(0, 1000)).isZero();
    // (1 - p)^n = 0.025
    assertThat(TestError.upper(0, 1000)).isCloseTo(1 - Math.pow(0.025, 1e-3), within(1e-12));
    assertThat(TestError.upper(0, 100_000)).isCloseTo(3.6888e-5, within(1e-9));
    assertThat(TestError.upper(7, 7)).isEqualTo(1);
    assertThat(TestError.lower(7, 7)).isCloseTo(Math.pow(0.025, 1.0 / 7), within(1e-12));
  }

  @Test
  void isMadeOfTheAccuracy() {
    Map<String, MetricValue> values = TestError.of(MetricValue.of(1 - 3 / 200.0), 200);
    assertThat(values.get("error.test")).isEqualTo(MetricValue.of(3 / 200.0));
    assertThat(values.get("error.test.upper")).isEqualTo(MetricValue.of(TestError.upper(3, 200)));
    MetricValue undefined = MetricValue.undefined("because there are no test samples");
    assertThat(TestError.of(undefined, 0).values()).containsOnly(undefined);
  }

  private static double tail(int from, int to, int n, double p) {
    MathContext digits = new MathContext(40);
    BigDecimal q = BigDecimal.ONE.subtract(new BigDecimal(p));
    BigDecimal sum = BigDecimal.ZERO;
    BigInteger choose = BigInteger.ONE;
    for (int k = 0; k <= to; k++) {
      if (k >= from) {
        sum =
            sum.add(
                new BigDecimal(choose)
                    .multiply(new BigDecimal(p).pow(k, digits), digits)
                    .multiply(q.pow(n - k, digits), digits));
      }
      choose = choose.multiply(BigInteger.valueOf(n - k)).divide(BigInteger.valueOf(k + 1));
    }
    return sum.doubleValue();
  }
}
