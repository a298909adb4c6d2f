package org.collapsar.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
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

  /** A chunk has memory for as many classes as it has rows, whatever their numbers. */
  @Test
  void classesMayBeMoreThanTheRowsOfAChunk() {
    int k = 3000;
    int d = 4096;
    int rows = RowChunks.rowsFor(1100, k, d);
    assertThat(rows).isLessThan(k).isLessThan(1100);
    for (double offset : new double[] {0, 1e6}) {
      SplittableRandom random = new SplittableRandom(7);
      float[][] x = new float[1100][d];
      int[] labels = new int[x.length];
      for (int i = 0; i < x.length; i++) {
        labels[i] = i < 700 ? k - 1 - i * 3 : labels[i - 700];
        for (int j = 0; j < d; j++) {
          x[i][j] = (float) (offset + random.nextGaussian());
        }
      }
      for (Backend backend : new Backend[] {Backend.OPENBLAS, Backend.VECTOR}) {
        ClassMoments moments;
        try (ThreadTeam team = new ThreadTeam(2)) {
          moments = ClassMoments.of(Rows.of(x), labels, k, team, backend);
        }
        assertThat(moments.samples()).isEqualTo(1100);
        assertThat(moments.count(0)).isZero();
        assertThat(moments.mean(0)).isEqualTo(new double[d]);
        for (int i = 0; i < 700; i += 13) {
          // One sample, or two: sum ||h - mu||^2 is half of their squared distance.
          double[] mean = moments.mean(labels[i]);
          double square = 0;
          double error = 0;
          for (int j = 0; j < d; j++) {
            double apart = i < 400 ? (double) x[i + 700][j] - x[i][j] : 0;
            error = Math.max(error, Math.abs(mean[j] - (x[i][j] + apart / 2)));
            square += apart * apart / 2;
          }
          assertThat(error).isLessThan(1e-15 * Math.max(8, offset));
          assertThat(moments.count(labels[i])).isEqualTo(i < 400 ? 2 : 1);
          assertThat(moments.scatter(labels[i])).isCloseTo(square, Offset.offset(1e-12 * square));
        }
      }
    }
  }

  @Test
  void meansThatWereHandedOutStayAsTheyAre() {
    double[] x = samples(1e3);
    ClassMoments moments = of(x, 0, 100);
    Matrix means = moments.means();
    Matrix rests = moments.rests();
    Matrix before = new Matrix(K, D, means.data().clone());
    Matrix restsBefore = new Matrix(K, D, Objects.requireNonNull(rests).data().clone());
    ClassMoments same = of(x, 0, 100);
    for (int i = 100; i < N; i++) {
      moments.accept(x, i * D, label(i));
      same.accept(x, i * D, label(i));
    }
    assertThat(means).isEqualTo(before);
    assertThat(rests).isEqualTo(restsBefore);
    assertThat(moments).isEqualTo(same);
    assertThat(moments.means()).isNotEqualTo(before).isEqualTo(same.means());
  }
}
