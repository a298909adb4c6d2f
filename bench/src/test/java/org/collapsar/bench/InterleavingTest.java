package org.collapsar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavingTest {
  private final List<String> log = new ArrayList<>();
  private long clock;

  @Test
  void everyRoundRunsABlockOfEachInATurningOrder() {
    new Interleaving(1, 3, 0, 1, 0).run(engines(), 8, () -> clock);

    assertThat(String.join(" ", log)).isEqualTo("A0 B0 A1 B1 B2 A2 A3 B3");
  }

  @Test
  void eachEngineTakesTheBatchesInTurn() {
    new Interleaving(0, 1, 2, 3, 0).run(engines(), 3, () -> clock);

    assertThat(String.join(" ", log)).isEqualTo("A0 A1 A2 A0 A1 B0 B1 B2 B0 B1");
  }

  @Test
  void timesAreMillisecondsPerTimedStepWithoutWarmUpAndLeadIn() {
    double[][] millis = new Interleaving(5, 2, 3, 4, 0).run(engines(), 2, () -> clock);

    assertThat(millis).isDeepEqualTo(new double[][] {{2, 2}, {7, 7}});
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
    public double[] particles() {
      return new double[0];
    }

    @Override
    public double[] secondLayer() {
      return new double[0];
    }

    @Override
    public void close() {}
  }
}
