package org.collapsar.lab.cli;

import java.io.PrintStream;
import java.time.Duration;
import org.collapsar.lab.run.EpochRecord;
import org.collapsar.lab.run.RunResult;

/** Plain lines for logs: one when a run starts and ends, one every ten seconds between. */
final class ProgressLines implements Progress {
  private static final long INTERVAL_NANOS = 10_000_000_000L;

  private final PrintStream err;
  private long steps;
  private long done;
  private long start;
  private String watched = "";
  private long watchedFrom;
  private long lastLine = System.nanoTime();

  ProgressLines(PrintStream err) {
    this.err = err;
  }

  @Override
  public void started(String experiment, long allSteps) {
    steps = allSteps;
    done = 0;
    start = System.nanoTime();
    lastLine = start;
  }

  @Override
  public void runStarted(String run, int index, int count, int fromEpoch) {
    line(
        "run "
            + index
            + " of "
            + count
            + ", "
            + run
            + (fromEpoch == 0 ? "" : ", from epoch " + fromEpoch));
  }

  @Override
  public void stepDone(long weight) {
    done += weight;
  }

  @Override
  public void epochMeasured(String run, int epochs, EpochRecord measured) {
    long now = System.nanoTime();
    if (now - lastLine >= INTERVAL_NANOS && done > 0) {
      double secondsLeft = (now - start) / 1e9 / done * (steps - done);
      line(
          "%s: epoch %d of %d, %d%% of all, about %s left"
              .formatted(run, measured.epoch(), epochs, 100 * done / steps, time(secondsLeft)));
    }
  }

  @Override
  public void runEnded(RunResult result) {
    String how = result.kept() ? "already finished; kept" : result.status().word();
    String why = result.message() == null ? "" : ": " + result.message();
    line(result.name() + ": " + how + why);
  }

  @Override
  public void progress(String file, long bytes, long total) {
    if (System.nanoTime() - lastLine >= INTERVAL_NANOS && total > 0) {
      line(file + ": " + 100 * bytes / total + " %");
    }
  }

  @Override
  public void images(String task, long images, long total) {
    long now = System.nanoTime();
    if (!task.equals(watched)) {
      watched = task;
      watchedFrom = images;
      start = now;
    }
    if (now - lastLine >= INTERVAL_NANOS && images > watchedFrom) {
      double secondsLeft = (now - start) / 1e9 / (images - watchedFrom) * (total - images);
      line("%s: %d of %d images, about %s left".formatted(task, images, total, time(secondsLeft)));
    }
  }

  @Override
  public void trying(String source) {
    line("trying " + source);
  }

  @Override
  public void note(String line) {
    line(line);
  }

  private void line(String text) {
    err.println(text);
    lastLine = System.nanoTime();
  }

  /** Seconds as a person says them. */
  static String time(double seconds) {
    Duration d = Duration.ofSeconds(Math.round(seconds));
    if (d.toHours() > 0) {
      return "%d h %02d min".formatted(d.toHours(), d.toMinutesPart());
    }
    return d.toMinutes() > 0
        ? "%d min %02d s".formatted(d.toMinutes(), d.toSecondsPart())
        : d.toSeconds() + " s";
  }
}
