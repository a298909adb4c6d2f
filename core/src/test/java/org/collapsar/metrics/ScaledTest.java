package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Features or W times a power of 2: a metric that doubling them multiplies by a power of 2 is
 * multiplied so by any other power, or undefined where squares leave the range of double.
 */
class ScaledTest {
  private static final int K = 4;
  private static final int D = 6;
  private static final int N = 60;

  /** What is scaled. */
  enum What {
    FEATURES,
    WEIGHTS,
    BOTH
  }

  private static Map<String, MetricValue> measured(What what, int power) {
    SplittableRandom random = new SplittableRandom(3);
    double h = what == What.WEIGHTS ? 1 : Math.scalb(1.0, power);
    double w = what == What.FEATURES ? 1 : Math.scalb(1.0, power);
    double[][] features = new double[N][D];
    double[][] test = new double[N][D];
    int[] labels = new int[N];
    for (int i = 0; i < N; i++) {
      labels[i] = i % K;
      for (int j = 0; j < D; j++) {
        double centre = j == labels[i] ? 3 : 0;
        features[i][j] = h * (centre + random.nextGaussian());
        test[i][j] = h * (centre + random.nextGaussian());
      }
    }
    Matrix weights = new Matrix(K, D);
    for (int i = 0; i < K * D; i++) {
      weights.data()[i] = w * random.nextGaussian();
    }
    return NeuralCollapse.of(features, labels, K)
        .weights(weights)
        .test(Rows.of(test), labels)
        .outOfDistribution(Rows.of(test))
        .measureAll()
        .values();
  }

  @ParameterizedTest
  @EnumSource
  void scalesOrIsUndefined(What what) {
    List<String> wrong = new ArrayList<>();
    Map<String, MetricValue> one = measured(what, 0);
    Map<String, MetricValue> two = measured(what, 1);
    int homogeneous = 0;
    for (int power :
        new int[] {
          -1000, -700, -540, -520, -500, -300, -60, 60, 300, 500, 510, 520, 540, 700, 1000, 1015
        }) {
      Map<String, MetricValue> scaled = measured(what, power);
      for (String id : one.keySet()) {
        if (id.startsWith("ood.nci")) {
          continue; // a sum of two terms, of which doubling changes no order here
        }
        double x = one.get(id).orNaN();
        double degree = Math.log(two.get(id).orNaN() / x) / Math.log(2);
        long whole = Math.round(degree);
        if (x == 0 || !(Math.abs(degree - whole) < 1e-12) || whole * power < -1000) {
          continue;
        }
        homogeneous++;
        double found = scaled.get(id).orNaN();
        double back = Math.log(Math.abs(found)) / Math.log(2) - (double) whole * power;
        double expected = Math.log(Math.abs(x)) / Math.log(2);
        if (!Double.isNaN(found)
            && !(Math.abs(back - expected) < 1e-9 * Math.max(1, Math.abs(power)))) {
          wrong.add(
              id
                  + " at 2^"
                  + power
                  + ": expected "
                  + x
                  + " times 2^"
                  + whole * power
                  + ", found "
                  + found);
        }
      }
    }
    assertThat(homogeneous).isGreaterThan(1000);
    assertThat(wrong).isEmpty();
  }

  private static MetricValue cosine(String id, double... h) {
    double[][] rows = new double[h.length / 2][2];
    for (int i = 0; i < h.length; i++) {
      rows[i / 2][i % 2] = h[i];
    }
    return NeuralCollapse.of(rows, new int[rows.length], 1)
        .weights(new Matrix(1, 2, new double[] {1, 0}))
        .measure(List.of(id))
        .value(id);
  }

  /** Squares of samples that are not finite, while all of their means are 0. */
  @Test
  void cosinesOfVastSamplesThatCancelAreUndefined() {
    double s = Math.scalb(1.0, 700);
    double expected = (1 - Math.sqrt(2)) / 3;
    assertThat(cosine("nc3.cosine", 2, 0, -1, 1, -1, -1).orNaN())
        .isCloseTo(expected, within(1e-15));
    for (String id : List.of("nc3.cosine", "nc3.misalignment")) {
      assertThat(cosine(id, 2 * s, 0, -s, s, -s, -s))
          .as(id)
          .isInstanceOfSatisfying(
              MetricValue.Undefined.class,
              why -> assertThat(why.reason()).startsWith("because the numbers are too large"));
    }
  }

  /** A sample whose square is 0 beside others whose is not: it is none of zeros. */
  @Test
  void aSampleWhoseSquareUnderflowsHasItsCosine() {
    double s = Math.scalb(1.0, -600);
    assertThat(cosine("nc3.cosine", 1, 0, s, s))
        .isEqualTo(MetricValue.of((1 + Math.sqrt(0.5)) / 2));
    assertThat(cosine("nc3.misalignment", 1, 0, s, s * 1e-9).orNaN() / 2.5e-19)
        .isCloseTo(1, within(1e-12));
  }

  /** What is too large to be squared says so, and nothing else of W is lost to it. */
  @Test
  void vastWeights() {
    double s = Math.scalb(1.0, 700);
    Measurement m =
        NeuralCollapse.of(
                new double[][] {{1, 0}, {2, 1}, {0, 1}, {1, 2}}, new int[] {0, 0, 1, 1}, 2)
            .weights(new Matrix(2, 2, new double[] {s, 0, 0, 2 * s}))
            .measure(List.of("nc3.cosine", "nc2.equinorm.weights", "nc0", "nc3.cosine.means"));
    assertThat(m.value("nc3.cosine"))
        .isEqualTo(
            MetricValue.undefined(
                "because the row of W of class 0 is too large or too small: its squares leave the"
                    + " range of double precision"));
    assertThat(m.value("nc2.equinorm.weights").orNaN()).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(m.value("nc0").orNaN()).isCloseTo(s * Math.sqrt(5), within(s * 1e-15));
    assertThat(m.value("nc3.cosine.means").orNaN()).isCloseTo(3 / Math.sqrt(10), within(1e-15));
  }
}
