package org.collapsar.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricReferenceTest {

  /** Nine layers, the first five with ReLU. */
  private static final LayerStack STACK =
      LayerStack.of(
          List.of(
              "relu",
              "relu",
              "relu",
              "relu",
              "relu",
              "identity",
              "identity",
              "identity",
              "identity"));

  @Test
  void theHeadIsTheLastNonLinearLayer() {
    assertThat(STACK).isEqualTo(new LayerStack(9, 5));
    assertThat(LayerStack.of(List.of("identity", "identity")).head()).isZero();
    assertThat(LayerStack.of(List.of("relu", "identity", "tanh")).head()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "nc2.kappa@3, '3'",
    "nc2.kappa@last, '9'",
    "nc2.kappa@last-1, '8'",
    "nc2.kappa@head, '5'",
    "nc2.kappa@nonlinear, '5'",
    "nc2.kappa@head+1, '6'",
    "nc2.kappa@head..last, '5 6 7 8 9'",
    "max(balancedness@head+1..last-1), '6 7 8'",
    "min(negativity@1..nonlinear-3), '1 2'",
    "nc2.kappa@10, ''",
    "nc2.kappa@last+1, ''",
    "mean(nc2.kappa@last..head), ''",
    "nc2.kappa@8..10, ''",
    "nc2.kappa@0, ''"
  })
  void namesLayers(String text, String layers) {
    StringBuilder found = new StringBuilder();
    for (int layer : MetricReference.parse(text).layersIn(STACK)) {
      found.append(found.isEmpty() ? "" : " ").append(layer);
    }
    assertThat(found.toString()).isEqualTo(layers);
  }

  @Test
  void reducesToOneNumber() {
    double[] values = {3, 1, 5};
    assertThat(MetricReference.parse("min(a@1..3)").reduce(values)).isEqualTo(1);
    assertThat(MetricReference.parse("mean(a@1..3)").reduce(values)).isEqualTo(3);
    assertThat(MetricReference.parse("max(a@1..3)").reduce(values)).isEqualTo(5);
    assertThat(MetricReference.parse("max(a@1..2)").reduce(new double[] {1, Double.NaN})).isNaN();
    assertThat(MetricReference.parse("a@1..3").single()).isFalse();
    assertThat(MetricReference.parse("max(a@1..3)").single()).isTrue();
    assertThat(MetricReference.parse("a").single()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a@3", "a@last-1", "a@head+1..last", "min(a@1..head)", "mean(a@2..3)"})
  void isWrittenAsItWasRead(String text) {
    assertThat(MetricReference.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a@", "a@first", "@3", "sum(a@1..2)", "a@3-1", "max(a@1..2", "a@1...2", "a@last+"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> MetricReference.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhichLayersThereAreNot() {
    assertThat(MetricReference.parse("a@last+1").missingIn(STACK))
        .isEqualTo(
            "there is no last+1 (layer 10 in a network of 9 layers, the last non-linear one 5)");
  }
}
