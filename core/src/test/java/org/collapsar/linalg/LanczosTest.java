package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against LAPACK's full spectrum, and against spectra that are known because they were made. */
class LanczosTest {
  private static Matrix gaussian(int m, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix a = new Matrix(m, n);
    for (int i = 0; i < a.data().length; i++) {
      a.data()[i] = random.nextGaussian();
    }
    return a;
  }

  private static double lapack(Matrix a) {
    double[] values = Spectral.symmetricEigenvalues(a);
    return Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
  }

  private static void near(Matrix a) {
    double expected = lapack(a);
    assertThat(Spectral.symmetricNorm(a)).isCloseTo(expected, Offset.offset(2e-13 * expected));
  }

  /** The edge of a random spectrum, where gaps are small; definite and indefinite. */
  @ParameterizedTest
  @ValueSource(ints = {64, 100, 256})
  void randomMatrices(int n) {
    for (long seed = 1; seed <= 4; seed++) {
      Matrix gram = Gram.ofRows(gaussian(n, n, seed));
      near(gram);
      near(gram.combine(1, -1, Gram.ofRows(gaussian(n, n, seed + 10))));
      near(gram.combine(-1, 0.01, Gram.ofRows(gaussian(n, n, seed + 20))));
      near(Gram.ofColumns(gaussian(3, n, seed)));
    }
  }

  /** Q diag(s) Q^T, with several and with opposite largest eigenvalues. */
  @Test
  void spectraThatAreKnown() {
    int n = 90;
    Matrix q = Spectral.orthonormalColumns(gaussian(n, n, 3));
    double[][] leading = {{5, 5, 5}, {5, -5, 4.999999}, {1e-3}, {-7, 6.9999999999}, {1, 1 - 1e-9}};
    for (double[] first : leading) {
      Matrix scaled = new Matrix(n, n, q.data().clone());
      double largest = 0;
      for (int j = 0; j < n; j++) {
        double s = j < first.length ? first[j] : 1e-4 * Math.sin(j);
        largest = Math.max(largest, Math.abs(s));
        for (int i = 0; i < n; i++) {
          scaled.data()[i * n + j] *= s;
        }
      }
      Matrix a = Blas.timesTransposed(scaled, q);
      a.copyUpperTriangle();
      assertThat(Spectral.symmetricNorm(a)).isCloseTo(largest, Offset.offset(1e-12 * largest));
    }
  }

  @Test
  void exhaustedSpaces() {
    int n = 70;
    Matrix identity = new Matrix(n, n);
    for (int i = 0; i < n; i++) {
      identity.data()[i * n + i] = -3;
    }
    assertThat(Spectral.symmetricNorm(identity)).isCloseTo(3, Offset.offset(1e-14));
    assertThat(Spectral.symmetricNorm(new Matrix(n, n))).isZero();
    identity.data()[5 * n + 5] = 1e-9;
    assertThat(Spectral.symmetricNorm(identity)).isCloseTo(3, Offset.offset(1e-14));
    Matrix one = new Matrix(n, n);
    one.data()[17 * n + 17] = 2e-150;
    assertThat(Spectral.symmetricNorm(one)).isCloseTo(2e-150, Offset.offset(1e-163));
    assertThat(Spectral.symmetricNorm(one.combine(1e250, 0, one)))
        .isCloseTo(2e100, Offset.offset(1e87));
  }

  @Test
  void gramMatricesAreSymmetricAndEqualPlainSums() {
    Matrix a = gaussian(13, 29, 8);
    Matrix rows = Gram.ofRows(a);
    Matrix plain = a.gram();
    for (int i = 0; i < plain.data().length; i++) {
      assertThat(rows.data()[i]).isCloseTo(plain.data()[i], Offset.offset(1e-12));
    }
    assertThat(rows).isEqualTo(rows.transposed());
    Matrix columns = Gram.ofColumns(a);
    Matrix plainColumns = a.transposed().gram();
    assertThat(columns.combine(1, -1, plainColumns).squaredNorm()).isLessThan(1e-20);
    assertThat(columns).isEqualTo(columns.transposed());
  }
}
