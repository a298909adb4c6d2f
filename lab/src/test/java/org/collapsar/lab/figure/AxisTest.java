package org.collapsar.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  @ParameterizedTest
  @CsvSource({
    "0.014, 0.5",
    "0.42, 0.48",
    "1e-9, 3.0",
    "0.9999, 1.0001",
    "1e-300, 1e300",
    "2.0, 2.0",
    "1e-5, 1e-4"
  })
  void aLogAxisHoldsTheDataAndHasLabels(double least, double greatest) {
    Axis axis = Axis.of(least, greatest, true);
    assertThat(axis.from()).isPositive().isLessThanOrEqualTo(least);
    assertThat(axis.to()).isGreaterThanOrEqualTo(greatest);
    assertThat(labels(axis)).hasSizeBetween(2, 12).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0.5, 0.98", "-3, 2", "7, 7", "0, 0", "1e-12, 2e-12", "99999, 100001"})
  void aLinearAxisHoldsTheDataAndHasLabels(double least, double greatest) {
    Axis axis = Axis.of(least, greatest, false);
    assertThat(axis.from()).isLessThanOrEqualTo(least);
    assertThat(axis.to()).isGreaterThan(greatest);
    assertThat(labels(axis)).hasSizeBetween(3, 9).doesNotHaveDuplicates();
  }

  @Test
  void labelsAreShort() {
    assertThat(labels(Axis.of(0.014, 0.5, true)))
        .containsExactly("0.01", "0.02", "0.05", "0.1", "0.2", "0.5");
    assertThat(labels(Axis.of(0.5, 0.98, false)))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
    assertThat(labels(Axis.epochs(40, 5))).containsExactly("0", "10", "20", "30", "40");
    assertThat(labels(Axis.epochs(1, 5))).containsExactly("0", "1");
    assertThat(labels(Axis.of(1e-9, 1e-6, true))).contains("1e-9", "1e-6");
  }

  @Test
  void labelsOfLargeAndSmallNumbersHaveOneDigitBeforeThePoint() {
    assertThat(labels(Axis.of(0, 1.5e6, false))).containsExactly("0", "500000", "1e6", "1.5e6");
    assertThat(labels(Axis.of(-1.5e-5, 0, false))).contains("-1.5e-5", "-1e-5", "-5e-6", "0");
  }

  @Test
  void aPartOfALogAxisHasTicksOfEveryRank() {
    assertThat(Axis.of(1e-12, 1, true).finer())
        .filteredOn(tick -> tick.value() >= 0.99e-3 && tick.value() < 0.99e-1)
        .extracting(tick -> tick.label() + " " + tick.rank())
        .containsExactly(
            "0.001 1", "0.002 2", "0.003 3", "0.004 3", "0.005 2", "0.006 3", "0.007 3", "0.008 3",
            "0.009 3", "0.01 0", "0.02 2", "0.03 3", "0.04 3", "0.05 2", "0.06 3", "0.07 3",
            "0.08 3", "0.09 3");
    assertThat(Axis.of(1e-300, 1, true).finer()).hasSizeLessThan(400);
  }

  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(Axis.Tick::label).filter(text -> !text.isEmpty()).toList();
  }
}
