package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Backend;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.junit.jupiter.api.Test;

/**
 * K &lt;= D with samples that lie not too far from 0 for how far they lie from each other, which
 * are summed and projected as they are, and farther and farther from it, where they no longer are:
 * against sums of deviations by plain loops.
 */
class SamplesNearZeroTest {
  private static final List<String> IDS =
      List.of("nc1.pinv", "nc1.pinv.weighted", "nc1.total", "nc4.mismatch");

  /** Float32 samples of K classes, of different sizes. */
  private record Data(float[][] h, int[] labels, int k, int d, Matrix w) {

    /**
     * @param n of each class, one less or one more
     * @param thin size of the last direction of the means, and of what samples deviate in it
     * @param offset of all
     */
    static Data draw(int k, int d, int n, double thin, double offset, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] means = new double[k][d];
      Matrix w = new Matrix(k, d);
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < d; j++) {
          means[c][j] =
              j >= k - 1 ? 0 : random.nextGaussian() * (j == k - 2 ? thin : 1) * Math.sqrt(d);
          w.data()[c * d + j] = (float) (means[c][j] + 0.2 * random.nextGaussian());
        }
      }
      int[] labels = random.ints((long) n * k, 0, k).toArray();
      float[][] h = new float[labels.length][d];
      for (int i = 0; i < h.length; i++) {
        labels[i] = i < 2 * k ? i % k : labels[i];
        for (int j = 0; j < d; j++) {
          double noise = 0.5 * random.nextGaussian() * (j == k - 2 ? thin : 1);
          h[i][j] = (float) (offset + means[labels[i]][j] + noise);
        }
      }
      return new Data(h, labels, k, d, w);
    }

    Measurement measure(int threads, Backend backend) {
      return NeuralCollapse.of(Rows.of(h), labels, k)
          .weights(w)
          .threads(threads)
          .backend(backend)
          .measure(IDS);
    }

    double[][] means() {
      double[][] means = new double[k][d];
      int[] counts = new int[k];
      for (int i = 0; i < h.length; i++) {
        counts[labels[i]]++;
      }
      for (int i = 0; i < h.length; i++) {
        for (int j = 0; j < d; j++) {
          means[labels[i]][j] += h[i][j] / (double) counts[labels[i]];
        }
      }
      return means;
    }

    double scatter(int c) {
      double[] mean = means()[c];
      double sum = 0;
      for (int i = 0; i < h.length; i++) {
        for (int j = 0; j < d && labels[i] == c; j++) {
          sum += (h[i][j] - mean[j]) * (h[i][j] - mean[j]);
        }
      }
      return sum;
    }

    double pinv() {
      double[][] means = means();
      Spectral.Svd svd =
          Spectral.thinSvd(Vectors.centred(Vectors.ofRows(means, d), Vectors.equalWeights(k)));
      double sum = 0;
      for (int j = 0; j < k - 1; j++) {
        for (int i = 0; i < h.length; i++) {
          double p = 0;
          for (int l = 0; l < d; l++) {
            p += svd.right().get(j, l) * (h[i][l] - means[labels[i]][l]);
          }
          sum += p * p / svd.values()[j] / svd.values()[j] / h.length;
        }
      }
      return sum;
    }

    double mismatch() {
      double[][] means = means();
      int differ = 0;
      double[] x = new double[d];
      for (float[] row : h) {
        int near = 0;
        int large = 0;
        for (int j = 0; j < d; j++) {
          x[j] = row[j];
        }
        for (int c = 1; c < k; c++) {
          double distance = Vectors.squaredDistance(x, 0, means[c], 0, d);
          near = distance < Vectors.squaredDistance(x, 0, means[near], 0, d) ? c : near;
          double logit = Vectors.accurateDot(w.data(), c * d, x, 0, d, 0);
          large = logit > Vectors.accurateDot(w.data(), large * d, x, 0, d, 0) ? c : large;
        }
        differ += near == large ? 0 : 1;
      }
      return (double) differ / h.length;
    }
  }

  private static void agrees(Data data, Backend backend, double tolerance) {
    Measurement m = data.measure(1, backend);
    double expected = data.pinv();
    assertThat(m.value("nc1.pinv").orNaN())
        .as("%s", backend)
        .isCloseTo(expected, Offset.offset(tolerance * expected));
    assertThat(m.value("nc4.mismatch").orNaN()).isEqualTo(data.mismatch());
    for (int c = 0; c < data.k; c++) {
      double scatter = data.scatter(c);
      assertThat(m.withinVariances().get(c).orNaN() * m.counts().get(c))
          .isCloseTo(scatter, Offset.offset(1e-11 * scatter));
    }
    assertThat(data.measure(3, backend).values()).isEqualTo(m.values());
  }

  /** Up to more columns than are widened at a time, and more directions than vectors are for. */
  @Property(tries = 40)
  void isWhatPlainLoopsGive(
      @ForAll @IntRange(min = 2, max = 21) int k,
      @ForAll @IntRange(min = 0, max = 600) int more,
      @ForAll @IntRange(min = 0, max = 4) int offset,
      @ForAll long seed) {
    double far = new double[] {0, 0.3, 4, 50, 3000}[offset];
    Data data = Data.draw(k, k + more, 9, 1, far, seed);
    for (Backend backend : Backend.values()) {
      agrees(data, backend, 1e-11 * (1 + far));
    }
  }

  /** A direction in which all is small: products with the samples themselves lose its digits. */
  @Property(tries = 40)
  void aDirectionOfSmallVarianceKeepsItsDigits(
      @ForAll @IntRange(min = 2, max = 12) int k,
      @ForAll @IntRange(min = 0, max = 40) int more,
      @ForAll @IntRange(min = 1, max = 6) int magnitude,
      @ForAll boolean far,
      @ForAll long seed) {
    Data data = Data.draw(k, k + more, 6, Math.pow(10, -magnitude), far ? 1 : 0, seed);
    double expected = data.pinv();
    for (Backend backend : Backend.values()) {
      assertThat(data.measure(2, backend).value("nc1.pinv").orNaN())
          .isCloseTo(expected, Offset.offset(1e-9 * expected));
    }
  }

  /**
   * One class lies far from 0 and deviates by 10^-6 along the means; another one, to which samples
   * on the whole owe their variance, deviates only across. Projections of the samples themselves
   * would have six digits.
   */
  @Test
  void aClassThatAloneVariesAlongTheMeansKeepsItsDigits() {
    double[] along = {1 / 3.0, 2 / 3.0, 2 / 3.0};
    double[] across = {2, 1, -2};
    double[] deviations = {1.3e-6, -0.4e-6, -0.9e-6};
    int n = 500;
    double[][] h = new double[2 * n + 3][3];
    int[] labels = new int[h.length];
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < n; i++) {
      double t = 1000 * random.nextGaussian();
      for (int j = 0; j < 3; j++) {
        h[2 * i][j] = t * across[j];
        h[2 * i + 1][j] = -t * across[j];
      }
    }
    for (int i = 0; i < 3; i++) {
      labels[2 * n + i] = 1;
      for (int j = 0; j < 3; j++) {
        h[2 * n + i][j] = (7000 + deviations[i]) * along[j];
      }
    }
    double[] mean = new double[3];
    for (int j = 0; j < 3; j++) {
      double first = h[2 * n][j];
      mean[j] = first + ((h[2 * n + 1][j] - first) + (h[2 * n + 2][j] - first)) / 3;
    }
    double sum = 0;
    for (int i = 2 * n; i < h.length; i++) {
      double p = 0;
      for (int j = 0; j < 3; j++) {
        p += along[j] * (h[i][j] - mean[j]);
      }
      sum += p * p;
    }
    // M~ has the rows -mu/2 and mu/2: s^2 = ||mu||^2/2.
    double expected = sum / h.length / (Vectors.dot(mean, 0, mean, 0, 3) / 2);
    Measurement m = NeuralCollapse.of(h, labels, 2).measure(List.of("nc1.pinv"));
    assertThat(m.value("nc1.pinv").orNaN()).isCloseTo(expected, Offset.offset(1e-9 * expected));
  }

  /** Chunks of which one has a class far from 0 and another one equal samples. */
  @Test
  void everyChunkIsSummedAsItHasToBe() {
    Data data = Data.draw(3, 5, 1000, 1, 0, 6);
    for (int i = 0; i < data.h.length; i++) {
      for (int j = 0; j < 5; j++) {
        if (i >= 600 && i < 1200 && data.labels[i] == 1) {
          data.h[i][j] += 1e4f;
        }
        if (i >= 2000 && data.labels[i] == 2) {
          data.h[i][j] = 7 + j;
        }
      }
    }
    for (Backend backend : Backend.values()) {
      agrees(data, backend, 1e-11);
    }
  }
}
