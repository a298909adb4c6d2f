package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against matrices that are made of their singular values. */
class GramInverseTest {
  private static Matrix frame(int rows, int columns, SplittableRandom random) {
    Matrix a = new Matrix(rows, columns);
    for (int i = 0; i < a.data().length; i++) {
      a.data()[i] = random.nextGaussian();
    }
    return Spectral.orthonormalColumns(a);
  }

  /** U diag(s) V^T, s from {@code largest} down to {@code largest / kappa}. */
  private static Matrix made(int m, Matrix v, double largest, double kappa, long seed) {
    int n = v.rows();
    Matrix u = frame(m, n, new SplittableRandom(seed));
    for (int i = 0; i < u.data().length; i++) {
      u.data()[i] *= value(i % n, n, largest, kappa);
    }
    return u.times(v.transposed());
  }

  private static double value(int j, int n, double largest, double kappa) {
    return largest * Math.pow(kappa, n == 1 ? 0 : -j / (n - 1.0));
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "7,3,1", "40,40,1", "90,33,1", "60,20,1e-120", "60,20,1e120"})
  void isMadeOfTheSingularValues(int m, int n, double largest) {
    double kappa = 30;
    Matrix v = frame(n, n, new SplittableRandom(2));
    GramInverse found = GramInverse.of(made(m, v, largest, kappa, 1));
    assertThat(found).isNotNull();
    double trace = 0;
    double[] inverse = found.inverse().data();
    for (int j = 0; j < n; j++) {
      double s = value(j, n, largest, kappa);
      assertThat(found.singularValues()[j]).isCloseTo(s, Offset.offset(1e-12 * s));
      trace += 1 / s / s;
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int l = 0; l < n; l++) {
          double s = value(l, n, largest, kappa);
          sum += v.get(i, l) * v.get(j, l) / s / s;
        }
        assertThat(inverse[i * n + j]).isCloseTo(sum, Offset.offset(1e-12 * trace));
        assertThat(inverse[i * n + j]).isEqualTo(inverse[j * n + i]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {40, 1e6, 1e12})
  void isNotThereWhereDigitsAreLost(double kappa) {
    Matrix v = frame(12, 12, new SplittableRandom(3));
    assertThat(GramInverse.of(made(30, v, 1, kappa, 4))).isNull();
  }

  @Test
  void isNotThereWhereSquaresLeaveTheRange() {
    Matrix v = frame(5, 5, new SplittableRandom(5));
    assertThat(GramInverse.of(made(9, v, 1e160, 1, 6))).isNull();
    assertThat(GramInverse.of(made(9, v, 1e-150, 1, 6))).isNull();
    assertThat(GramInverse.of(new Matrix(9, 5))).isNull();
    assertThat(GramInverse.of(new Matrix(9, 0))).isNull();
  }
}
