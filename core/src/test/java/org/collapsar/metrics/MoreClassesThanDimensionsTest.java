package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;

/** K &gt; D, where the scatter of all deviations is summed, against sums by plain loops. */
class MoreClassesThanDimensionsTest {

  /** Classes of three samples in dimension D, far from the origin by {@code offset}. */
  private record Data(double[][] h, int[] labels, int k, int d, Matrix w) {

    /**
     * @param flat the last coordinate of the means is so much smaller than the others
     * @param thin and that of the deviations
     */
    static Data draw(int k, int d, double flat, double thin, double offset, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] means = new double[k][d];
      Matrix w = new Matrix(k, d);
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < d; j++) {
          means[c][j] = random.nextGaussian() * (j == d - 1 ? flat : 1);
          w.data()[c * d + j] = means[c][j] + 0.2 * random.nextGaussian();
        }
      }
      double[][] h = new double[3 * k][d];
      int[] labels = new int[h.length];
      for (int i = 0; i < h.length; i++) {
        labels[i] = i % k;
        for (int j = 0; j < d; j++) {
          double noise = 0.5 * random.nextGaussian() * (j == d - 1 ? thin : 1);
          h[i][j] = offset + means[labels[i]][j] + noise;
        }
      }
      return new Data(h, labels, k, d, w);
    }

    Measurement measure(int threads) {
      return measure(threads, "nc1.pinv", "nc1.pinv.weighted", "nc4.mismatch");
    }

    Measurement measure(int threads, String... ids) {
      return NeuralCollapse.of(Rows.of(h), labels, k)
          .weights(w)
          .threads(threads)
          .measure(List.of(ids));
    }

    /** The same with every feature changed. */
    Data with(DoubleUnaryOperator change) {
      double[][] changed = new double[h.length][];
      for (int i = 0; i < h.length; i++) {
        changed[i] = Arrays.stream(h[i]).map(change).toArray();
      }
      return new Data(changed, labels, k, d, w);
    }

    /** By the singular value decomposition of the means and every deviation by itself. */
    double pinv(Measurement m) {
      Matrix means = m.classMeans();
      return traceOver(
          Spectral.thinSvd(Vectors.centred(means, Vectors.equalWeights(means.rows()))), means);
    }

    double traceOver(Spectral.Svd svd, Matrix means) {
      double sum = 0;
      for (int j = 0; j < d; j++) {
        for (int i = 0; i < h.length; i++) {
          double projection = 0;
          for (int l = 0; l < d; l++) {
            projection += svd.right().get(j, l) * (h[i][l] - means.get(labels[i], l));
          }
          sum += projection * projection / svd.values()[j] / svd.values()[j] / h.length;
        }
      }
      return sum;
    }

    double mismatch(Measurement m) {
      int differ = 0;
      for (double[] x : h) {
        int near = 0;
        int large = 0;
        for (int c = 1; c < k; c++) {
          double[] means = m.classMeans().data();
          near =
              Vectors.squaredDistance(x, 0, means, c * d, d)
                      < Vectors.squaredDistance(x, 0, means, near * d, d)
                  ? c
                  : near;
          large =
              Vectors.accurateDot(w.data(), c * d, x, 0, d, 0)
                      > Vectors.accurateDot(w.data(), large * d, x, 0, d, 0)
                  ? c
                  : large;
        }
        differ += near == large ? 0 : 1;
      }
      return (double) differ / h.length;
    }
  }

  @Property(tries = 40)
  void isWhatPlainLoopsGive(
      @ForAll @IntRange(min = 2, max = 19) int d,
      @ForAll @IntRange(min = 1, max = 30) int more,
      @ForAll @IntRange(min = 0, max = 3) int offset,
      @ForAll long seed) {
    Data data = Data.draw(d + more, d, 1, 1, offset == 0 ? 0 : Math.pow(10, offset), seed);
    Measurement m = data.measure(1);
    double expected = data.pinv(m);
    assertThat(m.value("nc1.pinv").orNaN())
        .isCloseTo(expected, Offset.offset(1e-9 * Math.abs(expected)));
    assertThat(m.value("nc4.mismatch").orNaN()).isEqualTo(data.mismatch(m));
    assertThat(data.measure(3).values()).isEqualTo(m.values());
    // Without the weighted one no direction is asked for.
    Measurement alone = data.measure(2, "nc1.pinv");
    assertThat(alone.value("nc1.pinv").orNaN())
        .isCloseTo(expected, Offset.offset(1e-9 * Math.abs(expected)));
    assertThat(data.measure(1, "nc1.pinv").values()).isEqualTo(alone.values());
  }

  /**
   * One direction in which means and samples both are smaller by up to 10^-5: its part of NC1 is as
   * large as that of the others, and a sum of all products would know nothing of it.
   */
  @Property(tries = 40)
  void aDirectionOfSmallVarianceKeepsItsDigits(
      @ForAll @IntRange(min = 2, max = 9) int d,
      @ForAll @IntRange(min = 1, max = 20) int more,
      @ForAll @IntRange(min = 1, max = 5) int magnitude,
      @ForAll long seed) {
    double small = Math.pow(10, -magnitude);
    Data data = Data.draw(d + more, d, small, small, 0, seed);
    Measurement m = data.measure(2);
    double expected = data.pinv(m);
    for (Measurement each : List.of(m, data.measure(2, "nc1.pinv"))) {
      assertThat(each.value("nc1.pinv").orNaN())
          .isCloseTo(expected, Offset.offset(1e-9 * Math.abs(expected)));
    }
  }

  /** Samples that hardly leave the mean in one direction: no digits there, and none needed. */
  @Property(tries = 20)
  void aDirectionThatOnlyTheMeansHaveCountsForNothing(
      @ForAll @IntRange(min = 2, max = 9) int d, @ForAll long seed) {
    Data data = Data.draw(d + 5, d, 1e-3, 1e-9, 0, seed);
    Measurement m = data.measure(2);
    double expected = data.pinv(m);
    for (Measurement each : List.of(m, data.measure(2, "nc1.pinv"))) {
      assertThat(each.value("nc1.pinv").orNaN())
          .isCloseTo(expected, Offset.offset(1e-9 * Math.abs(expected)));
    }
  }

  /** Classes of two and three samples, so that weights by size make a difference. */
  @Property(tries = 20)
  void weightsBySizeAreThoseOfPlainLoops(
      @ForAll @IntRange(min = 2, max = 9) int d, @ForAll long seed) {
    Data even = Data.draw(3 * d, d, 1, 1, 0, seed);
    int n = even.h.length - even.k / 2;
    Data data =
        new Data(Arrays.copyOf(even.h, n), Arrays.copyOf(even.labels, n), even.k, d, even.w);
    Measurement m = data.measure(2, "nc1.pinv.weighted");
    Matrix means = m.classMeans();
    double[] shares = m.counts().stream().mapToDouble(c -> (double) c / n).toArray();
    Matrix between = Vectors.centred(means, shares);
    for (int i = 0; i < between.data().length; i++) {
      between.data()[i] *= Math.sqrt(shares[i / d]);
    }
    double expected = data.traceOver(Spectral.thinSvd(between), means) / even.k;
    for (Measurement each : List.of(m, data.measure(1))) {
      assertThat(each.value("nc1.pinv.weighted").orNaN())
          .isCloseTo(expected, Offset.offset(1e-9 * expected));
    }
  }

  /**
   * Where all means agree in one coordinate there is no inverse, and the others are what counts.
   */
  @Property(tries = 20)
  void aCoordinateInWhichMeansAgreeCountsForNothing(
      @ForAll @IntRange(min = 2, max = 9) int d, @ForAll long seed) {
    Data full = Data.draw(d + 6, d, 1, 1, 0, seed);
    double[][] wider = new double[full.h.length][];
    for (int i = 0; i < wider.length; i++) {
      // The three samples of a class are k rows apart: their mean there is 0 exactly.
      wider[i] = Arrays.copyOf(full.h[i], d + 1);
      wider[i][d] = i / full.k - 1;
    }
    Matrix w = new Matrix(full.k, d + 1);
    Data data = new Data(wider, full.labels, full.k, d + 1, w);
    double expected = full.pinv(full.measure(1));
    Measurement m = data.measure(2, "nc1.pinv");
    assertThat(m.rank()).isEqualTo(d);
    assertThat(m.value("nc1.pinv").orNaN())
        .isCloseTo(expected, Offset.offset(1e-9 * Math.abs(expected)));
  }

  @Example
  void withoutVarianceItIsZero() {
    Data noisy = Data.draw(11, 4, 1, 1, 0, 1);
    double[][] h = new double[noisy.h.length][];
    for (int i = 0; i < h.length; i++) {
      h[i] = noisy.h[i % noisy.k];
    }
    Data data = new Data(h, noisy.labels, noisy.k, noisy.d, noisy.w);
    assertThat(data.measure(2, "nc1.pinv").value("nc1.pinv").orNaN()).isLessThan(1e-25);
  }

  /** NC1 knows no scale, as long as squares are numbers. */
  @Property(tries = 20)
  void largeAndSmallFeaturesGiveTheSame(@ForAll @IntRange(min = -450, max = 480) int exponent) {
    Data data = Data.draw(30, 7, 1, 1, 0, 3);
    double expected = data.measure(1, "nc1.pinv").value("nc1.pinv").orNaN();
    Measurement scaled = data.with(x -> Math.scalb(x, exponent)).measure(2, "nc1.pinv");
    assertThat(scaled.value("nc1.pinv").orNaN())
        .isCloseTo(expected, Offset.offset(1e-12 * expected));
  }

  @Example
  void featuresWhoseSquaresAreNoNumbersGiveNone() {
    Data data = Data.draw(30, 7, 1, 1, 0, 3).with(x -> x * 1e200);
    assertThat(data.measure(2, "nc1.pinv").value("nc1.pinv").orNaN()).isNaN();
  }
}
