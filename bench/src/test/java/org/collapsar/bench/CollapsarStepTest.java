package org.collapsar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.collapsar.linalg.Precision;
import org.junit.jupiter.api.Test;

class CollapsarStepTest {

  @Test
  void isTheStepOfTheFormulasOnTheProblemsOwnBatches() {
    Problem problem =
        new Problem(Workload.meanField(11, 300, 5, 3, 7, 3, 0.2, 0.03, 0, Precision.FLOAT64), 7);
    PlainStep plain = new PlainStep(problem);
    try (CollapsarStep ours = new CollapsarStep(problem, 2)) {
      for (int t = 0; t < 6; t++) {
        plain.step(t % 3);
        ours.step(t % 3);
      }
      assertThat(PlainStep.distance(ours.weights(0), plain.weights(0))).isLessThan(1e-12);
      assertThat(PlainStep.distance(ours.weights(1), plain.weights(1))).isLessThan(1e-12);
      assertThat(PlainStep.distance(ours.weights(0), problem.weights(0))).isGreaterThan(1e-2);
    }
  }
}
