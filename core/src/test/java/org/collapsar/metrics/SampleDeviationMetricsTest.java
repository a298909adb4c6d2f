package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;

class SampleDeviationMetricsTest {
  /** Norms 1, 2 and 4: mean 7/3, sum of squared deviations 14/3. */
  private static final Matrix W = new Matrix(3, 2, new double[] {1, 0, 0, 2, -4, 0});

  @Test
  void deviationsDivideByOneLess() {
    // Means (3, 0), (0, 3), (0, 0), centre (1, 1): centred norms sqrt 5, sqrt 5, sqrt 2.
    double[][] h = {{3, 1}, {3, -1}, {0, 3}, {0, 3}, {0, 0}, {0, 0}};
    Measurement m =
        NeuralCollapse.of(h, new int[] {0, 0, 1, 1, 2, 2}, 3)
            .weights(W)
            .measure(
                List.of("nc2.equinorm.means.sample", "nc2.equinorm.weights.sample", "unc3.sample"));
    double mean = (2 * Math.sqrt(5) + Math.sqrt(2)) / 3;
    double squares = 2 * Math.pow(Math.sqrt(5) - mean, 2) + Math.pow(Math.sqrt(2) - mean, 2);
    assertThat(m.value("nc2.equinorm.means.sample").orNaN())
        .isCloseTo(Math.sqrt(squares / 2) / mean, within(1e-14));
    assertThat(m.value("nc2.equinorm.weights.sample").orNaN())
        .isCloseTo(Math.sqrt(7.0 / 3) / (7.0 / 3), within(1e-14));
    // Products 2, 4 and 4: mean 10/3, sum of squared deviations 24/9.
    assertThat(m.value("unc3.sample").orNaN()).isCloseTo(4.0 / 3, within(1e-14));
  }

  @Test
  void ofOneClassThereIsNone() {
    Measurement m =
        NeuralCollapse.of(new double[][] {{1, 2}, {3, 4}}, new int[2], 1)
            .weights(new Matrix(1, 2, new double[] {1, 1}))
            .measure(List.of("nc2.equinorm.means.sample", "unc3.sample"));
    assertThat(m.values().values())
        .containsOnly(MetricValue.undefined("because there is only one class"));
  }
}
