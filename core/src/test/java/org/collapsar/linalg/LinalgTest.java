package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinalgTest {
  private static Matrix gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix m = new Matrix(rows, columns);
    for (int i = 0; i < m.data().length; i++) {
      m.data()[i] = random.nextGaussian();
    }
    return m;
  }

  private static NativeArray copy(Precision p, Matrix m) {
    NativeArray a = NativeArray.allocate(p, m.data().length);
    a.write(0, m.data(), 0, m.data().length);
    return a;
  }

  @ParameterizedTest
  @EnumSource
  void gemmInAllFourFormsOnSlices(Precision p) {
    Matrix a = gaussian(5, 7, 1);
    Matrix b = gaussian(7, 4, 2);
    Matrix c = gaussian(5, 4, 3);
    Matrix expected = a.times(b).combine(0.5, -2, c);
    for (int form = 0; form < 4; form++) {
      boolean ta = (form & 1) == 1;
      boolean tb = form >= 2;
      try (NativeArray na = copy(p, ta ? a.transposed() : a);
          NativeArray nb = copy(p, tb ? b.transposed() : b);
          NativeArray nc = NativeArray.allocate(p, 30)) {
        // C has rows 5 apart and starts at 3.
        for (int i = 0; i < 5; i++) {
          nc.write(3 + 5 * i, c.data(), 4 * i, 4);
        }
        Operand left = ta ? Operand.of(na, 7, 5).transpose() : Operand.of(na, 5, 7);
        Operand right = tb ? Operand.of(nb, 4, 7).transpose() : Operand.of(nb, 7, 4);
        Blas.gemm(0.5, left, right, -2, Operand.of(nc.slice(3, 27), 5, 4, 5));
        for (int i = 0; i < 5; i++) {
          for (int j = 0; j < 4; j++) {
            assertThat(nc.get(3 + 5 * i + j))
                .isCloseTo(
                    expected.get(i, j), Offset.offset(p == Precision.FLOAT32 ? 1e-5 : 1e-14));
          }
        }
        assertThat(nc.get(2)).isZero();
        assertThat(nc.get(7)).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nativeArraysAreZeroedAlignedSlicedAndChecked(Precision p) {
    try (NativeArray a = NativeArray.allocate(p, 1000)) {
      assertThat(a.toDoubles()).containsOnly(0);
      a.slice(10, 20).set(5, 1.1);
      assertThat(a.get(15)).isEqualTo(p == Precision.FLOAT32 ? (double) 1.1f : 1.1);
      a.copyFrom(100, a, 15, 1);
      assertThat(a.get(100)).isEqualTo(a.get(15));
      assertThatThrownBy(() -> a.slice(990, 11)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> a.get(1000)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> NativeArray.allocate(p, 1L << 31))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("array of 2147483648 numbers");
  }

  @Test
  void eigenvaluesOfAMatrixMadeFromThem() {
    Matrix q = Spectral.orthonormalColumns(gaussian(6, 6, 4));
    double[] values = {-3, -1, 0, 0.5, 2, 2.5};
    Matrix d = new Matrix(6, 6);
    for (int i = 0; i < 6; i++) {
      d.data()[7 * i] = values[i];
    }
    Matrix a = q.times(d).times(q.transposed());
    assertThat(Spectral.symmetricEigenvalues(a)).containsExactly(values, Offset.offset(1e-14));
    assertThat(Spectral.symmetricNorm(a)).isCloseTo(3, Offset.offset(1e-14));
    assertThatThrownBy(() -> Spectral.symmetricNorm(new Matrix(2, 3)))
        .hasMessageContaining("found 2x3");
  }

  @Test
  void orthonormalColumnsAreOrthonormalAndSpanTheSame() {
    Matrix a = gaussian(9, 4, 5);
    Matrix q = Spectral.orthonormalColumns(a);
    Matrix gram = q.transposed().times(q);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(gram.get(i, j)).isCloseTo(i == j ? 1 : 0, Offset.offset(1e-15));
      }
    }
    Matrix projected = q.times(q.transposed().times(a));
    assertThat(projected.data()).containsExactly(a.data(), Offset.offset(1e-14));
    // The positive diagonal of R: q_0 is a_0 normalised, not its negative.
    assertThat(q.get(0, 0) * a.get(0, 0)).isPositive();
    assertThatThrownBy(() -> Spectral.orthonormalColumns(new Matrix(3, 2)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Spectral.orthonormalColumns(new Matrix(2, 3)))
        .hasMessageContaining("found 2x3");
  }

  @Test
  void matricesRefuseSizesThatDoNotFit() {
    assertThatThrownBy(() -> new Matrix(2, 3).times(new Matrix(2, 3)))
        .isInstanceOf(DimensionException.class)
        .hasMessage("2x3 times 2x3: the inner dimensions 3 and 2 differ");
    assertThatThrownBy(() -> Blas.timesTransposed(new Matrix(2, 3), new Matrix(5, 4)))
        .isInstanceOf(DimensionException.class)
        .hasMessage("2x3 times 4x5: the inner dimensions 3 and 4 differ");
    assertThatThrownBy(() -> new Matrix(2, 3).combine(1, 1, new Matrix(3, 2)))
        .isInstanceOf(DimensionException.class)
        .hasMessage("sum of 2x3 and 3x2: the shapes differ");
    assertThatThrownBy(() -> new Matrix(2, 3).inner(new Matrix(3, 2)))
        .isInstanceOf(DimensionException.class)
        .hasMessage("inner product of 2x3 and 3x2: the shapes differ");
    assertThatThrownBy(() -> new Matrix(2, 3, new double[5]))
        .hasMessageContaining("expected 6 numbers, found 5");
  }

  @Test
  void aScaledMatrixIsAnother() {
    Matrix a = new Matrix(1, 3, new double[] {1, -2, 0.1});
    assertThat(a.scaled(3).data()).containsExactly(3, -6, 3 * 0.1);
    assertThat(a.data()).containsExactly(1, -2, 0.1);
  }

  @Test
  void theLibraryNamesItself() {
    assertThat(Blas.library()).startsWith("OpenBLAS");
    assertThat(Blas.kernel()).isNotEmpty();
  }

  /** Over the end of a piece, and of none. */
  @Test
  void squaredNormIsThatOfAllNumbersInTheirOrder() {
    for (int length : new int[] {0, 1, 2048, 5000}) {
      try (NativeArray array = NativeArray.allocate(Precision.FLOAT32, length)) {
        double expected = 0;
        for (int i = 0; i < length; i++) {
          array.set(i, Math.sin(i));
          expected += array.get(i) * array.get(i);
        }
        assertThat(array.squaredNorm()).isEqualTo(expected);
      }
    }
  }
}
