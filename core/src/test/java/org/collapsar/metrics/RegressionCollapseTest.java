package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.Spectral;
import org.junit.jupiter.api.Test;

class RegressionCollapseTest {

  private static Rows rows(Matrix a) {
    return Rows.of(a.data(), a.columns());
  }

  private static Matrix normal(int rows, int columns, long seed) {
    Random random = new Random(seed);
    Matrix a = new Matrix(rows, columns);
    Arrays.setAll(a.data(), i -> random.nextGaussian());
    return a;
  }

  private static double of(RegressionCollapse.Result result, String id) {
    MetricValue value = result.values().get(id);
    assertThat(value).as(id).isInstanceOf(MetricValue.Defined.class);
    return value.orNaN();
  }

  private static String reason(RegressionCollapse.Result result, String id) {
    return ((MetricValue.Undefined) result.values().get(id)).reason();
  }

  /** The minimiser of Theorem 4.1: W = (l_H/l_W)^(1/4) (S - sqrt(c) I)^(1/2) R, H to it. */
  @Test
  void theMinimiserOfTheorem41HasCollapsed() {
    int n = 60;
    int t = 3;
    int d = 7;
    double lambdaH = 0.3;
    double lambdaW = 0.05;
    Matrix y = normal(n, t, 1);
    y.data()[2] += 3;
    Matrix centred = Vectors.centred(y, Vectors.equalWeights(n));
    Matrix sigma = centred.transposed().times(centred);
    sigma = sigma.scaled(1.0 / n);
    Spectral.Eigen eigen = Spectral.symmetricEigen(sigma);
    double c = 0.4 * eigen.values()[0];
    Matrix root = function(eigen, Math::sqrt);
    Matrix inverse = function(eigen, x -> 1 / Math.sqrt(x));
    Matrix shifted = function(eigen, x -> Math.sqrt(Math.sqrt(x) - Math.sqrt(c)));
    Matrix r = Spectral.orthonormalColumns(normal(d, t, 2)).transposed();
    Matrix w = shifted.times(r).scaled(Math.pow(lambdaH / lambdaW, 0.25));
    Matrix h = centred.times(inverse).times(w).scaled(Math.sqrt(lambdaW / lambdaH));
    assertThat(root.times(root).combine(1, -1, sigma).squaredNorm()).isLessThan(1e-24);

    RegressionCollapse.Result result = RegressionCollapse.of(rows(h), y).weights(w, null).measure();
    assertThat(of(result, "nrc1")).isLessThan(1e-28);
    assertThat(of(result, "nrc1.centred")).isLessThan(1e-28);
    assertThat(of(result, "nrc2")).isLessThan(1e-28);
    assertThat(of(result, "nrc3")).isLessThan(1e-28);
    assertThat(of(result, "nrc3.gamma")).isCloseTo(c, Percentage.withPercentage(1e-6));
  }

  private static Matrix function(Spectral.Eigen eigen, java.util.function.DoubleUnaryOperator f) {
    int n = eigen.values().length;
    Matrix a = new Matrix(n, n);
    for (int k = 0; k < n; k++) {
      double x = f.applyAsDouble(eigen.values()[k]);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a.data()[i * n + j] += x * eigen.vectors().get(i, k) * eigen.vectors().get(j, k);
        }
      }
    }
    return a;
  }

  /** By projections that are solved for, and by searching gamma, whatever the closed form says. */
  @Test
  void randomDataAgreeWithNormalEquationsAndSearch() {
    int n = 90;
    int t = 2;
    int d = 5;
    Matrix h = normal(n, d, 3);
    for (int i = 0; i < n; i++) {
      h.data()[i * d] *= 6;
      h.data()[i * d + 1] = 4 * h.get(i, 1) + 2;
    }
    Matrix y = normal(n, t, 4);
    Matrix w = normal(t, d, 5);
    double[] b = {0.3, -0.2};
    RegressionCollapse.Result result = RegressionCollapse.of(rows(h), y).weights(w, b).measure();

    double nrc2 = 0;
    double residual = 0;
    double total = 0;
    double[] mean = new double[t];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < t; k++) {
        mean[k] += y.get(i, k) / n;
      }
    }
    double g00 = Vectors.dot(w, 0, w, 0);
    double g01 = Vectors.dot(w, 0, w, 1);
    double g11 = Vectors.dot(w, 1, w, 1);
    for (int i = 0; i < n; i++) {
      double p = Vectors.dot(w, 0, h, i);
      double q = Vectors.dot(w, 1, h, i);
      double explained = (g11 * p * p - 2 * g01 * p * q + g00 * q * q) / (g00 * g11 - g01 * g01);
      nrc2 += 1 - explained / Vectors.dot(h, i, h, i);
      for (int k = 0; k < t; k++) {
        residual += Math.pow(y.get(i, k) - b[k] - (k == 0 ? p : q), 2);
        total += Math.pow(y.get(i, k) - mean[k], 2);
      }
    }
    assertThat(of(result, "nrc2")).isCloseTo(nrc2 / n, within(1e-12));
    assertThat(of(result, "regression.r2")).isCloseTo(1 - residual / total, within(1e-12));

    double best = Double.POSITIVE_INFINITY;
    TargetFit fit = TargetFit.of(y, w);
    double top = of(result, "nrc3.gamma");
    for (int i = 0; i <= 4000; i++) {
      MetricValue at = fit.at(Math.pow(i / 4000.0, 2) * 0.7);
      if (at instanceof MetricValue.Defined defined) {
        best = Math.min(best, defined.value());
      }
    }
    assertThat(of(result, "nrc3")).isLessThanOrEqualTo(best + 1e-12);
    assertThat(of(result, "nrc3")).isCloseTo(best, within(1e-4));
    assertThat(fit.at(top).orNaN()).isEqualTo(of(result, "nrc3"));
  }

  @Test
  void deepCollapseKeepsItsDigits() {
    int n = 40;
    int d = 6;
    Matrix h = new Matrix(n, d);
    Random random = new Random(8);
    double expected = 0;
    for (int i = 0; i < n; i++) {
      double x = random.nextGaussian();
      double off = 1e-9 * random.nextGaussian();
      h.data()[i * d] = x;
      h.data()[i * d + 3] = off;
      expected += off * off / (x * x + off * off) / n;
    }
    Matrix w = new Matrix(1, d);
    w.data()[0] = 2;
    RegressionCollapse.Result result =
        RegressionCollapse.of(rows(h), normal(n, 1, 9)).weights(w, null).measure();
    assertThat(of(result, "nrc2")).isCloseTo(expected, Percentage.withPercentage(1e-9));
  }

  @Test
  void whatIsUndefinedSaysWhy() {
    Matrix h = normal(20, 4, 6);
    Arrays.fill(h.data(), 8, 12, 0);
    RegressionCollapse.Result one =
        RegressionCollapse.of(rows(h), normal(20, 1, 7)).weights(normal(1, 4, 8), null).measure();
    assertThat(one.withoutDirection()).isEqualTo(1);
    assertThat(reason(one, "nrc3")).isEqualTo("because with one target it is 0 for every W");
    RegressionCollapse.Result bare = RegressionCollapse.of(rows(h), normal(20, 2, 7)).measure();
    assertThat(reason(bare, "nrc2")).isEqualTo("because no weights W were given");
    assertThat(bare.values().get("nrc1")).isInstanceOf(MetricValue.Defined.class);

    Matrix twice = normal(2, 4, 9);
    System.arraycopy(twice.data(), 0, twice.data(), 4, 4);
    Matrix same = new Matrix(20, 2);
    Arrays.fill(same.data(), 1.5);
    RegressionCollapse.Result flat =
        RegressionCollapse.of(rows(h), same).weights(twice, null).measure();
    assertThat(reason(flat, "nrc2")).isEqualTo("because the rank of W is below its 2 rows");
    assertThat(reason(flat, "nrc3")).isEqualTo("because the covariance of the targets is singular");
    assertThat(reason(flat, "regression.r2")).isEqualTo("because all targets are equal");

    RegressionCollapse.Result nothing =
        RegressionCollapse.of(rows(new Matrix(20, 4)), normal(20, 2, 7)).measure();
    assertThat(reason(nothing, "nrc1"))
        .isEqualTo(
            "because principal component 2 of the features is not determined: its variance is that"
                + " of the next");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> RegressionCollapse.of(rows(normal(3, 2, 1)), normal(4, 2, 1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("targets: expected 3 rows, as ")
        .hasMessageEndingWith(" has, found 4");
    assertThatThrownBy(() -> RegressionCollapse.of(rows(normal(3, 2, 1)), normal(3, 3, 1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("targets: expected at most 2 columns");
    assertThatThrownBy(
            () ->
                RegressionCollapse.of(rows(normal(3, 2, 1)), normal(3, 1, 1))
                    .weights(normal(2, 2, 1), null))
        .isInstanceOf(BadInputException.class)
        .hasMessage("W: expected 1x2, found 2x2");
  }

  @Test
  void noNumberDependsOnThreads() {
    Matrix h = normal(3000, 6, 11);
    Matrix y = normal(3000, 2, 12);
    RegressionCollapse all = RegressionCollapse.of(rows(h), y).weights(normal(2, 6, 13), null);
    assertThat(all.threads(3).measure().values()).isEqualTo(all.threads(1).measure().values());
  }

  /** NumPy, float64, by the authors' formulas. */
  @Test
  void theValuesOfATrainedNetworkAreThoseOfNumPy() throws IOException {
    SharedFeatures shared = SharedFeatures.get();
    Matrix y = new Matrix(200, 3);
    for (int i = 0; i < 200; i++) {
      y.data()[3 * i] = shared.labels[i];
      y.data()[3 * i + 1] = i % 7;
      y.data()[3 * i + 2] = i % 3;
    }
    Matrix w = new Matrix(3, 64, Arrays.copyOf(shared.weights.data(), 192));
    RegressionCollapse.Result result =
        RegressionCollapse.of(rows(shared.features), y).weights(w, null).measure();
    assertThat(of(result, "nrc1")).isCloseTo(0.8178564223452449, within(1e-12));
    assertThat(of(result, "nrc1.centred")).isCloseTo(0.5293269135566264, within(1e-12));
    assertThat(of(result, "nrc2")).isCloseTo(0.8974521266621523, within(1e-12));
    assertThat(of(result, "nrc2.centred")).isCloseTo(0.7395776681181313, within(1e-12));
    assertThat(of(result, "nrc3")).isCloseTo(0.24089064269537772, within(1e-12));
    assertThat(of(result, "nrc3.gamma")).isZero();
  }
}
