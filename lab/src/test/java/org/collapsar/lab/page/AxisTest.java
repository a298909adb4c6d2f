package org.collapsar.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.collapsar.lab.figure.Axis;
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

  /** A page that draws other ticks than its figures would look as if it had other numbers. */
  @Test
  void pagesHaveTheSameEndsAndTicks() throws IOException {
    try (ScriptedAxes scripted = new ScriptedAxes()) {
      Random random = new Random(1);
      for (int i = 0; i < 2000; i++) {
        double least = (random.nextInt(4) - 1) * Math.pow(10, random.nextInt(25) - 12);
        double greatest =
            least + Math.abs(least) * Math.pow(10, random.nextInt(9) - 6) * random.nextDouble();
        check(scripted, least, greatest, false);
        check(scripted, -greatest, -least, false);
        check(scripted, random.nextInt(9), 9 + random.nextInt(2_000_000), false);
        if (least > 0) {
          check(scripted, least, greatest, true);
          check(scripted, least, least * Math.pow(10, 12 * random.nextDouble()), true);
        }
      }
    }
  }

  private static void check(
      ScriptedAxes scripted, double least, double greatest, boolean logarithmic) {
    assertThat(scripted.of(least, greatest, logarithmic))
        .as("%s .. %s, %s", least, greatest, logarithmic ? "logarithmic" : "linear")
        .isEqualTo(
            logarithmic
                ? byLogarithms(Axis.of(least, greatest, true))
                : Axis.of(least, greatest, false));
  }

  private static Axis byLogarithms(Axis axis) {
    return new Axis(
        Math.log10(axis.from()),
        Math.log10(axis.to()),
        true,
        axis.ticks().stream().map(t -> new Axis.Tick(Math.log10(t.value()), t.label())).toList());
  }

  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(Axis.Tick::label).filter(text -> !text.isEmpty()).toList();
  }
}
