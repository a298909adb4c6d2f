package org.collapsar.bench.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PowerFitTest {
  private static final double[] X = {1, 3, 10, 30, 100};

  @Test
  void aPowerIsFound() {
    double[] y = Arrays.stream(X).map(x -> 7 * Math.pow(x, 1.4)).toArray();
    assertThat(PowerFit.exponent(X, y, 0)).isCloseTo(1.4, within(1e-12));
    assertThat(PowerFit.exponent(X, y, 2)).isCloseTo(1.4, within(1e-12));
  }

  /** A time that is there at any size lowers the exponent, and less so at large sizes. */
  @Test
  void theLastPairsAreFittedAlone() {
    double[] y = Arrays.stream(X).map(x -> 10 + x).toArray();
    double all = PowerFit.exponent(X, y, 0);
    double last = PowerFit.exponent(X, y, 2);
    assertThat(all).isBetween(0.2, last);
    assertThat(last).isEqualTo(Math.log(110 / 20.0) / Math.log(10), within(0.05));
  }
}
