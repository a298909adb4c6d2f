package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Matrix;
import org.collapsar.moments.AccumulatorContract;
import org.junit.jupiter.api.Test;

class SampleCosinesContractTest extends AccumulatorContract<SampleCosines> {

  private static Matrix weights(int dimension, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix w = new Matrix(classes, dimension);
    for (int i = 0; i < w.data().length; i++) {
      w.data()[i] = random.nextGaussian();
    }
    return w;
  }

  @Override
  protected SampleCosines create(int dimension, int classes) {
    return SampleCosines.create(weights(dimension, classes, 4));
  }

  @Override
  protected SampleCosines read(byte[] bytes, int dimension, int classes) {
    return SampleCosines.fromBytes(bytes, weights(dimension, classes, 4));
  }

  @Override
  protected void assertSame(SampleCosines actual, SampleCosines expected) {
    assertThat(actual.toBytes()).isEqualTo(expected.toBytes());
  }

  @Override
  protected void assertClose(SampleCosines actual, SampleCosines expected, double scale) {
    assertThat(actual.samples()).isEqualTo(expected.samples());
    for (int c = 0; c < 5; c++) {
      // Each cosine is at most 1, whatever the scale.
      assertThat(actual.sum(c)).isCloseTo(expected.sum(c), Offset.offset(1e-12));
    }
  }

  @Test
  void sumsWithOtherWeightsAreRefused() {
    byte[] bytes = create(7, 5).toBytes();
    assertThatThrownBy(() -> SampleCosines.fromBytes(bytes, weights(7, 5, 5)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("in the hash of W");
    assertThatThrownBy(() -> SampleCosines.fromBytes(bytes, weights(7, 6, 4)))
        .hasMessage("cosines: expected 6, found 5 in classes");
  }
}
