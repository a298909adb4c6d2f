package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.KrylovSpectrum.Ends;
import org.collapsar.linalg.KrylovSpectrum.Extremes;
import org.collapsar.linalg.KrylovSpectrum.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against LAPACK's decomposition of the whole matrix, and against spectra chosen beforehand. */
class KrylovSpectrumTest {
  private static double[] gaussian(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, n).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  private static Matrix symmetric(int n, long seed) {
    Matrix a = new Matrix(n, n, gaussian(n * n, seed));
    return a.combine(0.5, 0.5, a.transposed());
  }

  private static Matrix withSpectrum(double[] values, long seed) {
    int n = values.length;
    Matrix q = Spectral.orthonormalColumns(new Matrix(n, n, gaussian(n * n, seed)));
    Matrix scaled = new Matrix(n, n, q.data().clone());
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        scaled.data()[i * n + j] *= values[j];
      }
    }
    return scaled.times(q.transposed());
  }

  private static KrylovSpectrum.Operator product(Matrix a) {
    return (x, y) -> {
      double[] product = a.times(new Matrix(a.rows(), 1, x.toDoubles())).data();
      y.write(0, product, 0, product.length);
    };
  }

  private static Extremes extremes(Matrix a, long seed, Ends ends, Options options) {
    try (NativeArray start = Blas.copy(new Matrix(a.rows(), 1, gaussian(a.rows(), seed)))) {
      return KrylovSpectrum.extremes(product(a), start, ends, options);
    }
  }

  /** A basis of all vectors, and small ones that make many restarts. */
  @ParameterizedTest
  @CsvSource({"70, 70", "70, 20", "70, 6", "120, 4", "5, 9", "2, 4"})
  void findsBothEndsAsLapackDoes(int n, int basis) {
    for (long seed = 1; seed <= 10; seed++) {
      Matrix a = symmetric(n, seed);
      double[] expected = Spectral.symmetricEigenvalues(a);
      Extremes found = extremes(a, 99 + seed, Ends.BOTH, new Options(1e-9, 20_000, basis));
      double norm = Spectral.symmetricNorm(a);
      assertThat(found.converged()).isTrue();
      assertThat(found.largest().value()).isCloseTo(expected[n - 1], Offset.offset(1e-12 * norm));
      assertThat(found.smallest().value()).isCloseTo(expected[0], Offset.offset(1e-12 * norm));
      assertThat(found.largest().residual()).isLessThan(1.01e-9 * norm);
    }
  }

  /** After any number of products: a bound from inside, and an eigenvalue within the residual. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13, 21, 34})
  void saysNothingFalseWhenStoppedEarly(int products) {
    boolean unfinished = false;
    for (long seed = 1; seed <= 20; seed++) {
      Matrix a = symmetric(50, seed);
      double[] all = Spectral.symmetricEigenvalues(a);
      Extremes found = extremes(a, 7 + seed, Ends.BOTH, new Options(1e-10, products, 12));
      assertThat(found.products()).isEqualTo(products + 2);
      for (KrylovSpectrum.Ritz ritz :
          new KrylovSpectrum.Ritz[] {found.largest(), found.smallest()}) {
        assertThat(ritz.value()).isBetween(all[0] - 1e-12, all[49] + 1e-12);
        double nearest =
            IntStream.range(0, 50)
                .mapToDouble(i -> Math.abs(all[i] - ritz.value()))
                .min()
                .orElse(0);
        assertThat(nearest).isLessThanOrEqualTo(ritz.residual() + 1e-12);
      }
      unfinished |= !found.converged();
    }
    assertThat(unfinished).isTrue();
  }

  @Test
  void separatesEigenvaluesThatAreClose() {
    double[] values = new double[80];
    for (int i = 0; i < 80; i++) {
      values[i] = i < 60 ? -3 + 0.05 * i : 1;
    }
    values[78] = 4 - 1e-4;
    values[79] = 4;
    Extremes found = extremes(withSpectrum(values, 5), 6, Ends.BOTH, new Options(1e-9, 5000, 16));
    assertThat(found.largest().value()).isCloseTo(4, Offset.offset(1e-12));
    assertThat(found.smallest().value()).isCloseTo(-3, Offset.offset(1e-12));
  }

  @Test
  void knowsMatricesThatSpanNoMoreThanAVector() {
    Options options = new Options(1e-10, 100, 8);
    Matrix identity = new Matrix(30, 30);
    for (int i = 0; i < 30; i++) {
      identity.data()[31 * i] = -2.5;
    }
    Extremes found = extremes(identity, 3, Ends.BOTH, options);
    assertThat(found.largest().value()).isCloseTo(-2.5, Offset.offset(1e-14));
    assertThat(found.smallest().value()).isCloseTo(-2.5, Offset.offset(1e-14));
    Extremes zero = extremes(new Matrix(30, 30), 3, Ends.LARGEST, options);
    assertThat(zero.largest()).isEqualTo(new KrylovSpectrum.Ritz(0, 0));
    assertThat(zero.converged()).isTrue();
    assertThat(zero.smallest()).isNull();
    Extremes one = extremes(new Matrix(1, 1, new double[] {7}), 3, Ends.LARGEST, options);
    assertThat(one.largest().value()).isEqualTo(7);
  }

  @Test
  void givesTheSameBitsAgain() {
    Matrix a = symmetric(90, 8);
    Options options = new Options(1e-8, 200, 10);
    assertThat(extremes(a, 1, Ends.BOTH, options)).isEqualTo(extremes(a, 1, Ends.BOTH, options));
  }

  @Test
  void refusesWhatHasNoAnswer() {
    Options options = new Options(1e-8, 200, 10);
    Matrix broken = new Matrix(3, 3, new double[] {1, 0, 0, 0, Double.NaN, 0, 0, 0, 1});
    assertThatThrownBy(() -> extremes(broken, 1, Ends.LARGEST, options))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("not finite");
    assertThatThrownBy(
            () -> {
              try (NativeArray zero = NativeArray.allocate(Precision.FLOAT64, 3)) {
                KrylovSpectrum.extremes(product(new Matrix(3, 3)), zero, Ends.LARGEST, options);
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("start");
    assertThatThrownBy(() -> new Options(0, 1, 8)).hasMessageContaining("tolerance");
    assertThatThrownBy(() -> new Options(1e-3, 0, 8)).hasMessageContaining("products");
    assertThatThrownBy(() -> new Options(1e-3, 1, 3)).hasMessageContaining("basis");
  }
}
