package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FourthPowerCdnvTest {
  private static final List<String> IDS = List.of("nc1.cdnv.fourth", "nc1.cdnv");
  private static final int[] LABELS = {0, 0, 1, 1, 2, 2};

  private static Measurement of(double scale) {
    // Variances 1, 4 and 0; squared distances of the means 9, 16 and 25.
    double[][] h = {{0, 1}, {0, -1}, {3, 2}, {3, -2}, {0, 4}, {0, 4}};
    for (double[] row : h) {
      row[0] *= scale;
      row[1] *= scale;
    }
    return NeuralCollapse.of(h, LABELS, 3).measure(IDS);
  }

  @Test
  void theDistanceHasItsFourthPower() {
    double expected = (5.0 / (2 * 81) + 1.0 / (2 * 256) + 4.0 / (2 * 625)) / 3;
    assertThat(of(1).value("nc1.cdnv.fourth").orNaN()).isCloseTo(expected, within(1e-16));
    assertThat(of(10).value("nc1.cdnv.fourth").orNaN()).isCloseTo(expected / 100, within(1e-17));
    assertThat(of(10).value("nc1.cdnv").orNaN())
        .isCloseTo(of(1).value("nc1.cdnv").orNaN(), within(1e-15));
  }

  @Test
  void equalMeansHaveNoDistance() {
    double[][] h = {{1}, {-1}, {2}, {-2}, {7}, {8}};
    assertThat(NeuralCollapse.of(h, LABELS, 3).measure(IDS).value("nc1.cdnv.fourth"))
        .isEqualTo(MetricValue.undefined("because the means of classes 0 and 1 are equal"));
  }
}
