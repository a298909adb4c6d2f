package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * The decomposition of wide matrices whose rows sum to 0, against that which forms no Gram matrix.
 */
class CentredRowsTest {

  /**
   * @param sizes of the columns fall to 10 to the minus this
   */
  private static Matrix draw(int m, int n, double sizes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix a = new Matrix(m, n);
    for (int j = 0; j < n; j++) {
      double size = Math.pow(10, -sizes * j / n);
      double mean = 0;
      for (int i = 0; i < m; i++) {
        a.data()[i * n + j] = size * random.nextGaussian();
        mean += a.data()[i * n + j] / m;
      }
      for (int i = 0; i < m; i++) {
        a.data()[i * n + j] -= mean;
      }
    }
    return a;
  }

  /** Sizes up to 10^-9 are more than a Gram matrix knows: those it leaves to the other one. */
  @Property(tries = 60)
  void isWhatTheOtherDecompositionSays(
      @ForAll @IntRange(min = 1, max = 40) int m,
      @ForAll @IntRange(min = 0, max = 40) int more,
      @ForAll @IntRange(min = 0, max = 9) int sizes,
      @ForAll long seed) {
    int n = m + more;
    Matrix a = draw(m, n, sizes, seed);
    Spectral.Svd expected = Spectral.thinSvd(a);
    Spectral.Svd found = Spectral.thinSvdOfCentred(a);
    assertThat(found.values()).hasSize(m);
    for (int j = 0; j < m - 1; j++) {
      double s = expected.values()[j];
      assertThat(found.values()[j])
          .isCloseTo(s, Offset.offset(1e-12 * s + 1e-15 * expected.values()[0]));
      assertThat(found.values()[j + 1]).isLessThanOrEqualTo(found.values()[j]);
      // u_j^T A^T A u_k = s_j^2 where j = k, else 0; and u_j u_k likewise.
      for (int k = 0; k <= j; k++) {
        double dot = 0;
        for (int i = 0; i < n; i++) {
          dot += found.right().get(j, i) * found.right().get(k, i);
        }
        assertThat(dot).isCloseTo(j == k ? 1 : 0, Offset.offset(1e-10));
      }
      double square = 0;
      for (int row = 0; row < m; row++) {
        double p = 0;
        for (int i = 0; i < n; i++) {
          p += a.get(row, i) * found.right().get(j, i);
        }
        square += p * p;
      }
      assertThat(Math.sqrt(square)).isCloseTo(s, Offset.offset(1e-9 * s));
    }
    assertThat(found.values()[m - 1]).isLessThanOrEqualTo(1e-12 * found.values()[0]);
  }

  /** Means of an equiangular tight frame: all values are equal. */
  @Test
  void equalValuesAreFound() {
    int k = 300;
    Matrix a = new Matrix(k, k + 20);
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        a.data()[i * (k + 20) + j] = (i == j ? 3 : 0) - 3.0 / k;
      }
    }
    Spectral.Svd found = Spectral.thinSvdOfCentred(a);
    for (int j = 0; j < k - 1; j++) {
      assertThat(found.values()[j]).isCloseTo(3, Offset.offset(1e-12));
    }
    assertThat(found.values()[k - 1]).isLessThan(1e-12);
    assertThat(found.right().rows()).isEqualTo(k - 1);
  }
}
