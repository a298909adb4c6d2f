package org.collapsar.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against all pairs, one by one. */
class SeparationTest {
  @Test
  void isWhatAllPairsSay() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      double[] inside = scores(random, 1 + random.nextInt(45), 1 + random.nextInt(12));
      double[] outside = scores(random, 1 + random.nextInt(45), 1 + random.nextInt(12));
      double[] copy = inside.clone();
      Separation separation = new Separation(inside, outside);
      double pairs = 0;
      for (double s : inside) {
        for (double o : outside) {
          pairs += s > o ? 1 : s == o ? 0.5 : 0;
        }
      }
      assertThat(separation.auroc())
          .isCloseTo(pairs / inside.length / outside.length, within(1e-15));
      // The largest threshold that 95 of 100 samples reach, by trial.
      double threshold =
          Arrays.stream(inside)
              .filter(
                  t -> 100 * Arrays.stream(copy).filter(s -> s >= t).count() >= 95L * copy.length)
              .max()
              .orElseThrow();
      assertThat(separation.fpr95())
          .isEqualTo(
              (double) Arrays.stream(outside).filter(o -> o >= threshold).count() / outside.length);
      assertThat(inside).isEqualTo(copy);
    }
  }

  /** Whole numbers, so that many are tied. */
  private static double[] scores(SplittableRandom random, int size, int values) {
    return random.ints(size, -values, values).asDoubleStream().toArray();
  }

  @Test
  void ofTwentyTheNineteenthCounts() {
    double[] inside = new double[20];
    Arrays.setAll(inside, i -> i);
    assertThat(new Separation(inside, new double[] {0, 0.5, 1, 2}).fpr95()).isEqualTo(0.5);
    assertThat(new Separation(new double[] {1}, new double[] {1, 0}).fpr95()).isEqualTo(0.5);
    assertThat(new Separation(new double[] {1}, new double[] {1}).auroc()).isEqualTo(0.5);
  }
}
