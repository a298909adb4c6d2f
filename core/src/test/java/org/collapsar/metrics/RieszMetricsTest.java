package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RieszMetricsTest {
  private static final List<String> IDS =
      List.of("uniformity.riesz.d.mean", "uniformity.riesz.d.variance");

  /** A sample per class on the axes and one opposite: centred means in a plane or more. */
  private static Measurement of(int dimension, double[]... corners) {
    double[][] h = new double[corners.length][dimension];
    int[] labels = new int[corners.length];
    for (int c = 0; c < corners.length; c++) {
      System.arraycopy(corners[c], 0, h[c], 0, corners[c].length);
      labels[c] = c;
    }
    return NeuralCollapse.of(h, labels, corners.length).measure(IDS);
  }

  private static final double[][] CROSS = {{2, 0}, {-2, 0}, {0, 5}, {0, -5}};

  @Test
  void theExponentIsTwoLessThanTheDimension() {
    // Of six pairs of unit vectors four are sqrt 2 apart and two 2.
    double mean = (4 * Math.pow(Math.sqrt(2), -3) + 2 / 8.0) / 6;
    double variance =
        (4 * Math.pow(Math.pow(Math.sqrt(2), -3) - mean, 2) + 2 * Math.pow(1 / 8.0 - mean, 2)) / 6;
    Measurement m = of(5, CROSS);
    assertThat(m.value(IDS.get(0)).orNaN()).isCloseTo(mean, within(1e-15));
    assertThat(m.value(IDS.get(1)).orNaN()).isCloseTo(variance, within(1e-16));
  }

  @Test
  void inOneDimensionTheSignIsNegativeAndInTwoAllIsZero() {
    Measurement line = of(1, new double[] {1}, new double[] {-1});
    assertThat(line.value(IDS.get(0)).orNaN()).isEqualTo(-2);
    assertThat(of(2, CROSS).value(IDS.get(0)).orNaN()).isZero();
  }

  @Test
  void whatLeavesTheRangeIsUndefined() {
    assertThat(of(4000, CROSS).value(IDS.get(0)))
        .isEqualTo(
            MetricValue.undefined(
                "because the distance of classes 0 and 1 to the power of -3998 leaves the range of"
                    + " double precision"));
  }
}
