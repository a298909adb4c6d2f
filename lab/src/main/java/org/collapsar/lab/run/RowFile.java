package org.collapsar.lab.run;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of one table of a run that is going on. */
sealed interface RowFile permits AppendedFile, LatestFile {

  static RowFile of(RunTable<?> table, Path file, String header, Disk disk) {
    return switch (table.keeping()) {
      case AT_ONCE -> new AppendedFile(file, header, disk, true);
      case BY_CHECKPOINT -> new AppendedFile(file, header, disk, false);
      case LAST_EPOCH -> new LatestFile(file, header, disk);
    };
  }

  /** Makes the file of a run from nothing, with its header, where every run has it. */
  void start();

  /**
   * Goes on after a checkpoint.
   *
   * @param epoch that of the checkpoint, which is the next one to be added
   */
  void resume(int epoch);

  /** Takes the rows of the next epoch, null where it has none. */
  void add(@Nullable String rows);

  /** Sees to it that everything that was added is on disk. */
  void save();
}
