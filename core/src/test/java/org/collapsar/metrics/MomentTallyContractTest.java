package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Rows;
import org.collapsar.moments.AccumulatorContract;
import org.collapsar.moments.ClassMoments;
import org.junit.jupiter.api.Test;

class MomentTallyContractTest extends AccumulatorContract<MomentTally> {

  private static MeasurementPlan plan(int dimension, int classes) {
    return NeuralCollapse.plan(
            List.of("nc1.pinv.test.strong", "nc5.ood", "nc1.pinv"), dimension, classes)
        .with(SampleSet.TEST)
        .with(SampleSet.OUT_OF_DISTRIBUTION);
  }

  @Override
  protected MomentTally create(int dimension, int classes) {
    return plan(dimension, classes).moments();
  }

  @Override
  protected MomentTally read(byte[] bytes, int dimension, int classes) {
    return plan(dimension, classes).moments(bytes);
  }

  @Override
  protected void assertSame(MomentTally actual, MomentTally expected) {
    assertThat(actual.toBytes()).isEqualTo(expected.toBytes());
  }

  @Override
  protected void assertClose(MomentTally actual, MomentTally expected, double scale) {
    ClassMoments mine = Objects.requireNonNull(actual.of(SampleSet.TRAIN));
    ClassMoments other = Objects.requireNonNull(expected.of(SampleSet.TRAIN));
    for (int c = 0; c < other.classes(); c++) {
      assertThat(mine.count(c)).isEqualTo(other.count(c));
      assertThat(mine.mean(c)).containsExactly(other.mean(c), Offset.offset(1e-14 * scale));
      assertThat(mine.scatter(c))
          .isCloseTo(other.scatter(c), Offset.offset(1e-13 * scale * (1e-3 + other.scatter(c))));
    }
  }

  @Test
  void everySetHasItsOwn() {
    MomentTally tally = create(2, 3);
    tally.accept(SampleSet.TEST, Rows.of(new double[] {1, 2, 3, 4}, 2), new int[] {2, 2});
    tally.accept(SampleSet.OUT_OF_DISTRIBUTION, Rows.of(new double[] {5, 6}, 2), new int[1]);
    assertThat(tally.of(SampleSet.TEST).mean(2)).containsExactly(2, 3);
    assertThat(tally.of(SampleSet.OUT_OF_DISTRIBUTION).mean(0)).containsExactly(5, 6);
    assertThat(tally.of(SampleSet.TRAIN).samples()).isZero();
  }

  @Test
  void samplesThatDoNotFitAreBadInput() {
    MomentTally tally = NeuralCollapse.plan(List.of("nc1.pinv"), 2, 3).moments();
    Rows two = Rows.of(new double[] {1, 2, 3, 4}, 2);
    assertThatThrownBy(() -> tally.accept(SampleSet.TEST, two, new int[2]))
        .hasMessage("samples: expected those of [TRAIN], found those of TEST");
    assertThatThrownBy(() -> tally.accept(SampleSet.TRAIN, two, new int[] {0, 3}))
        .hasMessage("labels: expected 0 to 2, found 3 for row 1 (counted from 0)");
    assertThatThrownBy(() -> tally.accept(SampleSet.TRAIN, Rows.of(new double[3], 3), new int[1]))
        .hasMessage("features: expected 2 columns, found 3");
    Rows nan = Rows.of(new double[] {1, 2, 3, Double.NaN}, 2);
    assertThatThrownBy(() -> tally.accept(SampleSet.TRAIN, nan, new int[2]))
        .hasMessageContaining("found NaN in row 1, column 1");
    assertThat(tally.of(SampleSet.TRAIN).samples()).isZero();
  }
}
