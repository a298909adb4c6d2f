package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SeparationLawTest {

  private static Map<String, MetricValue> of(double... fuzziness) {
    List<MetricValue> values = DoubleStream.of(fuzziness).mapToObj(MetricValue::of).toList();
    List<String> names =
        java.util.stream.IntStream.range(0, fuzziness.length).mapToObj(l -> "l" + l).toList();
    return SeparationLaw.of(names, values);
  }

  @Test
  void aLawThatHoldsIsFound() {
    Map<String, MetricValue> law = of(80, 20, 5, 1.25);
    assertThat(law.get("separation.slope").orNaN()).isCloseTo(-Math.log(4), within(1e-14));
    assertThat(law.get("separation.ratio").orNaN()).isCloseTo(0.25, within(1e-14));
    assertThat(law.get("separation.r2").orNaN()).isCloseTo(1, within(1e-14));
  }

  /** log D = 3, 1, 2: slope (2 - 3)/2, r = -1/2 by hand. */
  @Test
  void aLawThatHoldsBadlyHasASmallR2() {
    Map<String, MetricValue> law = of(Math.exp(3), Math.E, Math.exp(2));
    assertThat(law.get("separation.slope").orNaN()).isCloseTo(-0.5, within(1e-14));
    assertThat(law.get("separation.r2").orNaN()).isCloseTo(0.25, within(1e-14));
  }

  @Test
  void whatIsUndefinedSaysWhy() {
    assertThat(of(2, 1).get("separation.slope"))
        .isEqualTo(MetricValue.undefined("because there are fewer than three layers"));
    assertThat(of(2, 0, 1).get("separation.ratio"))
        .isEqualTo(MetricValue.undefined("because the fuzziness of layer l1 is 0"));
    assertThat(of(2, 2, 2).get("separation.r2"))
        .isEqualTo(MetricValue.undefined("because the fuzziness is the same in all layers"));
    assertThat(of(2, 2, 2).get("separation.ratio").orNaN()).isEqualTo(1);
    Map<String, MetricValue> lacks =
        SeparationLaw.of(
            List.of("a", "b", "c"),
            List.of(
                MetricValue.of(1),
                MetricValue.undefined("because all class means are equal"),
                MetricValue.of(1)));
    assertThat(lacks.get("separation.r2"))
        .isEqualTo(MetricValue.undefined("because all class means are equal (layer b)"));
  }
}
