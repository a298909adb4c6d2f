package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Lengths that are multiples of no vector, against plain loops; and the same bits when compiled.
 */
class VectorRowsTest {
  private final VectorRows vectors = new VectorRows();

  private static float[] floats(int n, int seed) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) Math.sin(1.3 * i + seed);
    }
    return x;
  }

  private static double[] doubles(int n, int seed) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = Math.cos(0.7 * i + seed);
    }
    return x;
  }

  @Test
  void sumsAreThoseOfPlainLoops() {
    for (int n = 1; n < 70; n++) {
      float[] h = floats(n, n);
      double[] sums = doubles(n + 3, 2);
      double square = 0;
      double[] expected = sums.clone();
      for (int j = 0; j < n; j++) {
        expected[3 + j] += h[j];
        square += (double) h[j] * h[j];
      }
      assertThat(vectors.add(h, sums, 3, n)).isCloseTo(square, Offset.offset(1e-14 * n));
      assertThat(sums).isEqualTo(expected);
    }
  }

  @Test
  void projectionsAreThoseOfPlainLoops() {
    int rows = VectorRows.ROWS;
    for (int n = 1; n < 70; n++) {
      float[] h = floats(rows * n, n);
      double[] u = doubles(VectorRows.DIRECTIONS * n + 5, 1);
      double[] products = new double[40];
      vectors.project(h, n, u, 5, products, 2, 9);
      for (int k = 0; k < VectorRows.DIRECTIONS; k++) {
        for (int i = 0; i < rows; i++) {
          double expected = 0;
          for (int j = 0; j < n; j++) {
            expected += h[i * n + j] * u[5 + k * n + j];
          }
          assertThat(products[2 + 9 * k + i]).isCloseTo(expected, Offset.offset(1e-14 * n));
        }
      }
    }
  }

  @Test
  void sumsOfDeviationsAreThoseOfPlainLoops() {
    for (int n = 1; n < 70; n++) {
      float[] h = floats(n, n);
      double[] centre = doubles(n + 2, 5);
      double[] sums = doubles(n, 2);
      double[] expected = sums.clone();
      double square = 0;
      for (int j = 0; j < n; j++) {
        double x = h[j] - centre[j];
        expected[j] += x;
        square += x * x;
      }
      Offset<Double> close = Offset.offset(1e-14 * n);
      assertThat(vectors.addDeviation(h, centre, sums, n)).isCloseTo(square, close);
      assertThat(sums).isEqualTo(expected);
      float[] later = floats(n + 3, n - 3);
      System.arraycopy(h, 0, later, 3, n);
      double[] shifted = doubles(n + 2, 5);
      System.arraycopy(centre, 0, shifted, 2, n);
      assertThat(vectors.squaredDistance(later, 3, shifted, 2, n)).isCloseTo(square, close);
    }
  }

  @Test
  void projectionsOfDeviationsAreThoseOfPlainLoops() {
    int rows = VectorRows.ROWS;
    int[] of = {3, 0, 7, 3};
    for (int n = 1; n < 70; n++) {
      float[] h = floats(rows * n, n);
      double[] centres = doubles(n + 7, 4);
      double[] u = doubles(VectorRows.DIRECTIONS * n + 5, 1);
      double[] products = new double[40];
      vectors.projectDeviations(h, n, centres, of, u, 5, products, 2, 9);
      for (int k = 0; k < VectorRows.DIRECTIONS; k++) {
        for (int i = 0; i < rows; i++) {
          double expected = 0;
          for (int j = 0; j < n; j++) {
            expected += (h[i * n + j] - centres[of[i] + j]) * u[5 + k * n + j];
          }
          assertThat(products[2 + 9 * k + i]).isCloseTo(expected, Offset.offset(2e-14 * n));
        }
      }
    }
  }

  /** Called often enough to be compiled on the way. */
  @Test
  void interpretedAndCompiledCodeGiveTheSameBits() {
    int n = 261;
    float[] h = floats(VectorRows.ROWS * n, 8);
    double[] u = doubles(VectorRows.DIRECTIONS * n, 9);
    double[] first = new double[VectorRows.ROWS * VectorRows.DIRECTIONS];
    vectors.project(h, n, u, 0, first, 0, VectorRows.ROWS);
    double square = vectors.add(h, new double[n], 0, n);
    double[] centres = doubles(2 * n, 10);
    int[] of = {0, n, n, 0};
    double[] firstDeviations = new double[first.length];
    vectors.projectDeviations(h, n, centres, of, u, 0, firstDeviations, 0, VectorRows.ROWS);
    double distance = vectors.squaredDistance(h, n, centres, n, n);
    double deviation = vectors.addDeviation(h, centres, new double[n], n);
    double[] products = new double[first.length];
    double[] sums = new double[n];
    for (int i = 0; i < 20_000; i++) {
      vectors.project(h, n, u, 0, products, 0, VectorRows.ROWS);
      assertThat(java.util.Arrays.equals(products, first)).isTrue();
      assertThat(vectors.add(h, sums, 0, n) == square).isTrue();
      vectors.projectDeviations(h, n, centres, of, u, 0, products, 0, VectorRows.ROWS);
      assertThat(java.util.Arrays.equals(products, firstDeviations)).isTrue();
      assertThat(vectors.squaredDistance(h, n, centres, n, n) == distance).isTrue();
      assertThat(vectors.addDeviation(h, centres, sums, n) == deviation).isTrue();
    }
  }
}
