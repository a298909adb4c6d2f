package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmallProductsTest {
  private static Matrix gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix a = new Matrix(rows, columns);
    for (int i = 0; i < a.data().length; i++) {
      a.data()[i] = random.nextGaussian();
    }
    return a;
  }

  /** The matrix from number 3 on, rows so far apart, zeros between. */
  private static NativeArray spread(Precision p, Matrix m, int stride) {
    NativeArray a = NativeArray.allocate(p, 3 + (long) m.rows() * stride);
    for (int i = 0; i < m.rows(); i++) {
      a.write(3 + i * stride, m.data(), i * m.columns(), m.columns());
    }
    return a;
  }

  private static NativeArray from3(NativeArray a) {
    return a.slice(3, a.length() - 3);
  }

  /** Sides that are no multiples of a tile's; against plain loops in double; cut and not cut. */
  @ParameterizedTest
  @EnumSource
  void productsInAllFourFormsOnSlices(Precision p) {
    int m = 131;
    int n = 83;
    int k = 1009;
    Matrix a = gaussian(m, k, 1);
    Matrix b = gaussian(k, n, 2);
    Matrix c = gaussian(m, n, 3);
    Matrix expected = a.times(b).combine(0.5, -2, c);
    for (int form = 0; form < 8; form++) {
      boolean ta = (form & 1) == 1;
      boolean tb = (form & 2) != 0;
      int lda = (ta ? m : k) + 7;
      int ldb = (tb ? k : n) + 1;
      try (NativeArray na = spread(p, ta ? a.transposed() : a, lda);
          NativeArray nb = spread(p, tb ? b.transposed() : b, ldb);
          NativeArray nc = spread(p, c, n + 5)) {
        SmallProducts products = new SmallProducts(form < 4);
        Operand left = new Operand(from3(na), m, k, lda, ta);
        Operand right = new Operand(from3(nb), k, n, ldb, tb);
        products.gemm(0.5, left, right, -2, Operand.of(from3(nc), m, n, n + 5));
        for (int i = 0; i < m; i++) {
          for (int j = 0; j < n; j++) {
            assertThat(nc.get(3 + i * (n + 5) + j))
                .isCloseTo(
                    expected.get(i, j), Offset.offset(p == Precision.FLOAT32 ? 3e-4 : 1e-12));
          }
          // Nothing is written between the rows.
          for (int j = n; j < n + 5; j++) {
            assertThat(nc.get(3 + i * (n + 5) + j)).isZero();
          }
        }
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreRefusedCutOrNot() {
    try (NativeArray array = NativeArray.allocate(Precision.FLOAT32, 200 * 200)) {
      Operand square = Operand.of(array, 200, 200);
      Operand less = Operand.of(array, 199, 200);
      for (boolean cut : new boolean[] {true, false}) {
        SmallProducts products = new SmallProducts(cut);
        assertThatThrownBy(() -> products.gemm(1, square, less, 0, square))
            .isInstanceOf(DimensionException.class)
            .hasMessage("200x200 times 199x200: the inner dimensions 200 and 199 differ");
        assertThatThrownBy(() -> products.gemm(1, square, square, 0, less))
            .isInstanceOf(DimensionException.class)
            .hasMessage("200x200 times 200x200: expected a target of 200x200, found 199x200");
      }
    }
  }
}
