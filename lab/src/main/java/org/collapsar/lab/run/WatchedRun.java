package org.collapsar.lab.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Run that another process trains, seen by the rows of its metrics.csv: tells of the steps of each
 * epoch once. A second attempt cuts rows off and writes them again, which is no progress.
 */
final class WatchedRun implements AutoCloseable {
  private static final int LOOK_SECONDS = 1;
  private static final int CHUNK = 1 << 16;

  private final Path table;
  private final long stepsPerEpoch;
  private final RunListener listener;
  private final ScheduledFuture<?> looking;
  private long offset;
  private int lines;
  private int told;

  private WatchedRun(
      PlannedRun plan, long weight, RunListener listener, ScheduledExecutorService clock) {
    this.table = plan.directory().file(MetricsTable.TABLE);
    this.stepsPerEpoch = plan.stepsPerEpoch() * weight;
    this.listener = listener;
    this.told = plan.fromEpoch();
    this.looking =
        clock.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Watches a run from now on.
   *
   * @param weight what a step counts for
   * @param clock calls
   */
  static WatchedRun of(
      PlannedRun plan, long weight, RunListener listener, ScheduledExecutorService clock) {
    return new WatchedRun(plan, weight, listener, clock);
  }

  /** Looks at the rows that are there now. */
  synchronized void look() {
    try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "r")) {
      if (file.length() < offset) {
        offset = 0;
        lines = 0;
      }
      file.seek(offset);
      byte[] chunk = new byte[CHUNK];
      for (int n = file.read(chunk); n > 0; n = file.read(chunk)) {
        for (int i = 0; i < n; i++) {
          lines += chunk[i] == '\n' ? 1 : 0;
        }
        offset += n;
      }
    } catch (IOException e) {
      // Between two attempts the file may be away; the next look finds it.
      return;
    }
    // A header, and the row of epoch 0, before the first step.
    int epoch = lines - 2;
    if (epoch > told) {
      listener.stepDone((epoch - told) * stepsPerEpoch);
      told = epoch;
    }
  }

  @Override
  public void close() {
    looking.cancel(false);
    look();
  }
}
