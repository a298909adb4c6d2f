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

  /** Called often enough to be compiled on the way. */
  @Test
  void interpretedAndCompiledCodeGiveTheSameBits() {
    int n = 261;
    float[] h = floats(VectorRows.ROWS * n, 8);
    double[] u = doubles(VectorRows.DIRECTIONS * n, 9);
    double[] first = new double[VectorRows.ROWS * VectorRows.DIRECTIONS];
    vectors.project(h, n, u, 0, first, 0, VectorRows.ROWS);
    double square = vectors.add(h, new double[n], 0, n);
    double[] products = new double[first.length];
    double[] sums = new double[n];
    for (int i = 0; i < 20_000; i++) {
      vectors.project(h, n, u, 0, products, 0, VectorRows.ROWS);
      assertThat(java.util.Arrays.equals(products, first)).isTrue();
      assertThat(vectors.add(h, sums, 0, n) == square).isTrue();
    }
  }
}
