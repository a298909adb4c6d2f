package org.collapsar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import java.nio.file.Path;
import org.collapsar.linalg.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgreementTest {
  private static Engine engine;

  @BeforeAll
  static void load() {
    engine = LibtorchStep.load(2, Path.of("target", "djl"));
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void bothEnginesMakeTheSameStep(Precision precision) {
    assertThat(agreement(workload(0, precision), workload(0, precision)).holds()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void bothEnginesAddNoiseOfTheSameSize(Precision precision) {
    Agreement agreement = agreement(workload(0.1, precision), workload(0.1, precision));

    assertThat(agreement.found()).isBetween(0.9, 1.1);
    assertThat(agreement.holds()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void bothEnginesMakeTheSameStepOfADeepStackWithMomentumAndWithout(Precision precision) {
    for (double momentum : new double[] {0, 0.9}) {
      Workload deep = Workload.deep(40, 140, 4, 2, 10, 70, 2, 0.05, 0.03, momentum, precision);
      Agreement agreement = agreement(deep, deep);
      assertThat(agreement.holds()).as("momentum %s: %s", momentum, agreement).isTrue();
    }
  }

  @Test
  void anotherMomentumIsNoticed() {
    assertThat(
            agreement(
                    Workload.deep(40, 140, 4, 2, 10, 70, 2, 0.05, 0.03, 0.9, Precision.FLOAT64),
                    Workload.deep(40, 140, 4, 2, 10, 70, 2, 0.05, 0.03, 0.8, Precision.FLOAT64))
                .holds())
        .isFalse();
  }

  @Test
  void aDifferentStepIsNoticed() {
    Workload other = Workload.meanField(30, 300, 20, 3, 8, 2, 0.2, 0.031, 0, Precision.FLOAT64);

    assertThat(agreement(workload(0, Precision.FLOAT64), other).holds()).isFalse();
  }

  @Test
  void noiseOfADifferentSizeIsNoticed() {
    assertThat(
            agreement(workload(0.1, Precision.FLOAT32), workload(0.12, Precision.FLOAT32)).holds())
        .isFalse();
  }

  private static Workload workload(double noise, Precision precision) {
    return Workload.meanField(30, 300, 20, 3, 8, 2, 0.2, 0.03, noise, precision);
  }

  private static Agreement agreement(Workload torchs, Workload ours) {
    try (LibtorchStep left = new LibtorchStep(engine, new Problem(torchs, 3));
        CollapsarStep right = new CollapsarStep(new Problem(ours, 3), 2)) {
      return Agreement.after(left, right, torchs);
    }
  }
}
