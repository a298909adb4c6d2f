package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleMeanMetricsTest {
  private static final List<String> IDS = List.of("nc1.quotient.samplemean", "nc1.quotient");

  @Test
  void theCentreIsThatOfSamplesAndClassesAreEqual() {
    // Means 0 and 6 of 4 and 2 samples: mean over samples 2, within (4 + 2)/6.
    double[][] h = {{1}, {-1}, {1}, {-1}, {7}, {5}};
    Measurement m = NeuralCollapse.of(h, new int[] {0, 0, 0, 0, 1, 1}, 2).measure(IDS);
    assertThat(m.value(IDS.get(0)).orNaN()).isCloseTo(1 / ((4 + 16) / 2.0), within(1e-16));
    assertThat(m.value(IDS.get(1)).orNaN()).isCloseTo(1 / 9.0, within(1e-16));
  }

  @Test
  void ofClassesOfOneSizeItIsTheOther() {
    double[][] h = {{1, 2}, {-1, 0}, {7, 3}, {5, 5}};
    Measurement m = NeuralCollapse.of(h, new int[] {0, 0, 1, 1}, 2).measure(IDS);
    assertThat(m.value(IDS.get(0)).orNaN()).isCloseTo(m.value(IDS.get(1)).orNaN(), within(1e-16));
  }
}
