package org.collapsar.bench;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * How engines are timed side by side: in each round every engine runs one block of steps, in an
 * order that turns by one from round to round, so that a slow spell of the machine hits all of them
 * and none always comes first.
 *
 * @param warmup steps of each engine before the first round, not timed
 * @param rounds number of rounds
 * @param leadIn steps at the start of each block that are not timed: threads wake up and caches
 *     fill
 * @param steps timed steps of a block
 * @param pauseMillis sleep before each block. Threads of OpenMP spin for a while after their last
 *     work and would take cores from the next block
 */
record Interleaving(int warmup, int rounds, int leadIn, int steps, long pauseMillis) {

  Interleaving {
    if (warmup < 0 || rounds < 1 || leadIn < 0 || steps < 1 || pauseMillis < 0) {
      throw new IllegalArgumentException(
          "expected rounds and steps of at least 1 and nothing negative, found warmup "
              + warmup
              + ", rounds "
              + rounds
              + ", lead-in "
              + leadIn
              + ", steps "
              + steps
              + ", pause "
              + pauseMillis);
    }
  }

  /**
   * Runs the engines.
   *
   * @param batches number of batches, which each engine takes in turn
   * @param nanos the clock
   * @return milliseconds per step [engines x rounds], each the mean of a block
   */
  double[][] run(List<? extends StepEngine> engines, int batches, LongSupplier nanos) {
    int count = engines.size();
    int[] next = new int[count];
    for (int e = 0; e < count; e++) {
      pause();
      advance(engines.get(e), next, e, warmup, batches);
    }
    double[][] millis = new double[count][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < count; turn++) {
        int e = (round + turn) % count;
        pause();
        advance(engines.get(e), next, e, leadIn, batches);
        long start = nanos.getAsLong();
        advance(engines.get(e), next, e, steps, batches);
        millis[e][round] = (nanos.getAsLong() - start) / 1e6 / steps;
      }
    }
    return millis;
  }

  private static void advance(StepEngine engine, int[] next, int e, int steps, int batches) {
    for (int i = 0; i < steps; i++) {
      engine.step(next[e]);
      next[e] = (next[e] + 1) % batches;
    }
  }

  private void pause() {
    if (pauseMillis == 0) {
      return;
    }
    try {
      Thread.sleep(pauseMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pausing between blocks", e);
    }
  }
}
