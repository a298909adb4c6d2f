package org.collapsar.lab.run;

import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Tables of one run as they were read, each under its format. Safe for use by threads. */
public final class TablesOfRun {
  private final Path directory;
  private final boolean finished;
  private final int lastEpoch;
  private final Map<RunTable<?>, Object> read = new HashMap<>();
  private final Map<RunTable<?>, SoftReference<Object>> large = new HashMap<>();

  private TablesOfRun(Path directory, boolean finished, int lastEpoch) {
    this.directory = directory;
    this.finished = finished;
    this.lastEpoch = lastEpoch;
  }

  /**
   * Reads the tables of a run, those of an unfinished one as far as metrics.csv goes. Read when
   * they are asked for are timing.csv, on which no number depends, and the large ones of a finished
   * run, whose files no longer change.
   *
   * @throws org.collapsar.BadInputException if one of them is malformed
   * @throws org.collapsar.FailedException if one of them cannot be read
   */
  static TablesOfRun read(Path directory, boolean finished) {
    TablesOfRun metrics = new TablesOfRun(directory, finished, Integer.MAX_VALUE);
    int lastEpoch = metrics.get(MetricsTable.TABLE).rows() - 1;
    TablesOfRun all = new TablesOfRun(directory, finished, lastEpoch);
    for (RunTable<?> table : RunTables.ALL) {
      if (table != TimingTable.TABLE && !(finished && table.large())) {
        all.get(table);
      }
    }
    return all;
  }

  /** The same with what was measured after one more epoch, without reading a file again. */
  TablesOfRun with(EpochRecord measured) {
    TablesOfRun more = new TablesOfRun(directory, false, measured.epoch());
    for (RunTable<?> table : RunTables.ALL) {
      if (table != TimingTable.TABLE) {
        more.read.put(table, with(table, measured));
      }
    }
    return more;
  }

  private <T> Object with(RunTable<T> table, EpochRecord measured) {
    return table.with(get(table), directory.resolve(table.file()), measured);
  }

  /**
   * {@return a table, without rows where the run does not have its file}
   *
   * @param <T> what the file is read to
   * @param table its format
   * @throws org.collapsar.BadInputException if it is read now, and is malformed
   * @throws org.collapsar.FailedException if it is read now, and cannot be
   */
  public synchronized <T> T get(RunTable<T> table) {
    SoftReference<Object> held = large.get(table);
    @SuppressWarnings("unchecked") // under a format there is what that format reads
    T known = (T) (held == null ? read.get(table) : held.get());
    if (known == null) {
      known = finished ? table.ofFinished(directory) : table.ofUnfinished(directory, lastEpoch);
      if (finished && table.large()) {
        large.put(table, new SoftReference<>(known));
      } else {
        read.put(table, known);
      }
    }
    return known;
  }
}
