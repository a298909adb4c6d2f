package org.collapsar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavingTest {
  private final List<String> log = new ArrayList<>();
  private long clock;

  @Test
  void everyRoundRunsABlockOfEachInATurningOrder() {
    new Interleaving(1, 3, 0, 1, 0).run(engines(), 8, () -> clock, () -> () -> 0);

    assertThat(String.join(" ", log)).isEqualTo("A0 B0 A1 B1 B2 A2 A3 B3");
  }

  @Test
  void eachEngineTakesTheBatchesInTurn() {
    new Interleaving(0, 1, 2, 3, 0).run(engines(), 3, () -> clock, () -> () -> 0);

    assertThat(String.join(" ", log)).isEqualTo("A0 A1 A2 A0 A1 B0 B1 B2 B0 B1");
  }

  @Test
  void timesAreMillisecondsPerTimedStepWithoutWarmUpAndLeadIn() {
    Timings timings = new Interleaving(5, 2, 3, 4, 0).run(engines(), 2, () -> clock, () -> () -> 0);

    assertThat(timings.millis()).isDeepEqualTo(new double[][] {{2, 2}, {7, 7}});
  }

  @Test
  void aRoundThatOthersDisturbedIsRepeatedWithTheSameOrder() {
    Iterator<Double> cores = List.of(0.0, 0.9, 0.5, 0.05).iterator();

    Timings timings =
        new Interleaving(0, 2, 0, 1, 0).run(engines(), 9, () -> clock, () -> cores::next);

    assertThat(String.join(" ", log)).isEqualTo("A0 B0 B1 A1 B2 A2 B3 A3");
    assertThat(timings.repeated()).isEqualTo(2);
    assertThat(timings.disturbed()).isZero();
  }

  @Test
  void onAMachineThatNeverRestsItEndsAndSaysSo() {
    Timings timings =
        new Interleaving(0, 3, 0, 1, 0).run(engines(), 9, () -> clock, () -> () -> 1.5);

    assertThat(timings.repeated()).isEqualTo(15);
    assertThat(timings.disturbed()).isEqualTo(3);
    assertThat(timings.millis()).isDeepEqualTo(new double[][] {{2, 2, 2}, {7, 7, 7}});
  }

  @Test
  void impossiblePlansAreRefused() {
    assertThatThrownBy(() -> new Interleaving(60, 0, 3, 20, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rounds 0");
    assertThatThrownBy(() -> new Interleaving(60, 9, 3, 20, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pause -1");
  }

  private List<StepEngine> engines() {
    return List.of(new Logged("A", 2_000_000), new Logged("B", 7_000_000));
  }

  /** Takes a fixed time for a step. */
  private final class Logged implements StepEngine {
    private final String name;
    private final long nanos;

    Logged(String name, long nanos) {
      this.name = name;
      this.nanos = nanos;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void step(int batch) {
      log.add(name + batch);
      clock += nanos;
    }

    @Override
    public double[] weights(int l) {
      return new double[0];
    }

    @Override
    public void close() {}
  }
}
