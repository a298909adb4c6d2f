package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Spectral;
import org.junit.jupiter.api.Test;

class ImbalanceMetricsTest {
  private static final List<String> IDS =
      List.of(
          "minority.cosine.means",
          "minority.cosine.weights",
          "nc2.gof_error",
          "nc2.gof_error.weights",
          "nc2.seli_error.means",
          "nc2.seli_error.weights",
          "nc2.etf_error.means",
          "nc2.etf_error.weights",
          "nc2.of_error");

  /** Class c has {@code sizes[c]} samples, all at its mean. */
  private static NeuralCollapse at(double[][] means, int... sizes) {
    int n = 0;
    for (int size : sizes) {
      n += size;
    }
    double[][] h = new double[n][];
    int[] labels = new int[n];
    int i = 0;
    for (int c = 0; c < sizes.length; c++) {
      for (int s = 0; s < sizes[c]; s++, i++) {
        h[i] = means[c];
        labels[i] = c;
      }
    }
    return NeuralCollapse.of(h, labels, sizes.length);
  }

  private static double[][] gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] a = new double[rows][columns];
    for (double[] row : a) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return a;
  }

  private static Matrix matrix(double[][] rows) {
    return Vectors.ofRows(rows, rows[0].length);
  }

  private static double cosine(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int j = 0; j < a.length; j++) {
      ab += a[j] * b[j];
      aa += a[j] * a[j];
      bb += b[j] * b[j];
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double[][] gram(double[][] a) {
    double[][] g = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < a.length; k++) {
        for (int j = 0; j < a[0].length; j++) {
          g[i][k] += a[i][j] * a[k][j];
        }
      }
    }
    return g;
  }

  private static double norm(double[][] a) {
    double sum = 0;
    for (double[] row : a) {
      for (double x : row) {
        sum += x * x;
      }
    }
    return Math.sqrt(sum);
  }

  /** || G/||G|| - S/||S|| ||. */
  private static double distance(double[][] g, double[][] s) {
    double[][] difference = new double[g.length][g.length];
    for (int i = 0; i < g.length; i++) {
      for (int k = 0; k < g.length; k++) {
        difference[i][k] = g[i][k] / norm(g) - s[i][k] / norm(s);
      }
    }
    return norm(difference);
  }

  private static void undefined(Measurement m, String id, String reason) {
    assertThat(m.value(id)).as(id).isEqualTo(MetricValue.undefined(reason));
  }

  @Test
  void theMinorityIsBelowTheMeanSize() {
    // The mean size is 4: class 3, of 4 samples, is none of the minority.
    int[] sizes = {3, 9, 1, 4, 3};
    double[][] mu = gaussian(5, 7, 1);
    double[][] w = gaussian(5, 7, 2);
    Measurement m = at(mu, sizes).weights(matrix(w)).measure(IDS);
    double[][] centred = new double[5][7];
    for (int j = 0; j < 7; j++) {
      double mean = (mu[0][j] + mu[1][j] + mu[2][j] + mu[3][j] + mu[4][j]) / 5;
      for (int c = 0; c < 5; c++) {
        centred[c][j] = mu[c][j] - mean;
      }
    }
    assertThat(m.value("minority.cosine.weights").orNaN())
        .isCloseTo(
            (cosine(w[0], w[2]) + cosine(w[0], w[4]) + cosine(w[2], w[4])) / 3, within(1e-15));
    assertThat(m.value("minority.cosine.means").orNaN())
        .isCloseTo(
            (cosine(centred[0], centred[2])
                    + cosine(centred[0], centred[4])
                    + cosine(centred[2], centred[4]))
                / 3,
            within(1e-14));
  }

  @Test
  void oneIsMinorityCollapseAtAnyLength() {
    double[][] mu = {{4, 0, 1}, {0, 5, 1}, {-2, -2, 3}, {-2, -2, 3}};
    double[][] w = {{1, 0, 0}, {0, 1, 0}, {-1e-200, -2e-200, 0}, {-3e200, -6e200, 0}};
    Measurement m = at(mu, 6, 6, 2, 1).weights(matrix(w)).measure(IDS);
    assertThat(m.value("minority.cosine.means").orNaN()).isCloseTo(1, within(1e-15));
    assertThat(m.value("minority.cosine.weights").orNaN()).isCloseTo(1, within(1e-15));
  }

  @Test
  void ofASimplexTheMinorityHasTheCosineOfAnyPair() {
    double[][] simplex = new double[5][5];
    for (int c = 0; c < 5; c++) {
      for (int j = 0; j < 5; j++) {
        simplex[c][j] = (c == j ? 1 : 0) - 0.2;
      }
    }
    Measurement m = at(simplex, 9, 2, 2, 9, 1).weights(matrix(simplex)).measure(IDS);
    assertThat(m.value("minority.cosine.means").orNaN()).isCloseTo(-0.25, within(1e-15));
    assertThat(m.value("minority.cosine.weights").orNaN()).isCloseTo(-0.25, within(1e-15));
  }

  @Test
  void orthogonalVectorsOfAnyLengthsAreAGeneralOrthogonalFrame() {
    double[][] frame = {{3, 0, 0, 0}, {0, 0, -1e-3, 0}, {0, 0, 0, 50}};
    Measurement m = at(frame, 4, 1, 2).weights(matrix(frame)).measure(IDS);
    assertThat(m.value("nc2.gof_error").orNaN()).isZero();
    assertThat(m.value("nc2.gof_error.weights").orNaN()).isZero();
    assertThat(m.value("nc2.of_error").orNaN()).isGreaterThan(0.5);
    // The theorems of the source let the smallest classes have none at all.
    double[][] lost = {{3, 0}, {0, 0}, {0, 2}};
    assertThat(at(lost, 4, 1, 2).measure(IDS).value("nc2.gof_error").orNaN()).isZero();
  }

  @Test
  void theShareOffTheDiagonalIsThatOfPlainLoops() {
    double[][] mu = gaussian(6, 4, 3);
    double[][] w = gaussian(6, 4, 4);
    Measurement m = at(mu, 1, 2, 3, 4, 5, 6).weights(matrix(w)).measure(IDS);
    for (boolean ofWeights : new boolean[] {false, true}) {
      double[][] g = gram(ofWeights ? w : mu);
      double whole = norm(g);
      for (int c = 0; c < 6; c++) {
        g[c][c] = 0;
      }
      assertThat(m.value("nc2.gof_error" + (ofWeights ? ".weights" : "")).orNaN())
          .isCloseTo(norm(g) / whole, within(1e-15));
    }
  }

  @Test
  void nearAnOrthogonalFrameAllDigitsAreThere() {
    double[][] near = {{1, 0}, {1e-13, 1}};
    Measurement m = at(near, 2, 1).weights(matrix(near)).measure(IDS);
    assertThat(m.value("nc2.gof_error").orNaN()).isCloseTo(1e-13, within(1e-27));
    assertThat(m.value("nc2.gof_error.weights").orNaN()).isCloseTo(1e-13, within(1e-27));
  }

  /** S to a power, for p classes of size a and behind them q of size b: its three eigenspaces. */
  private static double[][] twoSizes(int p, double a, int q, double b, double power) {
    double between = Math.pow((a * q + b * p) / (p + q), power / 2);
    double[][] s = new double[p + q][p + q];
    for (int i = 0; i < p + q; i++) {
      for (int j = 0; j < p + q; j++) {
        int group = i < p ? p : q;
        if (i < p == j < p) {
          s[i][j] = Math.pow(i < p ? a : b, power / 2) * ((i == j ? 1 : 0) - 1.0 / group);
        }
        double vi = i < p ? 1.0 / p : -1.0 / q;
        double vj = j < p ? 1.0 / p : -1.0 / q;
        s[i][j] += between * vi * vj / (1.0 / p + 1.0 / q);
      }
    }
    return s;
  }

  @Test
  void ofTwoSizesSeliHasAClosedForm() {
    double[][] w = twoSizes(2, 8, 3, 1, 0.5);
    double[][] mu = twoSizes(2, 8, 3, 1, -0.5);
    // Outputs are the simplex-encoded labels: W mu_c = e_c - 1/K.
    for (int c = 0; c < 5; c++) {
      for (int k = 0; k < 5; k++) {
        double logit = 0;
        for (int j = 0; j < 5; j++) {
          logit += w[k][j] * mu[c][j];
        }
        assertThat(logit).isCloseTo((c == k ? 1 : 0) - 0.2, within(1e-15));
      }
    }
    Measurement m = at(mu, 8, 8, 1, 1, 1).weights(matrix(w)).measure(IDS);
    assertThat(m.value("nc2.seli_error.means").orNaN()).isCloseTo(0, within(2e-15));
    assertThat(m.value("nc2.seli_error.weights").orNaN()).isCloseTo(0, within(2e-15));
    assertThat(m.value("nc2.etf_error.weights").orNaN()).isGreaterThan(0.1);
    // Each is the other's inverse: the wrong one of the two is far off.
    Measurement other = at(w, 8, 8, 1, 1, 1).weights(matrix(mu)).measure(IDS);
    assertThat(other.value("nc2.seli_error.means").orNaN()).isGreaterThan(0.3);
    assertThat(other.value("nc2.seli_error.weights").orNaN()).isGreaterThan(0.3);
  }

  @Test
  void oneInATrillionCostsFewDigits() {
    long large = 1_000_000_000_000L;
    Seli seli = new Seli(new long[] {large, large, 1, 1});
    for (boolean ofWeights : new boolean[] {true, false}) {
      double[][] expected = twoSizes(2, large, 2, 1, ofWeights ? 1 : -1);
      Matrix s = ofWeights ? seli.ofWeights() : seli.ofMeans();
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          assertThat(s.get(i, j)).isCloseTo(expected[i][j] / norm(expected), within(1e-9));
        }
      }
    }
  }

  @Test
  void seliIsThatOfTheFactorsOfTheLabelsThemselves() {
    int[] sizes = {7, 1, 4, 2, 11};
    int k = 5;
    int n = 25;
    double[][] mu = gaussian(k, 6, 5);
    double[][] w = gaussian(k, 6, 6);
    int[] first = new int[k];
    int[] labels = new int[n];
    int at = 0;
    for (int c = 0; c < k; c++) {
      first[c] = at;
      for (int s = 0; s < sizes[c]; s++) {
        labels[at++] = c;
      }
    }
    Matrix z = new Matrix(k, n);
    for (int c = 0; c < k; c++) {
      for (int i = 0; i < n; i++) {
        z.data()[c * n + i] = (labels[i] == c ? 1 : 0) - 1.0 / k;
      }
    }
    Spectral.BothSides svd = Spectral.svd(z);
    double[][] left = new double[k][k];
    double[][] right = new double[n][n];
    for (int r = 0; r < k - 1; r++) {
      double lambda = svd.values()[r];
      for (int i = 0; i < k; i++) {
        for (int j = 0; j < k; j++) {
          left[i][j] += lambda * svd.left().get(i, r) * svd.left().get(j, r);
        }
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          right[i][j] += lambda * svd.right().get(r, i) * svd.right().get(r, j);
        }
      }
    }
    double[][] ofMeans = new double[k][k];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        ofMeans[labels[i]][labels[j]] += right[i][j] / (sizes[labels[i]] * sizes[labels[j]]);
      }
    }
    assertThat(right[first[2]][first[4]]).isCloseTo(ofMeans[2][4], within(1e-14));
    Measurement m = at(mu, sizes).weights(matrix(w)).measure(IDS);
    assertThat(m.value("nc2.seli_error.weights").orNaN())
        .isCloseTo(distance(gram(w), left), within(1e-14));
    assertThat(m.value("nc2.seli_error.means").orNaN())
        .isCloseTo(distance(gram(mu), ofMeans), within(1e-14));
  }

  @Test
  void ofClassesOfOneSizeSeliIsTheSimplex() {
    double[][] w = gaussian(4, 5, 7);
    double[][] mu = gaussian(4, 5, 8);
    for (int j = 0; j < 5; j++) {
      mu[3][j] = -mu[0][j] - mu[1][j] - mu[2][j];
    }
    Measurement m = at(mu, 3, 3, 3, 3).weights(matrix(w)).measure(IDS);
    for (String side : List.of("means", "weights")) {
      assertThat(m.value("nc2.seli_error." + side).orNaN())
          .isCloseTo(m.value("nc2.etf_error." + side).orNaN(), within(1e-14));
    }
  }

  @Test
  void reasonsNameWhatIsMissing() {
    double[][] mu = {{1, 0}, {2, 1}, {0, 3}};
    Measurement equal = at(mu, 2, 2, 2).weights(matrix(mu)).measure(IDS);
    Measurement pair = at(mu, 4, 3, 1).weights(matrix(mu)).measure(IDS);
    Measurement empty = at(mu, 4, 0, 1).weights(matrix(mu)).measure(IDS);
    for (String id : IDS.subList(0, 2)) {
      undefined(equal, id, "because the classes are of equal size");
      undefined(
          pair,
          id,
          "because only class 2 has fewer samples than the mean class size: there is no pair");
      undefined(empty, id, "because class 1 has no samples");
    }
    for (String id : List.of("nc2.gof_error", "nc2.seli_error.means", "nc2.seli_error.weights")) {
      undefined(empty, id, "because class 1 has no samples");
    }
    assertThat(empty.value("nc2.gof_error.weights")).isInstanceOf(MetricValue.Defined.class);

    Measurement none = at(mu, 4, 1, 1).measure(IDS);
    for (String id : IDS) {
      if (id.endsWith(".weights")) {
        undefined(none, id, "because no weights W were given");
      }
    }
    Measurement zero = at(new double[3][2], 4, 1, 1).weights(new Matrix(3, 2)).measure(IDS);
    undefined(zero, "minority.cosine.means", "because the centred mean of class 1 is zero");
    undefined(zero, "minority.cosine.weights", "because the row of W of class 1 is zero");
    undefined(zero, "nc2.gof_error", "because every class mean is zero");
    undefined(zero, "nc2.seli_error.means", "because every class mean is zero");
    undefined(zero, "nc2.gof_error.weights", "because every row of W is zero");
    undefined(zero, "nc2.seli_error.weights", "because every row of W is zero");
    Measurement one = at(new double[][] {{1, 2}}, 3).weights(new Matrix(1, 2)).measure(IDS);
    for (String id : IDS) {
      undefined(one, id, "because there is only one class");
    }
  }
}
