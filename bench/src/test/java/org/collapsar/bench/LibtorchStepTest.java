package org.collapsar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import java.nio.file.Path;
import java.util.Arrays;
import org.collapsar.linalg.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LibtorchStepTest {
  private static Engine engine;

  @BeforeAll
  static void load() {
    engine = LibtorchStep.load(2, Path.of("target", "djl"));
  }

  @Test
  void sgdInDoubleIsTheStepOfTheFormulas() {
    Problem problem = new Problem(tiny(0, Precision.FLOAT64), 7);
    PlainStep plain = new PlainStep(problem);
    try (LibtorchStep torch = new LibtorchStep(engine, problem)) {
      for (int t = 0; t < 6; t++) {
        plain.step(t % 3);
        torch.step(t % 3);
      }
      assertThat(PlainStep.distance(torch.weights(0), plain.weights(0))).isLessThan(1e-12);
      assertThat(PlainStep.distance(torch.weights(1), plain.weights(1))).isLessThan(1e-12);
      // Both would agree as well if no step did anything.
      assertThat(PlainStep.distance(torch.weights(0), problem.weights(0))).isGreaterThan(1e-2);
      assertThat(PlainStep.distance(torch.weights(1), problem.weights(1))).isGreaterThan(1e-2);
    }
  }

  @Test
  void sgdInFloatIsTheStepOfTheFormulasUpToRounding() {
    Problem problem = new Problem(tiny(0, Precision.FLOAT32), 8);
    PlainStep plain = new PlainStep(problem);
    try (LibtorchStep torch = new LibtorchStep(engine, problem)) {
      for (int t = 0; t < 6; t++) {
        plain.step(t % 3);
        torch.step(t % 3);
      }
      assertThat(PlainStep.distance(torch.weights(0), plain.weights(0))).isLessThan(1e-5);
      assertThat(PlainStep.distance(torch.weights(1), plain.weights(1))).isLessThan(1e-5);
    }
  }

  @Test
  void langevinAddsWhiteNoiseOfTheRightSizeToEveryWeightOfTheFirstTwoLayers() {
    Workload workload = Workload.meanField(60, 500, 40, 3, 8, 1, 0.05, 0.1, 0.3, Precision.FLOAT32);
    Problem problem = new Problem(workload, 9);
    PlainStep plain = new PlainStep(problem);
    plain.step(0);
    try (LibtorchStep torch = new LibtorchStep(engine, problem)) {
      torch.step(0);
      double deviation = Math.sqrt(2 * 0.05 * 0.3);
      double[] onParticles = noise(torch.weights(0), plain.weights(0), deviation);
      double[] onSecondLayer = noise(torch.weights(1), plain.weights(1), deviation);
      assertStandardNormalMoments(onParticles);
      assertStandardNormalMoments(onSecondLayer);
      assertThat(Arrays.stream(onParticles).distinct().count()).isGreaterThan(29_000);
    }
  }

  private static Workload tiny(double noise, Precision precision) {
    return Workload.meanField(11, 13, 5, 3, 7, 3, 0.2, 0.03, noise, precision);
  }

  private static double[] noise(double[] noisy, double[] plain, double deviation) {
    double[] xi = new double[noisy.length];
    Arrays.setAll(xi, i -> (noisy[i] - plain[i]) / deviation);
    return xi;
  }

  /**
   * Mean, variance and fourth moment within five of their standard errors: 1, 2 and 96 over the
   * number of draws.
   */
  private static void assertStandardNormalMoments(double[] xi) {
    double n = xi.length;
    double mean = Arrays.stream(xi).sum() / n;
    double second = Arrays.stream(xi).map(v -> v * v).sum() / n;
    double fourth = Arrays.stream(xi).map(v -> v * v * v * v).sum() / n;
    assertThat(Math.abs(mean)).isLessThan(5 * Math.sqrt(1 / n));
    assertThat(Math.abs(second - 1)).isLessThan(5 * Math.sqrt(2 / n));
    assertThat(Math.abs(fourth - 3)).isLessThan(5 * Math.sqrt(96 / n));
  }
}
