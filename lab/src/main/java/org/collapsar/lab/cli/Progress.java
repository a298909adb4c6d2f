package org.collapsar.lab.cli;

import org.collapsar.data.FetchListener;
import org.collapsar.lab.run.RunListener;

/** Shows on standard error how a command gets on. */
interface Progress extends RunListener, FetchListener {

  /** A bar on a terminal, plain lines elsewhere. */
  static Progress on(Terminal terminal) {
    return terminal.interactive() ? new ProgressBars(terminal) : new ProgressLines(terminal.err());
  }

  /** Images went through a network. */
  void images(String task, long done, long total);

  /** Both sides have it. */
  @Override
  void note(String line);

  @Override
  default void waiting() {
    note("another process is fetching the same data: waiting for it");
  }

  @Override
  default void gaveUp(String source, String reason) {
    note(source + ": " + reason);
  }

  @Override
  default void fetched(String file, String source) {
    note("fetched " + file + " from " + source);
  }
}
