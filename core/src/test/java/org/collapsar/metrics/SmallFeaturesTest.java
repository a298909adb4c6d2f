package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;

/**
 * Features multiplied by powers of two: what does not change with scale has the same value or none,
 * down to where squares underflow and beyond.
 */
class SmallFeaturesTest {
  private static final int K = 3;
  private static final int D = 6;
  private static final int N = 60;

  private static Measurement measure(int exponent, double spread) {
    SplittableRandom random = new SplittableRandom(4);
    double[][] means = new double[K][D];
    for (double[] mean : means) {
      for (int j = 0; j < D; j++) {
        mean[j] = random.nextGaussian();
      }
    }
    double[][] h = new double[N][D];
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = i % K;
      for (int j = 0; j < D; j++) {
        double x = means[i % K][j] + spread * random.nextGaussian();
        h[i][j] = Math.scalb(x, exponent);
      }
    }
    Matrix w = new Matrix(K, D);
    java.util.Arrays.setAll(w.data(), i -> random.nextGaussian());
    return NeuralCollapse.of(Rows.of(h), labels, K).weights(w).measureAll();
  }

  private static boolean isDefined(MetricValue value) {
    return !Double.isNaN(value.orNaN());
  }

  @Test
  void whatDoesNotChangeWithScaleHasTheSameValueOrNone() {
    for (double spread : new double[] {0.3, 1e-6}) {
      Map<String, MetricValue> usual = measure(0, spread).values();
      Map<String, MetricValue> half = measure(-1, spread).values();
      int defined = 0;
      for (int exponent = -30; exponent > -1040; exponent -= 7) {
        Measurement small = measure(exponent, spread);
        for (Map.Entry<String, MetricValue> entry : usual.entrySet()) {
          double value = entry.getValue().orNaN();
          MetricValue found = small.values().get(entry.getKey());
          boolean invariant = value == half.get(entry.getKey()).orNaN();
          if (invariant && isDefined(found)) {
            defined++;
            assertThat(found.orNaN())
                .as("%s at 2^%d", entry.getKey(), exponent)
                .isCloseTo(value, Offset.offset(1e-9 * Math.abs(value) + 1e-15));
          }
        }
        boolean tiny = exponent < -470;
        assertThat(isDefined(small.value("nc1.pinv"))).isEqualTo(!tiny);
        assertThat(isDefined(small.withinVariances().get(0))).isEqualTo(!tiny);
      }
      assertThat(defined).isGreaterThan(60 * 20);
    }
  }

  @Test
  void saysWhatToDo() {
    assertThat(measure(-600, 0.3).value("nc1.total").toString())
        .contains("too small")
        .contains("multiply them by a constant");
  }
}
