package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against plain loops; the mean without a sample is that of the others, summed anew. */
class AccuracyMetricsTest {
  private static double[][] features(Random random, int n, int d, int[] labels, double[][] means) {
    double[][] h = new double[n][d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        h[i][j] = means[labels[i]][j] + random.nextGaussian();
      }
    }
    return h;
  }

  private static int[] labels(Random random, int n, int k) {
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i < 2 * k ? i % k : random.nextInt(k);
    }
    return labels;
  }

  /** Of class c; without sample {@code less}, if that is not negative. */
  private static double[] mean(double[][] h, int[] labels, int c, int less) {
    double[] sum = new double[h[0].length];
    int count = 0;
    for (int i = 0; i < h.length; i++) {
      if (labels[i] == c && i != less) {
        count++;
        for (int j = 0; j < sum.length; j++) {
          sum[j] += h[i][j];
        }
      }
    }
    for (int j = 0; j < sum.length; j++) {
      sum[j] /= count;
    }
    return sum;
  }

  private static double nearest(
      double[][] h, int[] y, double[][] train, int[] labels, int k, boolean heldOut) {
    int hits = 0;
    for (int i = 0; i < h.length; i++) {
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < k; c++) {
        double[] mean = mean(train, labels, c, heldOut && c == y[i] ? i : -1);
        double distance = 0;
        for (int j = 0; j < mean.length; j++) {
          distance += (h[i][j] - mean[j]) * (h[i][j] - mean[j]);
        }
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      hits += best == y[i] ? 1 : 0;
    }
    return (double) hits / h.length;
  }

  private static double largest(double[][] h, int[] y, Matrix w, double[] b) {
    int hits = 0;
    for (int i = 0; i < h.length; i++) {
      int best = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < w.rows(); c++) {
        double logit = b[c];
        for (int j = 0; j < w.columns(); j++) {
          logit += w.get(c, j) * h[i][j];
        }
        if (logit > most) {
          most = logit;
          best = c;
        }
      }
      hits += best == y[i] ? 1 : 0;
    }
    return (double) hits / h.length;
  }

  @ParameterizedTest
  @CsvSource({"200, 12, 5", "150, 3, 8", "90, 40, 3"})
  void sharesAreThoseOfPlainLoops(int n, int d, int k) {
    Random random = new Random(n);
    double[][] means = new double[k][d];
    Matrix w = new Matrix(k, d);
    double[] b = new double[k];
    for (int c = 0; c < k; c++) {
      b[c] = random.nextGaussian();
      for (int j = 0; j < d; j++) {
        means[c][j] = random.nextGaussian() / 2;
        w.data()[c * d + j] = means[c][j] + 0.3 * random.nextGaussian();
      }
    }
    int[] y = labels(random, n, k);
    double[][] h = features(random, n, d, y, means);
    int[] testY = labels(random, 70, k);
    double[][] test = features(random, 70, d, testY, means);
    Measurement m =
        NeuralCollapse.of(h, y, k).weights(w, b).test(Rows.of(test), testY).measureAll();
    check(m, "accuracy", largest(h, y, w, b));
    check(m, "accuracy.nearest_mean", nearest(h, y, h, y, k, false));
    check(m, "accuracy.nearest_mean.held_out", nearest(h, y, h, y, k, true));
    check(m, "accuracy.test", largest(test, testY, w, b));
    check(m, "accuracy.nearest_mean.test.strong", nearest(test, testY, h, y, k, false));
    check(m, "accuracy.nearest_mean.test.weak", nearest(test, testY, test, testY, k, false));
  }

  /** Of every class by itself, against plain loops; an empty class and one of a single sample. */
  @Test
  void classesByThemselves() {
    Random random = new Random(11);
    int k = 5;
    int d = 7;
    double[][] means = new double[k][d];
    Matrix w = new Matrix(k, d);
    for (int i = 0; i < w.data().length; i++) {
      w.data()[i] = random.nextGaussian();
      means[i / d][i % d] = 0.8 * w.data()[i];
    }
    int[] y = new int[120];
    for (int i = 0; i < y.length; i++) {
      y[i] = i == 0 ? 3 : random.nextInt(3); // class 3 has one sample, class 4 none
    }
    double[][] h = features(random, y.length, d, y, means);
    Measurement m = NeuralCollapse.of(h, y, k).weights(w).measure();
    double[] centre = new double[d];
    for (int c = 0; c < 4; c++) {
      double[] mean = mean(h, y, c, -1);
      for (int j = 0; j < d; j++) {
        centre[j] += mean[j] / 4;
      }
    }
    for (int c = 0; c < 4; c++) {
      ClassMeasurement of = m.perClass().get(c);
      double[] mean = mean(h, y, c, -1);
      double norm = 0;
      double centred = 0;
      for (int j = 0; j < d; j++) {
        norm += mean[j] * mean[j];
        centred += (mean[j] - centre[j]) * (mean[j] - centre[j]);
      }
      int count = 0;
      int right = 0;
      double square = 0;
      double cosine = 0;
      for (int i = 0; i < h.length; i++) {
        if (y[i] != c) {
          continue;
        }
        count++;
        int best = 0;
        double[] logits = new double[k];
        double length = 0;
        double ofRow = 0;
        for (int j = 0; j < d; j++) {
          square += (h[i][j] - mean[j]) * (h[i][j] - mean[j]);
          length += h[i][j] * h[i][j];
          ofRow += w.get(c, j) * w.get(c, j);
          for (int o = 0; o < k; o++) {
            logits[o] += w.get(o, j) * h[i][j];
          }
        }
        for (int o = 1; o < k; o++) {
          best = logits[o] > logits[best] ? o : best;
        }
        right += best == c ? 1 : 0;
        cosine += logits[c] / Math.sqrt(length * ofRow);
      }
      assertThat(of.number()).isEqualTo(c);
      assertThat(of.samples()).isEqualTo(count);
      assertThat(of.meanNorm().orNaN()).isCloseTo(Math.sqrt(norm), within(1e-12));
      assertThat(of.centredMeanNorm().orNaN()).isCloseTo(Math.sqrt(centred), within(1e-12));
      assertThat(of.cosine().orNaN()).isCloseTo(cosine / count, within(1e-12));
      assertThat(of.accuracy().orNaN()).isEqualTo((double) right / count);
      if (count > 1) {
        assertThat(of.withinVariance().orNaN()).isCloseTo(square / count, within(1e-11));
        assertThat(of.accuracy().orNaN()).isBetween(0.3, 0.999);
      }
    }
    assertThat(m.perClass().get(3).withinVariance())
        .isEqualTo(MetricValue.undefined("because class 3 has one sample"));
    ClassMeasurement none = m.perClass().get(4);
    MetricValue empty = MetricValue.undefined("because class 4 has no samples");
    assertThat(none).isEqualTo(new ClassMeasurement(4, 0, empty, empty, empty, empty, empty));
    assertThat(NeuralCollapse.of(h, y, k).measure().perClass().get(0).accuracy())
        .isEqualTo(MetricValue.undefined("because no weights W were given"));
    assertThat(
            NeuralCollapse.of(h, y, k)
                .weights(w)
                .measure(List.of("nc1.total"))
                .perClass()
                .get(0)
                .accuracy())
        .isEqualTo(MetricValue.undefined("because accuracy was not measured or is undefined"));
  }

  /** Squares of the means leave the range of double precision, their norms do not. */
  @Test
  void normsOfMeansKeepTheirRange() {
    double[][] h = {{3e200, 4e200}, {3e200, 4e200}, {-3e200, 4e200}, {-3e200, 4e200}};
    Measurement m = NeuralCollapse.of(h, new int[] {0, 0, 1, 1}, 2).measure();
    assertThat(m.perClass().get(0).meanNorm().orNaN() / 5e200).isCloseTo(1, within(1e-15));
    assertThat(m.perClass().get(1).centredMeanNorm().orNaN() / 3e200).isCloseTo(1, within(1e-15));
  }

  private static void check(Measurement m, String id, double expected) {
    assertThat(expected).as(id).isBetween(0.05, 1.0);
    assertThat(m.value(id).orNaN()).as(id).isEqualTo(expected);
  }

  @Test
  void onNoiseTheHeldOutFormIsChanceAndTheOtherIsNot() {
    Random random = new Random(3);
    int[] y = labels(random, 300, 5);
    double[][] h = features(random, 300, 200, y, new double[5][200]);
    Measurement m =
        NeuralCollapse.of(h, y, 5)
            .measure(List.of("accuracy.nearest_mean", "accuracy.nearest_mean.held_out"));
    assertThat(m.value("accuracy.nearest_mean").orNaN()).isGreaterThan(0.7);
    assertThat(m.value("accuracy.nearest_mean.held_out").orNaN()).isBetween(0.1, 0.3);
    assertThat(m.value("accuracy.nearest_mean.held_out").remark())
        .matches("not clearly above chance, 0\\.[12]\\d+");
  }

  @Test
  void weightsThatBelongElsewhereAreSuspected() {
    Random random = new Random(4);
    int[] y = labels(random, 400, 4);
    double[][] means = new double[4][4];
    Matrix w = new Matrix(4, 4);
    for (int c = 0; c < 4; c++) {
      means[c][c] = 6;
      w.data()[c * 4 + c] = 1;
    }
    double[][] h = features(random, 400, 4, y, means);
    NeuralCollapse input = NeuralCollapse.of(h, y, 4);
    assertThat(input.weights(w).measure(List.of("accuracy")).value("accuracy").remark()).isEmpty();
    Matrix other = new Matrix(4, 4);
    for (int c = 0; c < 4; c++) {
      other.data()[c * 4 + (c + 1) % 4] = 1;
    }
    assertThat(input.weights(other).measure(List.of("accuracy")).value("accuracy").remark())
        .matches("not clearly above chance, 0\\.2\\d+: W or b may belong to other features");
  }

  @Test
  void theyAreTheFirstOfTheDefaultsAndThoseOfMeansWhereWeightsAreGiven() {
    Random random = new Random(5);
    int[] y = labels(random, 40, 2);
    double[][] h = features(random, 40, 3, y, new double[][] {{1, 0, 0}, {0, 1, 0}});
    NeuralCollapse input = NeuralCollapse.of(h, y, 2);
    Matrix w = new Matrix(2, 3, new double[] {1, 0, 0, 0, 1, 0});
    assertThat(input.weights(w).measure().values().keySet())
        .startsWith("accuracy", "accuracy.nearest_mean", "nc1.quotient");
    assertThat(input.measure().values().keySet())
        .startsWith("accuracy", "nc1.quotient")
        .doesNotContain("accuracy.nearest_mean");
    assertThat(input.measure().value("accuracy"))
        .isEqualTo(MetricValue.undefined("because no weights W were given"));
  }

  @Test
  void aClassOfOneSampleHasNoMeanWithoutIt() {
    double[][] h = {{0}, {1}, {5}};
    assertThat(
            NeuralCollapse.of(h, new int[] {0, 0, 1}, 2)
                .measureAll()
                .value("accuracy.nearest_mean.held_out"))
        .isEqualTo(
            MetricValue.undefined("because class 1 has one sample: without it there is no mean"));
  }

  @Test
  void ofRealFeaturesTheValuesAreThoseOfNumPy() throws IOException {
    SharedFeatures shared = SharedFeatures.get();
    Measurement m =
        NeuralCollapse.of(Rows.of(shared.features.data(), 64), shared.labels, 10)
            .weights(shared.weights, shared.bias)
            .measureAll();
    assertThat(m.value("accuracy").orNaN()).isEqualTo(0.8);
    assertThat(m.value("accuracy.nearest_mean").orNaN()).isEqualTo(0.855);
    assertThat(m.value("accuracy.nearest_mean.held_out").orNaN()).isEqualTo(0.825);
  }
}
