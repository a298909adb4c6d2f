package org.collapsar.lab.run;

import java.nio.file.Path;
import java.util.List;

/** Many runs at a time. */
public final class RunRecords {
  private RunRecords() {}

  /**
   * Reads run directories, several at a time.
   *
   * @return in the order given
   * @throws org.collapsar.BadInputException as {@link RunRecord#read} does
   */
  public static List<RunRecord> read(List<Path> directories) {
    return directories.parallelStream().map(RunRecord::read).toList();
  }
}
