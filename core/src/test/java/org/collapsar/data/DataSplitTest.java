package org.collapsar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSplitTest {
  /** Five training samples of dimension 2 in four classes, two test samples. */
  private static DataSplit split() {
    Dataset train =
        new ByteDataset(
            "t", new byte[] {3, 4, 0, 0, 6, 8, -1, 0, 1, 2}, new byte[] {0, 1, 2, 3, 0}, 2, 4);
    Dataset test = new ByteDataset("t", new byte[] {-1, -1, 5, 0}, new byte[] {3, 2}, 2, 4);
    return new DataSplit(
        train,
        test,
        new Provenance(
            "t",
            "s",
            Map.of("f", "h"),
            "l",
            List.of("a", "b", "c", "d"),
            ClassCounts.of(train),
            null,
            255));
  }

  @Test
  void relabelsByTheRemainder() {
    DataSplit relabelled = split().relabelModulo(3);
    assertThat(relabelled.train().classes()).isEqualTo(3);
    assertThat(labels(relabelled.train())).containsExactly(0, 1, 2, 0, 0);
    assertThat(labels(relabelled.test())).containsExactly(0, 2);
    assertThat(relabelled.provenance().classNames()).containsExactly("a, d", "b", "c");
    assertThat(relabelled.provenance().perClass()).containsExactly(3, 1, 1);
    assertThat(row(relabelled.train(), 2)).containsExactly(6, 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 5})
  void refusesAModulusThatIsNone(int k) {
    assertThatThrownBy(() -> split().relabelModulo(k))
        .isInstanceOf(BadInputException.class)
        .hasMessage("relabelling: expected a modulus of 2 to 4, the number of classes, found " + k);
  }

  @Test
  void takesSomeClassesInTheOrderGiven() {
    DataSplit chosen = split().ofClasses(List.of(3, 0));
    assertThat(chosen.train().classes()).isEqualTo(2);
    assertThat(labels(chosen.train())).containsExactly(1, 0, 1);
    assertThat(chosen.provenance().classNames()).containsExactly("d", "a");
    assertThat(chosen.provenance().perClass()).containsExactly(1, 2);
    assertThat(row(chosen.train(), 0)).containsExactly(3, 4);
    assertThatThrownBy(() -> split().ofClasses(List.of(0, 4)))
        .isInstanceOf(BadInputException.class)
        .hasMessage("classes: expected different ones of 0 to 3, found [0, 4]");
    assertThatThrownBy(() -> split().ofClasses(List.of(1, 1)))
        .isInstanceOf(BadInputException.class)
        .hasMessage("classes: expected different ones of 0 to 3, found [1, 1]");
    assertThatThrownBy(() -> split().ofClasses(List.of(2)))
        .isInstanceOf(BadInputException.class)
        .hasMessage("classes: expected at least two, found [2]");
  }

  @Test
  void scalesEverySampleByItsOwnNorm() {
    DataSplit scaled = split().scaled(Scaling.UNIT_SAMPLES);
    assertThat(row(scaled.train(), 0)).containsExactly(0.6, 0.8);
    assertThat(row(scaled.train(), 2)).containsExactly(0.6, 0.8);
    assertThat(row(scaled.train(), 1)).as("zeros stay").containsExactly(0, 0);
  }

  @Test
  void recordsWhatWasTakenAndWhyNotMore() {
    DataSplit sampled = split().subsample(3, Seed.of(1));
    assertThat(sampled.provenance().perClass()).containsExactly(1, 1, 1, 1);
    assertThat(sampled.provenance().cap())
        .isEqualTo("asked 3 a class, the smallest class has 1: 1 of each class taken");
    assertThat(sampled.test().size()).isEqualTo(2);
    assertThat(split().subsample(1, Seed.of(1)).provenance().cap()).isNull();
  }

  @Test
  void refusesAClassWithoutSamples() {
    DataSplit split = split();
    DataSplit lacking =
        new DataSplit(split.train().select(new int[] {0, 1, 3}), split.test(), split.provenance());
    assertThatThrownBy(() -> lacking.subsample(1, Seed.of(1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("found none of class 2");
    assertThatThrownBy(() -> split.subsample(0, Seed.of(1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected at least 1, found 0");
  }

  @Test
  void scalesToTheUnitInterval() {
    DataSplit unit = split().scaled(Scaling.UNIT);
    assertThat(row(unit.train(), 0)).containsExactly(3 / 255.0, 4 / 255.0);
    assertThat(row(unit.train(), 3)).containsExactly(1, 0);
    assertThat(row(unit.test(), 0)).containsExactly(1, 1);
  }

  @Test
  void scalesByTheLargestTrainingNorm() {
    DataSplit scaled = split().scaled(Scaling.UNIT_NORM);
    assertThat(row(scaled.train(), 3)[0]).isCloseTo(1, within(1e-11)).isLessThanOrEqualTo(1);
    assertThat(row(scaled.train(), 0)[1]).isCloseTo(4 / 255.0, within(1e-11));
    // The test set is divided by the same number: its largest sample is longer.
    assertThat(row(scaled.test(), 0)[1]).isCloseTo(1, within(1e-11));
  }

  @Test
  void refusesToNormaliseNothing() {
    DataSplit split = split();
    DataSplit zero =
        new DataSplit(split.train().select(new int[] {1}), split.test(), split.provenance());
    assertThatThrownBy(() -> zero.scaled(Scaling.UNIT_NORM))
        .isInstanceOf(BadInputException.class)
        .hasMessage("scaling: unit-norm expects a training sample other than zero, found none");
    assertThatThrownBy(() -> zero.scaled(Scaling.CENTRED_UNIT_NORM))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "scaling: centred-unit-norm expects a training sample other than their mean, found"
                + " none");
  }

  /** Test samples lose the mean of the training samples and are divided by the same norm. */
  @Test
  void centresAndThenScalesByTheLargestNormThatIsLeft() {
    DataSplit split = split();
    double[] mean = new double[2];
    for (int i = 0; i < 5; i++) {
      mean[0] += row(split.train(), i)[0] / 5;
      mean[1] += row(split.train(), i)[1] / 5;
    }
    double largest = 0;
    for (int i = 0; i < 5; i++) {
      double[] x = row(split.train(), i);
      largest = Math.max(largest, Math.hypot(x[0] - mean[0], x[1] - mean[1]));
    }
    DataSplit scaled = split.scaled(Scaling.CENTRED_UNIT_NORM);
    double norm = 0;
    for (int i = 0; i < 5; i++) {
      double[] x = row(split.train(), i);
      double[] found = row(scaled.train(), i);
      norm = Math.max(norm, Math.hypot(found[0], found[1]));
      assertThat(found[0]).isCloseTo((x[0] - mean[0]) / largest, within(1e-11));
      assertThat(found[1]).isCloseTo((x[1] - mean[1]) / largest, within(1e-11));
    }
    assertThat(norm).isCloseTo(1, within(1e-11)).isLessThanOrEqualTo(1);
    assertThat(row(scaled.test(), 1)[0])
        .isCloseTo((row(split.test(), 1)[0] - mean[0]) / largest, within(1e-11));
  }

  @Test
  void centresByTheTrainingMeans() {
    DataSplit centred = split().scaled(Scaling.CENTRED);
    double[] sums = new double[2];
    for (int i = 0; i < 5; i++) {
      double[] row = row(centred.train(), i);
      sums[0] += row[0];
      sums[1] += row[1];
    }
    assertThat(sums[0]).isCloseTo(0, within(1e-15));
    assertThat(sums[1]).isCloseTo(0, within(1e-15));
    double mean = (3 + 0 + 6 + 255 + 1) / 255.0 / 5;
    assertThat(row(centred.test(), 1)[0]).isCloseTo(5 / 255.0 - mean, within(1e-15));
  }

  @Test
  void leavesFeaturesAloneWhenAsked() {
    assertThat(row(split().scaled(Scaling.NONE).train(), 3)).containsExactly(255, 0);
  }

  @Test
  void scalingsHaveNames() {
    for (Scaling scaling : Scaling.values()) {
      assertThat(Scaling.named(scaling.key())).isEqualTo(scaling);
    }
    assertThatThrownBy(() -> Scaling.named("Unit"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "scaling: expected one of none, unit, unit-norm, unit-samples, centred,"
                + " centred-unit-norm, found 'Unit'");
  }

  @Test
  void selectsInTheOrderGiven() {
    Dataset selected = split().train().select(new int[] {4, 0, 4});
    assertThat(labels(selected)).containsExactly(0, 0, 0);
    assertThat(row(selected, 0)).containsExactly(1, 2);
    assertThat(row(selected, 1)).containsExactly(3, 4);
    assertThatThrownBy(() -> split().train().select(new int[] {5}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static int[] labels(Dataset data) {
    int[] labels = new int[data.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = data.label(i);
    }
    return labels;
  }

  private static double[] row(Dataset data, int i) {
    double[] row = new double[data.dimension()];
    data.copyRow(i, row, 0);
    return row;
  }
}
