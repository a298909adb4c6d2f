package org.collapsar.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A^T A with fewer and more rows than are multiplied at once, against plain loops. */
class GramOfColumnsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 175, 176, 177, 352, 600})
  void isWhatPlainLoopsGive(int rows) {
    SplittableRandom random = new SplittableRandom(1);
    Matrix a = new Matrix(rows, 5);
    for (int i = 0; i < a.data().length; i++) {
      a.data()[i] = random.nextGaussian();
    }
    Matrix gram = Gram.ofColumns(a);
    Matrix expected = a.transposed().gram();
    Matrix sum = new Matrix(5, 5);
    try (NativeArray copy = Blas.copy(a);
        NativeArray product = NativeArray.allocate(Precision.FLOAT64, 25)) {
      Gram.ofColumns(rows, 5, copy, 1, product);
      Gram.ofColumns(rows, 5, copy, 1, product);
      product.read(0, sum.data(), 0, 25);
    }
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        assertThat(gram.get(i, j)).isCloseTo(expected.get(i, j), Offset.offset(1e-11));
        double twice = j < i ? 0 : 2 * expected.get(i, j);
        assertThat(sum.get(i, j)).isCloseTo(twice, Offset.offset(1e-11));
      }
    }
  }
}
