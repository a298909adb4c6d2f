package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A product that a team makes. */
class TeamProductTest {

  private static Matrix draw(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(rows);
    return new Matrix(rows, columns, random.doubles(rows * columns, -1, 1).toArray());
  }

  @Test
  void isTheProductForAnyNumberOfThreads() {
    Matrix a = draw(300, 37);
    Matrix b = draw(21, 37);
    try (ThreadTeam one = new ThreadTeam(1);
        ThreadTeam three = new ThreadTeam(3)) {
      Matrix product = Blas.timesTransposed(a, b, three);
      assertThat(product.data()).isEqualTo(Blas.timesTransposed(a, b, one).data());
      for (int i = 0; i < 300; i += 59) {
        for (int j = 0; j < 21; j++) {
          double sum = 0;
          for (int k = 0; k < 37; k++) {
            sum += a.get(i, k) * b.get(j, k);
          }
          assertThat(product.get(i, j)).isCloseTo(sum, org.assertj.core.data.Offset.offset(1e-13));
        }
      }
      assertThat(Blas.timesTransposed(new Matrix(4, 0), new Matrix(2, 0), three).data())
          .containsOnly(0)
          .hasSize(8);
      assertThatThrownBy(() -> Blas.timesTransposed(a, draw(2, 5), one))
          .isInstanceOf(DimensionException.class)
          .hasMessageContaining("300x37");
    }
  }
}
