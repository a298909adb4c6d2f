package org.collapsar.lab.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.run.RunResult;
import org.jspecify.annotations.Nullable;

/** One bar with the time left for all runs of an experiment, one for each file fetched. */
final class ProgressBars implements Progress {
  private final PrintStream err;
  private final ProgressBarStyle style;
  private final int columns = StandardError.terminalColumns().orElse(80) - 1;
  private @Nullable ProgressBar bar;
  private String fetching = "";

  ProgressBars(Terminal terminal) {
    this.err = terminal.err();
    boolean unicode = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
    this.style =
        !unicode
            ? ProgressBarStyle.ASCII
            : terminal.colours()
                ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                : ProgressBarStyle.UNICODE_BLOCK;
  }

  @Override
  public void started(String experiment, long steps) {
    if (steps > 0) {
      bar = builder(experiment, steps).setUnit(" steps", 1).build();
    }
  }

  @Override
  public void runStarted(String run, int index, int count, int fromEpoch) {
    if (bar != null) {
      bar.setExtraMessage("run " + index + " of " + count + ", " + run);
    }
  }

  @Override
  public void stepDone(long weight) {
    if (bar != null) {
      bar.stepBy(weight);
    }
  }

  @Override
  public void runEnded(RunResult result) {
    RunRecord.Status status = result.status();
    if (status == RunRecord.Status.DIVERGED || status == RunRecord.Status.FAILED) {
      note(result.name() + ": " + result.message());
    }
  }

  @Override
  public void ended() {
    closeBar();
  }

  @Override
  public void trying(String source) {
    closeBar();
  }

  @Override
  public void progress(String file, long done, long total) {
    show(file, done, total, " kB", 1024);
  }

  @Override
  public void images(String task, long done, long total) {
    show(task, done, total, " images", 1);
  }

  private void show(String file, long done, long total, String unit, long size) {
    if (!file.equals(fetching)) {
      closeBar();
      fetching = file;
      bar = builder(file, total).setUnit(unit, size).build();
    }
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void fetched(String file, String source) {
    closeBar();
    fetching = "";
  }

  @Override
  public void note(String line) {
    // A line of its own above the bar, which is drawn again below it.
    err.println("\r" + line + " ".repeat(Math.max(0, columns - line.length())));
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private ProgressBarBuilder builder(String task, long total) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setStyle(style)
        .setUpdateIntervalMillis(200)
        .setConsumer(new ConsoleProgressBarConsumer(err, columns));
  }
}
