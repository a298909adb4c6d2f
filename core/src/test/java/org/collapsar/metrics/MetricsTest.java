package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Matrix;
import org.collapsar.moments.ClassMoments;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static Matrix gaussian(int rows, int columns, SplittableRandom random) {
    Matrix m = new Matrix(rows, columns);
    for (int i = 0; i < m.data().length; i++) {
      m.data()[i] = random.nextGaussian();
    }
    return m;
  }

  private static ClassMoments moments(Matrix h, int[] labels, int classes) {
    ClassMoments moments = ClassMoments.create(h.columns(), classes);
    for (int i = 0; i < h.rows(); i++) {
      moments.accept(h.data(), i * h.columns(), labels[i]);
    }
    return moments;
  }

  /** The matrices of the definition, written out: H~ = H - M_g, M_c = (1/m) H~ Y^T Y. */
  @Test
  void nc1TotalEqualsTheDefinitionByMatrices() {
    SplittableRandom random = new SplittableRandom(1);
    int q = 3;
    int m = 7;
    int n = q * m;
    int p = 5;
    Matrix h = gaussian(p, n, random);
    Matrix y = new Matrix(q, n);
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % q;
      y.data()[labels[i] * n + i] = 1;
      h.data()[labels[i] * n + i] += 2;
    }
    Matrix centred = new Matrix(p, n, h.data().clone());
    for (int j = 0; j < p; j++) {
      double mean = 0;
      for (int i = 0; i < n; i++) {
        mean += h.get(j, i) / n;
      }
      for (int i = 0; i < n; i++) {
        centred.data()[j * n + i] -= mean;
      }
    }
    Matrix means = centred.times(y.transposed()).times(y);
    double expected = centred.combine(1, -1.0 / m, means).squaredNorm() / centred.squaredNorm();
    double value = total(moments(h.transposed(), labels, q)).orNaN();
    assertThat(value).isCloseTo(expected, Offset.offset(1e-14));
    assertThat(value).isBetween(0.0, 1.0);
  }

  /** As training has it: of moments alone. */
  private static MetricValue total(ClassMoments moments) {
    return NeuralCollapse.of(moments).measure(List.of("nc1.total")).value("nc1.total");
  }

  @Test
  void nc1TotalAtItsEndsAndWhereThereIsNone() {
    Matrix collapsed = new Matrix(4, 2, new double[] {1, 0, 1, 0, 0, 1, 0, 1});
    assertThat(total(moments(collapsed, new int[] {0, 0, 1, 1}, 2)).orNaN()).isZero();
    assertThat(total(moments(collapsed, new int[] {0, 1, 0, 1}, 2)).orNaN()).isEqualTo(1);
    assertThat(total(moments(collapsed, new int[] {0, 0, 2, 2}, 3)).orNaN()).isZero();
    assertThat(total(moments(new Matrix(2, 2), new int[] {0, 1}, 2)))
        .isEqualTo(
            MetricValue.undefined("because all features are equal: the total variance is 0"));
    assertThat(total(ClassMoments.create(2, 2)))
        .isEqualTo(MetricValue.undefined("because there are no samples"));
    Matrix tiny = new Matrix(3, 1, new double[] {1e-160, 2e-160, 4e-160});
    assertThat(total(moments(tiny, new int[] {0, 0, 1}, 2)))
        .isEqualTo(MetricValue.undefined(Evaluation.TOO_SMALL));
    Matrix broken = new Matrix(2, 1, new double[] {Double.NaN, 1});
    assertThat(total(moments(broken, new int[] {0, 1}, 2)))
        .isEqualTo(
            MetricValue.undefined(
                "because the features are too large: their squares are not finite"));
  }

  /**
   * ||S||_op by power iteration on S^2, c* by scanning the Frobenius distance: no formula in
   * common.
   */
  @Test
  void normalisedBalancednessEqualsItsDefinitionByAnotherRoute() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 20; trial++) {
      Matrix second = gaussian(6, 9, random).gram();
      Matrix w = gaussian(6, 3, random).gram();
      double low = 0;
      double high = 100;
      for (int i = 0; i < 200; i++) {
        double third = (high - low) / 3;
        boolean left =
            second.combine(1, -(low + third), w).squaredNorm()
                < second.combine(1, -(high - third), w).squaredNorm();
        low = left ? low : low + third;
        high = left ? high - third : high;
      }
      double expected = powerNorm(second.combine(1, -low, w)) / powerNorm(second);
      assertThat(NormalisedBalancedness.of(second, w).orNaN())
          .isCloseTo(expected, Offset.offset(1e-6));
    }
  }

  private static double powerNorm(Matrix s) {
    Matrix v = gaussian(s.rows(), 1, new SplittableRandom(3));
    double norm = 0;
    for (int i = 0; i < 3000; i++) {
      Matrix next = s.times(s.times(v));
      norm = Math.sqrt(next.squaredNorm());
      v = next.combine(1 / norm, 0, v);
    }
    return Math.sqrt(norm);
  }

  @Test
  void normalisedBalancednessIsZeroWhenBalancedAndUndefinedWithoutWeights() {
    Matrix w = gaussian(5, 3, new SplittableRandom(4)).gram();
    assertThat(NormalisedBalancedness.of(w.combine(7, 0, w), w).orNaN())
        .isCloseTo(0, Offset.offset(1e-15));
    Matrix zero = new Matrix(5, 5);
    assertThat(NormalisedBalancedness.of(w, zero))
        .isEqualTo(MetricValue.undefined("because W = 0"));
    assertThat(NormalisedBalancedness.of(zero, w))
        .isEqualTo(MetricValue.undefined("because the weights of the second layer are all 0"));
    assertThat(NormalisedBalancedness.of(w.combine(Double.NaN, 0, w), w))
        .isEqualTo(MetricValue.undefined("because the weights are not finite"));
  }

  @Test
  void notANumberIsNeverAValue() {
    assertThatThrownBy(() -> MetricValue.of(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(MetricValue.undefined("because x").orNaN()).isNaN();
  }
}
