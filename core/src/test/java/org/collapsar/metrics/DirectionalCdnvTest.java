package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against u^T Cov_c u/||delta||^2 with whole covariance matrices, and its theorems. */
class DirectionalCdnvTest {
  private static final List<String> IDS =
      List.of("nc1.cdnv.directional", "nc1.cdnv", "accuracy.nearest_mean");

  /** Samples, and what plain loops say of them. */
  private static final class Data {
    private final int k;
    private final int d;
    private final int[] labels;
    private final double[][] h;
    private final int[] counts;
    private final double[][] means;

    private Data(int k, int d, int[] labels, double[][] h) {
      this.k = k;
      this.d = d;
      this.labels = labels;
      this.h = h;
      counts = new int[k];
      means = new double[k][d];
      for (int i = 0; i < h.length; i++) {
        counts[labels[i]]++;
        for (int j = 0; j < d; j++) {
          means[labels[i]][j] += h[i][j];
        }
      }
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < d; j++) {
          means[c][j] /= counts[c];
        }
      }
    }

    private static Data random(int n, int d, int k, double noise, long seed) {
      Random random = new Random(seed);
      double[][] centres = new double[k][d];
      for (double[] centre : centres) {
        for (int j = 0; j < d; j++) {
          centre[j] = 20 + random.nextGaussian();
        }
      }
      int[] labels = new int[n];
      double[][] h = new double[n][d];
      for (int i = 0; i < n; i++) {
        labels[i] = i < 2 * k ? i % k : random.nextInt(k);
        for (int j = 0; j < d; j++) {
          h[i][j] = centres[labels[i]][j] + noise * random.nextGaussian() * (1 + j % 3);
        }
      }
      return new Data(k, d, labels, h);
    }

    private double squaredDistance(int c, int other) {
      double sum = 0;
      for (int j = 0; j < d; j++) {
        sum += (means[other][j] - means[c][j]) * (means[other][j] - means[c][j]);
      }
      return sum;
    }

    private double[][] covariance(int c) {
      double[][] sum = new double[d][d];
      for (int i = 0; i < h.length; i++) {
        if (labels[i] == c) {
          for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
              sum[a][b] += (h[i][a] - means[c][a]) * (h[i][b] - means[c][b]) / counts[c];
            }
          }
        }
      }
      return sum;
    }

    private double pair(int c, int other) {
      double[][] covariance = covariance(c);
      double square = squaredDistance(c, other);
      double sum = 0;
      for (int a = 0; a < d; a++) {
        for (int b = 0; b < d; b++) {
          double u = (means[other][a] - means[c][a]) * (means[other][b] - means[c][b]) / square;
          sum += u * covariance[a][b];
        }
      }
      return sum / square;
    }

    private Measurement measured() {
      return NeuralCollapse.of(h, labels, k).measure(IDS);
    }

    /** Of class c, at least as near to the other mean as to its own. */
    private double shareNearer(int c, int other) {
      int count = 0;
      for (int i = 0; i < h.length; i++) {
        if (labels[i] == c) {
          double own = 0;
          double others = 0;
          for (int j = 0; j < d; j++) {
            own += (h[i][j] - means[c][j]) * (h[i][j] - means[c][j]);
            others += (h[i][j] - means[other][j]) * (h[i][j] - means[other][j]);
          }
          count += others <= own ? 1 : 0;
        }
      }
      return (double) count / counts[c];
    }
  }

  @ParameterizedTest
  @CsvSource({"80, 6, 4, 0.5", "80, 3, 7, 1", "60, 10, 3, 3", "60, 5, 3, 1e-6"})
  void theMetricIsTheMeanOverOrderedPairsAndTheTheoremsHold(int n, int d, int k, double noise) {
    Data data = Data.random(n, d, k, noise, n + d);
    Measurement m = data.measured();
    double sum = 0;
    double bound = 0;
    for (int c = 0; c < k; c++) {
      double variance = 0;
      for (int j = 0; j < d; j++) {
        variance += data.covariance(c)[j][j];
      }
      for (int other = 0; other < k; other++) {
        if (other == c) {
          continue;
        }
        double v = data.pair(c, other);
        sum += v;
        assertThat(v).isLessThanOrEqualTo(variance / data.squaredDistance(c, other) * (1 + 1e-12));
        assertThat(data.shareNearer(c, other)).isLessThanOrEqualTo(4 * v / (1 + 4 * v) + 1e-12);
        bound += (double) data.counts[c] / n * 4 * v / (1 + 4 * v);
      }
    }
    double expected = sum / (k * (k - 1));
    assertThat(m.value("nc1.cdnv.directional").orNaN())
        .isCloseTo(expected, within(1e-9 * expected))
        .isLessThanOrEqualTo(m.value("nc1.cdnv").orNaN());
    assertThat(1 - m.value("accuracy.nearest_mean").orNaN()).isLessThanOrEqualTo(bound + 1e-12);
  }

  /** Isotropic classes vary equally in every direction: V~ = V_c/(D ||delta||^2). */
  @Test
  void ofIsotropicClassesItIsTheOtherOverTheDimension() {
    double[][] square = {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}, {9, 1}, {9, -1}, {7, 1}, {7, -1}};
    Measurement m = NeuralCollapse.of(square, new int[] {0, 0, 0, 0, 1, 1, 1, 1}, 2).measure(IDS);
    assertThat(m.value("nc1.cdnv").orNaN()).isEqualTo(2.0 / 64);
    assertThat(m.value("nc1.cdnv.directional").orNaN()).isEqualTo(1.0 / 64);
  }

  @Test
  void equalMeansHaveNoDirection() {
    double[][] equal = {{1}, {-1}, {2}, {-2}, {7}, {8}};
    assertThat(NeuralCollapse.of(equal, new int[] {0, 0, 1, 1, 2, 2}, 3).measure(IDS))
        .extracting(m -> m.value("nc1.cdnv.directional"))
        .isEqualTo(MetricValue.undefined("because the means of classes 0 and 1 are equal"));
  }

  @Test
  void ofRealFeaturesTheValueIsThatOfNumPy() throws IOException {
    SharedFeatures shared = SharedFeatures.get();
    Measurement m =
        NeuralCollapse.of(Rows.of(shared.features.data(), 64), shared.labels, 10).measure(IDS);
    assertThat(m.value("nc1.cdnv.directional").orNaN())
        .isCloseTo(0.07186243714345147, within(1e-13));
    assertThat(m.value("nc1.cdnv").orNaN()).isCloseTo(0.5042757451477192, within(1e-13));
  }
}
