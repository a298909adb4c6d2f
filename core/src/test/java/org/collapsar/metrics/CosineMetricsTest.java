package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CosineMetricsTest {
  private static final MathContext DIGITS = new MathContext(100);
  private static final int N = 40;
  private static final int K = 4;
  private static final int D = 8;
  private static final int[] LABELS = new int[N];

  private final Random random = new Random(12);
  private final Matrix w = new Matrix(K, D);
  private final double[][] h = new double[N][D];

  /** Features near multiples of their rows of W. */
  private void collapse(double size) {
    for (int i = 0; i < w.data().length; i++) {
      w.data()[i] = random.nextGaussian();
    }
    for (int i = 0; i < N; i++) {
      LABELS[i] = i % K;
      for (int j = 0; j < D; j++) {
        h[i][j] = 3 * w.get(i % K, j) + size * random.nextGaussian();
      }
    }
  }

  private static BigDecimal dot(double[] a, double[] b) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int j = 0; j < a.length; j++) {
      sum = sum.add(new BigDecimal(a[j]).multiply(new BigDecimal(b[j])));
    }
    return sum;
  }

  /** Mean of 1 - cos in 100 digits, over samples that have one. */
  private double exact() {
    BigDecimal sum = BigDecimal.ZERO;
    int count = 0;
    for (int i = 0; i < N; i++) {
      double[] row = Vectors.row(w, LABELS[i]);
      BigDecimal square = dot(h[i], h[i]);
      if (square.signum() != 0) {
        BigDecimal length = square.multiply(dot(row, row)).sqrt(DIGITS);
        sum = sum.add(BigDecimal.ONE.subtract(dot(h[i], row).divide(length, DIGITS)));
        count++;
      }
    }
    return sum.divide(new BigDecimal(count), DIGITS).doubleValue();
  }

  private Measurement measured() {
    return NeuralCollapse.of(h, LABELS, K)
        .weights(w)
        .measure(List.of("nc3.cosine", "nc3.misalignment"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, 1, 0.1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13})
  void theMisalignmentHasItsDigitsHoweverSmall(double size) {
    collapse(size);
    double expected = exact();
    assertThat(measured().value("nc3.misalignment").orNaN())
        .isCloseTo(expected, within(Math.max(1e-12, 1e-34 / expected) * expected));
    SampleCosines inPortions = SampleCosines.create(w);
    for (int i = 0; i < N; i++) {
      inPortions.accept(h[i], 1, LABELS, i);
    }
    NeuralCollapse known = NeuralCollapse.of(h, LABELS, K).weights(w).cosines(inPortions);
    assertThat(known.measure(List.of("nc3.misalignment")).value("nc3.misalignment").orNaN())
        .isCloseTo(expected, within(Math.max(1e-12, 1e-34 / expected) * expected));
  }

  @Test
  void samplesWithoutFeaturesAreLeftOutAndSaid() {
    collapse(0.5);
    h[5] = new double[D];
    h[7] = new double[D];
    Measurement m = measured();
    assertThat(m.value("nc3.misalignment").orNaN()).isCloseTo(exact(), within(1e-14));
    assertThat(m.value("nc3.cosine").orNaN()).isCloseTo(1 - exact(), within(1e-14));
    assertThat(m.value("nc3.cosine").remark())
        .isEqualTo("over 38 of 40 samples: the features of 2 are all 0")
        .isEqualTo(m.value("nc3.misalignment").remark());
    assertThat(m.cosines().get(1).orNaN()).isGreaterThan(0.9);
  }

  @Test
  void aClassOfWhichNoSampleHasFeaturesHasNoCosineOfItsOwn() {
    collapse(0.5);
    for (int i = 2; i < N; i += K) {
      h[i] = new double[D];
    }
    Measurement m = measured();
    assertThat(m.cosines().get(2))
        .isEqualTo(MetricValue.undefined("because the features of all samples of class 2 are 0"));
    assertThat(m.value("nc3.cosine").remark())
        .isEqualTo("over 30 of 40 samples: the features of 10 are all 0");
  }
}
