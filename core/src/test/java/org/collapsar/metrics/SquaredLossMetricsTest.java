package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;

/** The parts of the squared loss against the loss itself, by loops, and against a case by hand. */
class SquaredLossMetricsTest {
  private static final List<String> IDS = List.of("mse.nc1", "mse.nc23", "mse.perp");

  private static double[] parts(double[][] h, int[] y, Matrix w, double[] b) {
    Measurement m = NeuralCollapse.of(h, y, w.rows()).weights(w, b).measure(IDS);
    return IDS.stream().mapToDouble(id -> m.value(id).orNaN()).toArray();
  }

  /** (1/2n) sum ||W h + b - e_y||^2. */
  private static double loss(double[][] h, int[] y, Matrix w, double[] b) {
    double sum = 0;
    for (int i = 0; i < h.length; i++) {
      for (int c = 0; c < w.rows(); c++) {
        double out = b[c] - (y[i] == c ? 1 : 0);
        for (int j = 0; j < w.columns(); j++) {
          out += w.get(c, j) * h[i][j];
        }
        sum += out * out;
      }
    }
    return sum / (2 * h.length);
  }

  private record Draw(double[][] h, int[] y, Matrix w, double[] b) {}

  /** Features of unequal classes about random means, and a random last layer. */
  private static Draw draw(SplittableRandom random, int n, int d, int k, double spread) {
    double[][] means = new double[k][d];
    for (double[] mean : means) {
      for (int j = 0; j < d; j++) {
        mean[j] = random.nextDouble(-1, 2);
      }
    }
    double[][] h = new double[n][d];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      y[i] = i < 2 * k ? i % k : random.nextInt(k) * random.nextInt(2);
      for (int j = 0; j < d; j++) {
        h[i][j] = means[y[i]][j] + spread * (1 + j) * random.nextDouble(-1, 1);
      }
    }
    double[] w = random.doubles((long) k * d, -1, 1).toArray();
    return new Draw(h, y, new Matrix(k, d, w), random.doubles(k, -1, 1).toArray());
  }

  /** Also with more classes than dimensions, and with fewer samples than dimensions. */
  @Test
  void thePartsMakeTheLossAndTheBestLayerHasTheLeast() {
    SplittableRandom random = new SplittableRandom(3);
    int[][] shapes = {{60, 7, 4}, {40, 3, 6}, {90, 12, 2}, {15, 20, 3}};
    for (int[] shape : shapes) {
      for (double spread : new double[] {1, 0.1, 1e-3}) {
        Draw one = draw(random, shape[0], shape[1], shape[2], spread);
        double[] parts = parts(one.h, one.y, one.w, one.b);
        double loss = loss(one.h, one.y, one.w, one.b);
        assertThat(parts[0] + parts[1] + parts[2])
            .as("%d x %d, K = %d, spread %s", shape[0], shape[1], shape[2], spread)
            .isCloseTo(loss, Percentage.withPercentage(1e-9));
        for (double part : parts) {
          assertThat(part).isNotNegative();
        }
        // What is left of another last layer, and what the gradient descent on it would reach.
        Draw other = draw(random, shape[0], shape[1], shape[2], spread);
        double[] again = parts(one.h, one.y, other.w, other.b);
        assertThat(again[0]).isEqualTo(parts[0]);
        assertThat(again[1]).isEqualTo(parts[1]);
        if (shape[0] - shape[2] < shape[1]) {
          assertThat(parts[0] + parts[1]).as("features that can be fitted").isZero();
        }
      }
    }
  }

  /** L_LS by normal equations in plain loops, where features are not collapsed. */
  @Test
  void theBestLayerIsThatOfLeastSquares() {
    Draw one = draw(new SplittableRandom(5), 80, 4, 3, 0.5);
    int d = 5; // with a 1 for the bias
    double[][] a = new double[d][d + 3];
    for (int i = 0; i < one.h.length; i++) {
      double[] x = {one.h[i][0], one.h[i][1], one.h[i][2], one.h[i][3], 1};
      for (int p = 0; p < d; p++) {
        for (int q = 0; q < d; q++) {
          a[p][q] += x[p] * x[q];
        }
        a[p][d + one.y[i]] += x[p];
      }
    }
    for (int p = 0; p < d; p++) {
      for (int q = 0; q < d; q++) {
        double factor = q == p ? 0 : a[q][p] / a[p][p];
        for (int j = 0; j < d + 3; j++) {
          a[q][j] -= factor * a[p][j];
        }
      }
    }
    Matrix w = new Matrix(3, 4);
    double[] b = new double[3];
    for (int c = 0; c < 3; c++) {
      for (int j = 0; j < 4; j++) {
        w.data()[c * 4 + j] = a[j][d + c] / a[j][j];
      }
      b[c] = a[4][d + c] / a[4][4];
    }
    double[] parts = parts(one.h, one.y, w, b);
    assertThat(parts[2]).isCloseTo(0, within(1e-24));
    assertThat(parts[0] + parts[1])
        .isCloseTo(loss(one.h, one.y, w, b), Percentage.withPercentage(1e-10));
  }

  /**
   * Two classes at +-1 with deviations of s on the same line: g = s, ||Y||^2 = 1/2, so that L_NC1 =
   * s^2/4/(1 + s^2)^2 and L_NC2/3 = s^4/4/(1 + s^2)^2, by hand.
   */
  @Test
  void deepCollapseKeepsEveryDigit() {
    for (int power : new int[] {1, 10, 20, 30, 40}) {
      double s = Math.scalb(1, -power);
      double[][] h = {{1 + s, 0, 3}, {1 - s, 0, 3}, {-1 + s, 0, 3}, {-1 - s, 0, 3}};
      double[] parts = parts(h, new int[] {0, 0, 1, 1}, new Matrix(2, 3), new double[] {0.5, 0.5});
      double below = (1 + s * s) * (1 + s * s);
      assertThat(parts[0]).isCloseTo(s * s / 4 / below, Percentage.withPercentage(1e-11));
      assertThat(parts[1]).isCloseTo(s * s * s * s / 4 / below, Percentage.withPercentage(1e-11));
      // W = 0, b = the shares: the loss is 1/4.
      assertThat(parts[2]).isCloseTo(0.25 - parts[0] - parts[1], Percentage.withPercentage(1e-11));
    }
  }

  @Test
  void undefinedWhereThereIsNothingToTellApart() {
    Measurement m = NeuralCollapse.of(new double[][] {{1, 2}, {2, 1}}, new int[2], 1).measure(IDS);
    assertThat(m.value("mse.nc1"))
        .isEqualTo(MetricValue.undefined("because there is only one class"));
    Measurement two =
        NeuralCollapse.of(new double[][] {{1, 2}, {2, 1}}, new int[] {0, 1}, 2).measure(IDS);
    assertThat(two.value("mse.perp"))
        .isEqualTo(MetricValue.undefined("because no weights W were given"));
    assertThat(two.value("mse.nc23")).isEqualTo(MetricValue.of(0));
  }

  /** Means that are equal say nothing: the best layer answers with the shares. */
  @Test
  void equalMeansLeaveTheVarianceOfTheLabels() {
    double[][] h = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    double[] parts = parts(h, new int[] {0, 0, 1, 1}, new Matrix(2, 2), new double[] {0.5, 0.5});
    assertThat(parts[0]).isZero();
    assertThat(parts[1]).isCloseTo(0.25, within(1e-15));
    assertThat(parts[2]).isZero();
  }
}
