package org.collapsar.bench;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

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
 * @param patience so many times the rounds are tried in all; then every round counts
 */
record Interleaving(int warmup, int rounds, int leadIn, int steps, long pauseMillis, int patience) {

  Interleaving {
    if (warmup < 0 || rounds < 1 || leadIn < 0 || steps < 1 || pauseMillis < 0 || patience < 1) {
      throw new IllegalArgumentException(
          "expected rounds, steps and patience of at least 1 and nothing negative, found warmup "
              + warmup
              + ", rounds "
              + rounds
              + ", lead-in "
              + leadIn
              + ", steps "
              + steps
              + ", pause "
              + pauseMillis
              + ", patience "
              + patience);
    }
  }

  /** Cores that other processes may keep busy in a round, on average, for it to count. */
  static final double TOLERATED = 0.1;

  private static final int PATIENCE = 6;

  /** With the usual patience. */
  Interleaving(int warmup, int rounds, int leadIn, int steps, long pauseMillis) {
    this(warmup, rounds, leadIn, steps, pauseMillis, PATIENCE);
  }

  /**
   * Runs the engines. A round in which other processes were at work is repeated: whether it counts
   * is decided by what they used, never by how long it took.
   *
   * @param batches number of batches, which each engine takes in turn
   * @param nanos the clock
   * @param others starts to watch other processes
   */
  Timings run(
      List<? extends Timed> engines,
      int batches,
      LongSupplier nanos,
      Supplier<OtherWork.Stopwatch> others) {
    int count = engines.size();
    int[] next = new int[count];
    for (int e = 0; e < count; e++) {
      pause();
      advance(engines.get(e), next, e, warmup, batches);
    }
    double[][] millis = new double[count][rounds];
    int repeated = 0;
    int disturbed = 0;
    int round = 0;
    while (round < rounds) {
      OtherWork.Stopwatch watch = others.get();
      for (int turn = 0; turn < count; turn++) {
        int e = (round + turn) % count;
        pause();
        advance(engines.get(e), next, e, leadIn, batches);
        long start = nanos.getAsLong();
        advance(engines.get(e), next, e, steps, batches);
        millis[e][round] = (nanos.getAsLong() - start) / 1e6 / steps;
      }
      boolean quiet = watch.cores() <= TOLERATED;
      if (!quiet && repeated < (patience - 1) * rounds) {
        repeated++;
        continue;
      }
      if (!quiet) {
        disturbed++;
      }
      round++;
    }
    return new Timings(millis, repeated, disturbed);
  }

  private static void advance(Timed engine, int[] next, int e, int steps, int batches) {
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
