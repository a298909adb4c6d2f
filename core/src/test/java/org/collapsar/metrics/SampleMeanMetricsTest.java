package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.junit.jupiter.api.Test;

class SampleMeanMetricsTest {
  private static final List<String> IDS = List.of("nc1.quotient.samplemean", "nc1.quotient");
  private static final String PINV = "nc1.pinv.samplemean";
  private static final List<String> ALL_PINV = List.of("nc1.pinv", "nc1.pinv.weighted", PINV);

  /**
   * Samples of K classes in dimension D.
   *
   * @param h [n x D]
   */
  private record Data(double[][] h, int[] labels, int k, int d) {

    /**
     * @param sizes of the classes
     * @param flat the last coordinate of means and deviations is so much smaller than the others
     */
    static Data draw(int[] sizes, int d, double offset, double flat, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int n = Arrays.stream(sizes).sum();
      double[][] h = new double[n][d];
      int[] labels = new int[n];
      int i = 0;
      for (int c = 0; c < sizes.length; c++) {
        double[] mean = random.doubles(d, -2, 2).toArray();
        for (int s = 0; s < sizes[c]; s++, i++) {
          labels[i] = c;
          for (int j = 0; j < d; j++) {
            double x = mean[j] + random.nextDouble() - 0.5;
            h[i][j] = offset + x * (j == d - 1 ? flat : 1);
          }
        }
      }
      return new Data(h, labels, sizes.length, d);
    }

    Measurement measure(List<String> ids) {
      return NeuralCollapse.of(h, labels, k).measure(ids);
    }

    /** Adds sum_i (x_i - from_i)(x_i - from_i)^T / over to a D x D matrix, by plain loops. */
    private static void add(Matrix to, double[] x, double[] from, double over) {
      int d = x.length;
      for (int a = 0; a < d; a++) {
        for (int b = 0; b < d; b++) {
          to.data()[a * d + b] += (x[a] - from[a]) * (x[b] - from[b]) / over;
        }
      }
    }

    /** tr(Sigma_W Sigma_B^+)/K of D x D covariances, the pseudo-inverse of rank min(D, K - 1). */
    double reference() {
      int n = h.length;
      double[][] means = new double[k][d];
      double[] counts = new double[k];
      double[] hbar = new double[d];
      for (int i = 0; i < n; i++) {
        counts[labels[i]]++;
        for (int j = 0; j < d; j++) {
          means[labels[i]][j] += h[i][j];
          hbar[j] += h[i][j] / n;
        }
      }
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < d; j++) {
          means[c][j] /= counts[c];
        }
      }
      Matrix sigmaW = new Matrix(d, d);
      Matrix sigmaB = new Matrix(d, d);
      for (int i = 0; i < n; i++) {
        add(sigmaW, h[i], means[labels[i]], n);
      }
      for (double[] mean : means) {
        add(sigmaB, mean, hbar, k);
      }
      Spectral.Svd svd = Spectral.thinSvd(sigmaB);
      double sum = 0;
      for (int j = 0; j < Math.min(d, k - 1); j++) {
        for (int a = 0; a < d; a++) {
          for (int b = 0; b < d; b++) {
            double u = svd.right().get(j, a) * svd.right().get(j, b);
            sum += u * sigmaW.get(a, b) / svd.values()[j];
          }
        }
      }
      return sum / k;
    }
  }

  private static void assertIsReference(Data data, double tolerance) {
    double expected = data.reference();
    Offset<Double> offset = Offset.offset(tolerance * expected);
    Measurement all = data.measure(ALL_PINV);
    assertThat(all.value(PINV).orNaN()).isCloseTo(expected, offset);
    assertThat(data.measure(List.of(PINV)).value(PINV).orNaN()).isCloseTo(expected, offset);
    // Neither of the others is it.
    assertThat(all.value("nc1.pinv").orNaN()).isGreaterThan(expected * 1.01);
    assertThat(Math.abs(all.value("nc1.pinv.weighted").orNaN() / expected - 1)).isGreaterThan(0.01);
  }

  @Test
  void theCentreIsThatOfSamplesAndClassesAreEqual() {
    // Means 0 and 6 of 4 and 2 samples: mean over samples 2, within (4 + 2)/6.
    double[][] h = {{1}, {-1}, {1}, {-1}, {7}, {5}};
    Measurement m = NeuralCollapse.of(h, new int[] {0, 0, 0, 0, 1, 1}, 2).measure(IDS);
    assertThat(m.value(IDS.get(0)).orNaN()).isCloseTo(1 / ((4 + 16) / 2.0), within(1e-16));
    assertThat(m.value(IDS.get(1)).orNaN()).isCloseTo(1 / 9.0, within(1e-16));
  }

  @Test
  void ofClassesOfOneSizeItIsTheOther() {
    double[][] h = {{1, 2}, {-1, 0}, {7, 3}, {5, 5}};
    Measurement m = NeuralCollapse.of(h, new int[] {0, 0, 1, 1}, 2).measure(IDS);
    assertThat(m.value(IDS.get(0)).orNaN()).isCloseTo(m.value(IDS.get(1)).orNaN(), within(1e-16));
  }

  @Test
  void relativeToTheBetweenClassVarianceInEachDirection() {
    // As above: Sigma_W = 1, Sigma_B = (4 + 16)/2, K = 2.
    double[][] h = {{1}, {-1}, {1}, {-1}, {7}, {5}};
    Data data = new Data(h, new int[] {0, 0, 0, 0, 1, 1}, 2, 1);
    assertThat(data.measure(List.of(PINV)).value(PINV).orNaN()).isCloseTo(0.05, within(1e-16));
    assertThat(data.reference()).isCloseTo(0.05, within(1e-16));
  }

  @Test
  void isThatOfTheCovariancesWhereClassesAreFewerThanDimensions() {
    assertIsReference(Data.draw(new int[] {3, 40, 11, 7}, 9, 0, 1, 1), 1e-12);
    assertIsReference(Data.draw(new int[] {2, 60, 5}, 3, 0, 1, 2), 1e-12);
    // Deviations one by one, not samples as they are.
    assertIsReference(Data.draw(new int[] {3, 40, 11, 7}, 9, 300, 1, 1), 1e-9);
  }

  @Test
  void isThatOfTheCovariancesWhereClassesAreMoreThanDimensions() {
    int[] sizes = {2, 3, 50, 4, 9, 2, 30, 5, 6, 2, 7, 8};
    assertIsReference(Data.draw(sizes, 4, 0, 1, 3), 1e-12);
    assertIsReference(Data.draw(Arrays.copyOf(sizes, 5), 4, 0, 1, 4), 1e-11);
  }

  /** Where the sum of all products lacks digits and the directions are projected on after all. */
  @Test
  void aDirectionOfSmallVarianceKeepsItsDigits() {
    int[] sizes = {2, 3, 50, 4, 9, 2, 30, 5, 6, 2, 7, 8};
    Data flat = Data.draw(sizes, 4, 0, Math.scalb(1, -17), 3);
    assertThat(thirdPass(flat)).isTrue();
    Data plain = Data.draw(sizes, 4, 0, 1, 3);
    assertThat(thirdPass(plain)).isFalse();
    // A linear map of all features changes neither Sigma_W Sigma_B^+ nor its trace.
    double expected = plain.reference();
    assertThat(flat.measure(List.of(PINV)).value(PINV).orNaN())
        .isCloseTo(expected, Offset.offset(1e-11 * expected));
  }

  private static boolean thirdPass(Data data) {
    MeasurementPlan plan = NeuralCollapse.plan(List.of(PINV), data.d, data.k);
    MomentTally first = plan.moments();
    double[] rows = Arrays.stream(data.h).flatMapToDouble(Arrays::stream).toArray();
    first.accept(rows, data.h.length, data.labels, 0);
    SampleTally tally = plan.second(first).tally();
    tally.accept(rows, data.h.length, data.labels, 0);
    return plan.third(tally).isPresent();
  }

  @Test
  void ofClassesOfOneSizeItIsNc1Pinv() {
    for (int k : new int[] {3, 8, 20}) {
      int[] sizes = new int[k];
      Arrays.fill(sizes, 6);
      Measurement m = Data.draw(sizes, 8, 0, 1, k).measure(ALL_PINV);
      double expected = m.value("nc1.pinv").orNaN();
      Offset<Double> offset = Offset.offset(1e-13 * expected);
      assertThat(m.value(PINV).orNaN()).isCloseTo(expected, offset);
      assertThat(m.value("nc1.pinv.weighted").orNaN()).isCloseTo(expected, offset);
    }
  }

  /** The other rotation beside it is not seen in the last digit. */
  @Test
  void theWeightedOneIsTheSameNumberBesideIt() {
    for (int d : new int[] {4, 30}) {
      Data data = Data.draw(new int[] {2, 3, 50, 4, 9, 2, 30}, d, 0, 1, 5);
      assertThat(data.measure(ALL_PINV).value("nc1.pinv.weighted"))
          .isEqualTo(data.measure(List.of("nc1.pinv.weighted")).value("nc1.pinv.weighted"));
      assertThat(data.measure(ALL_PINV).value(PINV))
          .isEqualTo(data.measure(List.of(PINV)).value(PINV));
    }
  }

  @Test
  void isUndefinedWhereNc1PinvIs() {
    Data data = Data.draw(new int[] {5, 0, 4}, 3, 0, 1, 1);
    assertThat(data.measure(List.of(PINV)).value(PINV))
        .isEqualTo(MetricValue.undefined("because class 1 has no samples"));
    double[][] single = {{1, 2}, {3, 4}};
    assertThat(new Data(single, new int[] {0, 1}, 2, 2).measure(List.of(PINV)).value(PINV))
        .isEqualTo(MetricValue.undefined(Evaluation.NO_VARIANCE));
  }
}
