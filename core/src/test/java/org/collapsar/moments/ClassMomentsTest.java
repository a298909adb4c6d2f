package org.collapsar.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ClassMomentsTest {
  private static final int N = 203;
  private static final int D = 5;
  private static final int K = 4;

  private static double[] samples(double offset) {
    SplittableRandom random = new SplittableRandom(4);
    double[] x = new double[N * D];
    for (int i = 0; i < x.length; i++) {
      x[i] = offset + random.nextGaussian();
    }
    return x;
  }

  /** Class 3 stays empty. */
  private static int label(int i) {
    return i * i % 3;
  }

  private static ClassMoments of(double[] x, int from, int to) {
    ClassMoments moments = ClassMoments.create(D, K);
    for (int i = from; i < to; i++) {
      moments.accept(x, i * D, label(i));
    }
    return moments;
  }

  @Test
  void equalsExactArithmeticEvenFarFromTheOrigin() {
    for (double offset : new double[] {0, 1e3, 1e8}) {
      double[] x = samples(offset);
      ClassMoments moments = of(x, 0, N);
      for (int c = 0; c < K; c++) {
        long count = 0;
        BigDecimal[] sum = new BigDecimal[D];
        java.util.Arrays.fill(sum, BigDecimal.ZERO);
        for (int i = 0; i < N; i++) {
          if (label(i) == c) {
            count++;
            for (int j = 0; j < D; j++) {
              sum[j] = sum[j].add(new BigDecimal(x[i * D + j]));
            }
          }
        }
        assertThat(moments.count(c)).isEqualTo(count);
        BigDecimal scatter = BigDecimal.ZERO;
        for (int j = 0; j < D && count > 0; j++) {
          BigDecimal mean = sum[j].divide(BigDecimal.valueOf(count), MathContext.DECIMAL128);
          assertThat(moments.mean(c)[j])
              .isCloseTo(mean.doubleValue(), Offset.offset(1e-15 * Math.max(1, offset)));
          for (int i = 0; i < N; i++) {
            if (label(i) == c) {
              BigDecimal d = new BigDecimal(x[i * D + j]).subtract(mean);
              scatter = scatter.add(d.multiply(d));
            }
          }
        }
        // Rounding of a mean at offset m moves a deviation by up to m ulp: no difference of
        // squares, no m^2.
        double tolerance = 1e-12 + 1e-15 * offset;
        assertThat(moments.scatter(c))
            .isCloseTo(scatter.doubleValue(), Offset.offset(scatter.doubleValue() * tolerance));
      }
    }
  }

  @Test
  void anyCutMergedInAnyOrderIsTheSameToRounding() {
    double[] x = samples(10);
    ClassMoments whole = of(x, 0, N);
    for (int cut : new int[] {0, 1, 50, 202, 203}) {
      for (ClassMoments merged :
          new ClassMoments[] {
            of(x, 0, cut).combine(of(x, cut, N)), of(x, cut, N).combine(of(x, 0, cut))
          }) {
        for (int c = 0; c < K; c++) {
          assertThat(merged.count(c)).isEqualTo(whole.count(c));
          assertThat(merged.mean(c)).containsExactly(whole.mean(c), Offset.offset(1e-13));
          assertThat(merged.scatter(c)).isCloseTo(whole.scatter(c), Offset.offset(1e-10));
        }
      }
    }
  }

  @Test
  void emptyOneSampleAndMisuse() {
    ClassMoments moments = ClassMoments.create(2, 3);
    assertThat(moments.samples()).isZero();
    assertThat(moments.sampleMean()).containsExactly(0, 0);
    moments.accept(new double[] {9, 1, 2}, 1, 2);
    assertThat(moments.mean(2)).containsExactly(1, 2);
    assertThat(moments.scatter(2)).isZero();
    assertThat(moments.sampleMean()).containsExactly(1, 2);
    assertThatThrownBy(() -> moments.accept(new double[2], 0, 3))
        .hasMessage("label: expected 0 to 2, found 3");
    assertThatThrownBy(() -> ClassMoments.create(0, 1)).hasMessageContaining("found 0 and 1");
    assertThatThrownBy(() -> moments.combine(ClassMoments.create(3, 3)))
        .hasMessageContaining("dimension 3");
  }
}
