package org.collapsar.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.collapsar.BadInputException;
import org.collapsar.linalg.Rows;
import org.collapsar.linalg.ThreadTeam;
import org.junit.jupiter.api.Test;

class ClassMomentsContractTest extends AccumulatorContract<ClassMoments> {

  @Override
  protected ClassMoments read(byte[] bytes, int dimension, int classes) {
    return ClassMoments.fromBytes(bytes);
  }

  @Override
  protected ClassMoments create(int dimension, int classes) {
    return ClassMoments.create(dimension, classes);
  }

  @Override
  protected void assertSame(ClassMoments actual, ClassMoments expected) {
    assertThat(actual).isEqualTo(expected);
    assertThat(actual.toBytes()).isEqualTo(expected.toBytes());
  }

  @Override
  protected void assertClose(ClassMoments actual, ClassMoments expected, double scale) {
    for (int c = 0; c < expected.classes(); c++) {
      assertThat(actual.count(c)).isEqualTo(expected.count(c));
      assertThat(actual.mean(c)).containsExactly(expected.mean(c), Offset.offset(1e-14 * scale));
      assertThat(actual.scatter(c))
          .isCloseTo(
              expected.scatter(c), Offset.offset(1e-13 * scale * (1e-3 + expected.scatter(c))));
    }
  }

  /** The first sample of the run, the reference of the sums, lies far from all others. */
  @Test
  void anOutlierFirstCostsNoDigits() {
    int n = 4000;
    double[] x = new double[n];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < n; i++) {
      x[i] = i == 0 ? 1e9 : random.nextGaussian();
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (double v : x) {
      sum = sum.add(new BigDecimal(v));
    }
    BigDecimal mean = sum.divide(BigDecimal.valueOf(n), MathContext.DECIMAL128);
    BigDecimal scatter = BigDecimal.ZERO;
    for (double v : x) {
      BigDecimal d = new BigDecimal(v).subtract(mean);
      scatter = scatter.add(d.multiply(d));
    }
    ClassMoments moments = ClassMoments.create(1, 1);
    moments.accept(x, n, new int[n], 0);
    assertThat(moments.scatter(0) / scatter.doubleValue()).isCloseTo(1, Offset.offset(1e-12));
  }

  @Test
  void aTeamOfAnySizeGivesTheSameBitsAndThoseOfOneByOneToRounding() {
    int n = 5003;
    int d = 11;
    int k = 7;
    SplittableRandom random = new SplittableRandom(2);
    double[] x = new double[n * d];
    int[] labels = new int[n];
    ClassMoments single = ClassMoments.create(d, k);
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(k - 1);
      for (int j = 0; j < d; j++) {
        x[i * d + j] = 5 + random.nextGaussian();
      }
      single.accept(x, i * d, labels[i]);
    }
    ClassMoments first = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (ThreadTeam team = new ThreadTeam(threads)) {
        ClassMoments moments = ClassMoments.of(Rows.of(x, d), labels, k, team);
        assertClose(moments, single, 10);
        assertThat(moments).isEqualTo(first == null ? moments : first);
        first = moments;
        x[4000 * d + 1] = Double.NaN;
        x[4999 * d] = Double.NaN;
        assertThatThrownBy(() -> ClassMoments.of(Rows.of(x, d), labels, k, team))
            .isInstanceOf(BadInputException.class)
            .hasMessageContaining("NaN in row 4000, column 1");
        x[4000 * d + 1] = 5;
        x[4999 * d] = 5;
        single = ClassMoments.of(Rows.of(x, d), labels, k, team);
        first = single;
      }
    }
  }

  @Test
  void bytesComeBackAndDamageIsRefused() {
    ClassMoments moments = ClassMoments.create(3, 4);
    moments.accept(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 10}, 3, new int[] {2, 2, 0}, 0);
    byte[] bytes = moments.toBytes();
    assertThat(ClassMoments.fromBytes(bytes)).isEqualTo(moments);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ClassMoments.fromBytes(cut)).isInstanceOf(BadInputException.class);
    }
    refuse(bytes, 0, 1, "the magic number");
    refuse(bytes, 4, 1, "expected 2, found 1 in the version");
    refuse(bytes, 8, -1, "a dimension and classes of at least 1");
    refuse(bytes, 12, Integer.MAX_VALUE, "the length");
    refuse(bytes, 16, -1, "class 0");
    refuse(bytes, 24, 0x7ff80000, "class 0");
    refuse(bytes, 32, 0x7ff80000, "class 0, column 0");
    assertThatThrownBy(() -> ClassMoments.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessageContaining("the length");
  }

  private static void refuse(byte[] bytes, int at, int value, String message) {
    byte[] damaged = bytes.clone();
    ByteBuffer.wrap(damaged).putInt(at, value);
    assertThatThrownBy(() -> ClassMoments.fromBytes(damaged))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void labelsThatDoNotFitAreBadInput() {
    Rows rows = Rows.of(new double[6], 2);
    assertThatThrownBy(() -> ClassMoments.checkLabels(rows, new int[2], 2))
        .hasMessage("labels: expected 3, one per row of features, found 2");
    assertThatThrownBy(() -> ClassMoments.checkLabels(rows, new int[] {0, 1, 2}, 2))
        .hasMessage("labels: expected 0 to 1, found 2 for row 2 (counted from 0)");
  }
}
