package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.collapsar.linalg.Matrix;
import org.junit.jupiter.api.Test;

class MarginMetricsTest {
  private static double margin(Matrix rows) {
    return MarginMetrics.margin(rows, "row of W", 0).orNaN();
  }

  /** I - 1 1^T/K, rows scaled unevenly: a regular simplex once they are normalised. */
  private static Matrix simplex(int k) {
    Matrix a = new Matrix(k, k);
    for (int i = 0; i < k * k; i++) {
      a.data()[i] = ((i / k == i % k ? 1 : 0) - 1.0 / k) * (1 + i / k);
    }
    return a;
  }

  private static Matrix random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    return new Matrix(rows, columns, random.doubles(rows * columns, -1, 1).toArray());
  }

  @Test
  void ofASimplexItIsTheHeightOfAVertex() {
    for (int k : new int[] {2, 3, 4, 10, 100}) {
      assertThat(margin(simplex(k))).isCloseTo(k / (k - 1.0), within(1e-11));
    }
  }

  @Test
  void ofAnOrthogonalFrameItIsTheDistanceToTheMeanOfTheOthers() {
    for (int k : new int[] {2, 3, 10, 60}) {
      Matrix frame = new Matrix(k, k + 3);
      for (int c = 0; c < k; c++) {
        frame.data()[c * (k + 3) + c] = 0.5 + c;
      }
      assertThat(margin(frame)).isCloseTo(Math.sqrt(1 + 1 / (k - 1.0)), within(1e-11));
    }
  }

  @Test
  void ofAPolygonItIsTheHeightOverTheChordOfTheNeighbours() {
    for (int k : new int[] {3, 4, 5, 8, 31, 200}) {
      Matrix polygon = new Matrix(k, 2);
      for (int c = 0; c < k; c++) {
        polygon.data()[2 * c] = 3 * Math.cos(2 * Math.PI * c / k);
        polygon.data()[2 * c + 1] = 3 * Math.sin(2 * Math.PI * c / k);
      }
      assertThat(margin(polygon)).isCloseTo(1 - Math.cos(2 * Math.PI / k), within(1e-10));
    }
  }

  /** All vertices of the cross-polytope: 2D points, the hull of the others holds the origin. */
  @Test
  void ofACrossPolytopeItIsOne() {
    int d = 7;
    Matrix cross = new Matrix(2 * d, d);
    for (int c = 0; c < 2 * d; c++) {
      cross.data()[c * d + c / 2] = c % 2 == 0 ? 2 : -5;
    }
    assertThat(margin(cross)).isCloseTo(1, within(1e-11));
  }

  @Test
  void twoInOneDirectionHaveNone() {
    assertThat(margin(new Matrix(3, 2, new double[] {1, 2, 2, 4, -1, 0}))).isZero();
    assertThat(margin(new Matrix(4, 1, new double[] {1, 2, -3, -1}))).isZero();
    assertThat(margin(new Matrix(2, 1, new double[] {1, -3}))).isCloseTo(2, within(1e-14));
  }

  /** No point of a sphere is within the hull of others, but obtuse simplices have weights of 0. */
  @Test
  void agreesWithPairwiseFrankWolfeAndItsGap() {
    int[][] shapes = {{2, 3}, {5, 3}, {6, 3}, {6, 5}, {12, 4}, {12, 30}, {25, 6}, {25, 24}, {9, 8}};
    for (int[] shape : shapes) {
      for (int seed = 0; seed < 4; seed++) {
        Matrix rows = random(shape[0], shape[1], seed);
        if (seed % 2 == 1) {
          // All on one side: far from centred, so that nearest points lie on faces.
          for (int c = 0; c < shape[0]; c++) {
            rows.data()[c * shape[1]] = 1.5;
          }
        }
        assertThat(margin(rows))
            .describedAs("%d x %d, seed %d", shape[0], shape[1], seed)
            .isCloseTo(slow(rows), within(1e-7));
      }
    }
  }

  /** min_c by plain loops: pairwise steps until the gap of the squared distance is below 1e-10. */
  private static double slow(Matrix rows) {
    int k = rows.rows();
    int d = rows.columns();
    double[][] unit = new double[k][d];
    for (int c = 0; c < k; c++) {
      double norm = 0;
      for (int j = 0; j < d; j++) {
        norm += rows.get(c, j) * rows.get(c, j);
      }
      for (int j = 0; j < d; j++) {
        unit[c][j] = rows.get(c, j) / Math.sqrt(norm);
      }
    }
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < k; c++) {
      least = Math.min(least, slow(unit, c));
    }
    return least;
  }

  private static double slow(double[][] unit, int c) {
    int k = unit.length;
    int d = unit[0].length;
    double[] weights = new double[k];
    for (int other = 0; other < k; other++) {
      weights[other] = other == c ? 0 : 1.0 / (k - 1);
    }
    for (int step = 0; step < 2_000_000; step++) {
      double[] y = unit[c].clone();
      for (int other = 0; other < k; other++) {
        for (int j = 0; j < d; j++) {
          y[j] -= weights[other] * unit[other][j];
        }
      }
      int toward = -1;
      int away = -1;
      double[] price = new double[k];
      double square = 0;
      double own = 0;
      for (int j = 0; j < d; j++) {
        square += y[j] * y[j];
        own += y[j] * unit[c][j];
      }
      for (int other = 0; other < k; other++) {
        if (other == c) {
          continue;
        }
        for (int j = 0; j < d; j++) {
          price[other] += y[j] * unit[other][j];
        }
        toward = toward < 0 || price[other] > price[toward] ? other : toward;
        if (weights[other] > 0) {
          away = away < 0 || price[other] < price[away] ? other : away;
        }
      }
      // The gap: half of ||y||^2 is above half of its least by no more.
      if (square - (own - price[toward]) < 1e-10 * square) {
        return Math.sqrt(square);
      }
      double length = 0;
      for (int j = 0; j < d; j++) {
        length += Math.pow(unit[toward][j] - unit[away][j], 2);
      }
      double by = Math.min(weights[away], (price[toward] - price[away]) / length);
      weights[toward] += by;
      weights[away] = by == weights[away] ? 0 : weights[away] - by;
    }
    throw new AssertionError("no end");
  }

  @Test
  void ofFeaturesItIsThatOfTheirMeansAboutTheirUnweightedMean() {
    // Centred means (-1, -1), (2, -1), (-1, 2): neither of one length nor of one angle.
    double[][] h = {{1, 1}, {1, 1}, {1, 1}, {4, 1}, {0, 4}, {2, 4}};
    Measurement m =
        NeuralCollapse.of(h, new int[] {0, 0, 0, 1, 2, 2}, 3)
            .weights(new Matrix(3, 2, new double[] {1, 0, 0, 7, 3, 0}))
            .measure(List.of("nc2.margin.means", "nc2.margin.weights"));
    // The nearest point of the others' chord has both weights: the height of a triangle.
    double s = Math.sqrt(5);
    double t = Math.sqrt(2);
    double[][] a = {{-1 / t, -1 / t}, {2 / s, -1 / s}, {-1 / s, 2 / s}};
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < 3; c++) {
      double[] p = a[(c + 1) % 3];
      double[] q = a[(c + 2) % 3];
      double area = (p[0] - a[c][0]) * (q[1] - a[c][1]) - (p[1] - a[c][1]) * (q[0] - a[c][0]);
      least = Math.min(least, Math.abs(area) / Math.hypot(p[0] - q[0], p[1] - q[1]));
    }
    assertThat(m.value("nc2.margin.means").orNaN()).isCloseTo(least, within(1e-12));
    assertThat(m.value("nc2.margin.weights").orNaN()).isZero();
  }

  @Test
  void isUndefinedWhereThereIsNoDirectionAndWhereThereAreTooMany() {
    assertThat(MarginMetrics.margin(new Matrix(1, 2, new double[] {1, 1}), "row of W", 0))
        .isEqualTo(MetricValue.undefined("because there is only one class"));
    assertThat(MarginMetrics.margin(new Matrix(2001, 1), "row of W", 0))
        .isEqualTo(
            MetricValue.undefined("because there are 2001 classes: up to 2000 are searched"));
    assertThat(MarginMetrics.margin(new Matrix(1025, 1024), "row of W", 0))
        .isEqualTo(
            MetricValue.undefined(
                "because the hulls of 1025 classes in 1024 dimensions would take longer than"
                    + " minutes"));
    Measurement m =
        NeuralCollapse.of(new double[][] {{1, 2}, {3, 4}, {2, 3}}, new int[] {0, 1, 2}, 3)
            .weights(new Matrix(3, 2, new double[] {1, 1, 0, 0, 2, 1}))
            .measure(List.of("nc2.margin.means", "nc2.margin.weights"));
    assertThat(m.value("nc2.margin.weights"))
        .isEqualTo(MetricValue.undefined("because the row of W of class 1 is zero"));
    assertThat(m.value("nc2.margin.means"))
        .isEqualTo(MetricValue.undefined("because the centred mean of class 2 is zero"));
  }

  @Test
  void lengthsOutsideTheRangeOfSquaresCostNothing() {
    Matrix small = simplex(5).scaled(1e-200);
    assertThat(margin(small)).isCloseTo(1.25, within(1e-12));
    assertThat(margin(simplex(5).scaled(1e200))).isCloseTo(1.25, within(1e-12));
  }
}
