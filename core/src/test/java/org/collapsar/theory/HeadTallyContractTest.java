package org.collapsar.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.collapsar.linalg.Matrix;
import org.collapsar.moments.AccumulatorContract;

class HeadTallyContractTest extends AccumulatorContract<HeadTally> {
  private static LinearLayers layers(int dimension, int classes) {
    Matrix first = new Matrix(6, dimension);
    Matrix second = new Matrix(8, 6);
    Matrix last = new Matrix(classes, 8);
    SplittableRandom random = new SplittableRandom(4);
    for (Matrix w : List.of(first, second, last)) {
      for (int i = 0; i < w.data().length; i++) {
        w.data()[i] = random.nextGaussian();
      }
    }
    return new LinearLayers(classes, List.of(first, second, last), Collections.nCopies(3, null));
  }

  @Override
  protected HeadTally create(int dimension, int classes) {
    return HeadTally.create(layers(dimension, classes));
  }

  @Override
  protected HeadTally read(byte[] bytes, int dimension, int classes) {
    return HeadTally.fromBytes(layers(dimension, classes), bytes);
  }

  @Override
  protected void assertClose(HeadTally actual, HeadTally expected, double scale) {
    HeadQuantities a = actual.quantities();
    HeadQuantities e = expected.quantities();
    assertThat(a.samples()).isEqualTo(e.samples());
    assertThat(a.fit().accuracy()).isEqualTo(e.fit().accuracy());
    close(a.residual(), e.residual());
    close(a.fit().scaledResidual(), e.fit().scaledResidual());
    close(a.headNorm(), e.headNorm());
    close(a.beforeNorm(), e.beforeNorm());
    close(a.beforeFrobenius(), e.beforeFrobenius());
    close(a.lastNorm(), e.lastNorm());
    close(a.kernelPart(), e.kernelPart());
    close(a.rangePart(), e.rangePart());
  }

  private static void close(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
  }

  @Override
  protected void assertSame(HeadTally actual, HeadTally expected) {
    assertThat(actual.toBytes()).isEqualTo(expected.toBytes());
  }
}
