package org.collapsar.lab.cli;

import org.collapsar.lab.measure.MeasureListener;

/**
 * Shows how far files have been read and images have gone through a network, once that has taken
 * two seconds.
 */
final class MeasureProgress implements MeasureListener, AutoCloseable {
  private static final long PATIENCE_NANOS = 2_000_000_000L;
  private static final long INTERVAL_NANOS = 100_000_000L;

  private final Progress progress;
  private final ReadingNotes notes;
  private final long start = System.nanoTime();
  private long last = start;

  MeasureProgress(Progress progress, ReadingNotes notes) {
    this.progress = progress;
    this.notes = notes;
  }

  @Override
  public void note(String line) {
    notes.note(line);
  }

  @Override
  public void announce(String line) {
    progress.note(line);
  }

  @Override
  public void warning(String line) {
    notes.warning(line);
  }

  @Override
  public synchronized void progress(String task, long done, long total) {
    long now = System.nanoTime();
    if (now - start >= PATIENCE_NANOS && (now - last >= INTERVAL_NANOS || done == total)) {
      progress.progress(task, done, total);
      last = now;
    }
  }

  @Override
  public synchronized void images(String task, long done, long total) {
    long now = System.nanoTime();
    if (now - start >= PATIENCE_NANOS && (now - last >= INTERVAL_NANOS || done == total)) {
      progress.images(task, done, total);
      last = now;
    }
  }

  @Override
  public void close() {
    progress.ended();
  }
}
