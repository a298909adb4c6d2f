package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.collapsar.linalg.Gram;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.moments.AccumulatorContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The sums of every statistic, on each of the three routes. */
class SampleTallyContractTest {
  private static final List<String> IDS =
      List.of(
          "nc1.pinv",
          "nc1.pinv.weighted",
          "nc1.pinv.samplemean",
          "nc4.mismatch",
          "nc3.cosine",
          "nc1.vci",
          "rank.stable.features");

  /** A pass about class means of its own. */
  private static SecondPass second(int d, int k, double offset) {
    SplittableRandom random = new SplittableRandom(d + 100L * k);
    int[] labels = new int[4 * k + 1];
    double[] rows = new double[labels.length * d];
    Matrix w = new Matrix(k, d);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % k;
    }
    for (int i = 0; i < rows.length; i++) {
      rows[i] = offset + random.nextGaussian();
    }
    for (int i = 0; i < w.data().length; i++) {
      w.data()[i] = random.nextGaussian();
    }
    MeasurementPlan plan = NeuralCollapse.plan(IDS, d, k).weights(w, null);
    MomentTally first = plan.moments();
    first.accept(rows, labels.length, labels, 0);
    return plan.second(first);
  }

  abstract static class Contract extends AccumulatorContract<SampleTally> {
    private final SamplePlan.Route route;
    private final double offset;
    private final SecondPass pass;

    Contract(int dimension, double offset, SamplePlan.Route route) {
      super(dimension);
      this.route = route;
      this.offset = offset;
      this.pass = second(dimension, 5, offset);
    }

    private SecondPass pass(int dimension, int classes) {
      return dimension == pass.dimension() && classes == 5
          ? pass
          : second(dimension, classes, offset);
    }

    @Override
    protected SampleTally create(int dimension, int classes) {
      return pass(dimension, classes).tally();
    }

    @Override
    protected SampleTally read(byte[] bytes, int dimension, int classes) {
      return pass(dimension, classes).tally(bytes);
    }

    @Override
    protected void assertSame(SampleTally actual, SampleTally expected) {
      assertThat(actual.toBytes()).isEqualTo(expected.toBytes());
    }

    @Override
    protected void assertClose(SampleTally actual, SampleTally expected, double scale) {
      SampleSums mine = (SampleSums) actual.sums(0);
      SampleSums other = (SampleSums) expected.sums(0);
      double deviations = scale + offset;
      double size = deviations * deviations * 331;
      assertThat(mine.of(Mismatches.KIND).count()).isEqualTo(other.of(Mismatches.KIND).count());
      ClassScatters scatters = other.of(ClassScatters.KIND);
      assertThat(mine.of(ClassScatters.KIND).counts).isEqualTo(scatters.counts);
      near(mine.of(ClassScatters.KIND).scatters, scatters.scatters, size);
      assertThat(mine.of(ClassScatters.KIND).lengths)
          .isCloseTo(scatters.lengths, Offset.offset(1e-13 * size));
      Projections projections = other.of(Projections.KIND);
      near(mine.of(Projections.KIND).squares, projections.squares, size);
      for (Part part : Part.ROTATED) {
        near(mine.of(Projections.KIND).squares(part), projections.squares(part), size);
      }
      int d = pass.dimension();
      near(mine.of(Projections.KIND).scatter(d).data(), projections.scatter(d).data(), size);
      for (int c = 0; c < 5; c++) {
        assertThat(mine.of(Cosines.KIND).get().sum(c))
            .isCloseTo(other.of(Cosines.KIND).get().sum(c), Offset.offset(1e-12));
      }
      for (SpreadPlan.Weight weight : SpreadPlan.Weight.values()) {
        near(gram(actual, weight), gram(expected, weight), deviations * deviations * 5);
      }
    }

    private static double[] gram(SampleTally tally, SpreadPlan.Weight weight) {
      return Gram.ofColumns(((SpreadSums) tally.sums(1)).rows(weight)).data();
    }

    private static void near(double[] actual, double[] expected, double size) {
      assertThat(actual).containsExactly(expected, Offset.offset(1e-13 * size));
    }

    @Test
    void goesByThatRoute() {
      assertThat(((SamplePlan) pass.passes().get(0)).route()).isEqualTo(route);
    }
  }

  @Nested
  class ByDeviations extends Contract {
    ByDeviations() {
      super(7, 100, SamplePlan.Route.DEVIATIONS);
    }
  }

  @Nested
  class ByPlainRows extends Contract {
    ByPlainRows() {
      super(7, 0, SamplePlan.Route.PLAIN);
    }
  }

  @Nested
  class ByTheirScatter extends Contract {
    ByTheirScatter() {
      super(3, 0, SamplePlan.Route.SCATTER);
    }
  }

  @Test
  void sumsOfAnotherPassAreRefused() {
    SecondPass pass = second(7, 5, 0);
    byte[] other = second(7, 5, 1).tally().toBytes();
    assertThatThrownBy(() -> pass.tally(other))
        .hasMessageStartingWith("sums of a second pass: expected ")
        .hasMessageEndingWith(" in the hash of the pass");
    assertThatThrownBy(() -> pass.tally().combine(second(7, 5, 1).tally()))
        .hasMessage("sums of a second pass: cannot take in those of another");
  }

  @Test
  void samplesThatDoNotFitAreBadInput() {
    SampleTally tally = second(7, 5, 0).tally();
    byte[] before = tally.toBytes();
    Rows two = Rows.of(new double[14], 7);
    assertThatThrownBy(() -> tally.accept(SampleSet.TRAIN, two, new int[] {0, 5}))
        .hasMessage("labels: expected 0 to 4, found 5 for row 1 (counted from 0)");
    assertThatThrownBy(() -> tally.accept(SampleSet.TRAIN, Rows.of(new double[6], 6), new int[1]))
        .hasMessage("features: expected 7 columns, found 6");
    tally.accept(SampleSet.TEST, two, new int[2]);
    assertThat(tally.toBytes()).isEqualTo(before);
  }
}
