package org.collapsar.lab.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.BadInputException;

/** Reader of many runs at a time. */
public final class RunRecords {
  private RunRecords() {}

  /**
   * Reads the run of a directory, or all runs of an experiment or a sweep.
   *
   * @param path of a run, an experiment or a sweep
   * @return at least one run
   * @throws BadInputException if there is none, or as {@link RunRecord#read} does
   */
  public static List<RunRecord> below(Path path) {
    if (Files.exists(new RunDirectory(path).runJson())) {
      return List.of(RunRecord.read(path));
    }
    List<Path> directories = ExperimentDirectory.runs(path);
    if (directories.isEmpty()) {
      throw new BadInputException(
          path + ": expected the directory of a run or of an experiment, found no run.json");
    }
    return read(directories);
  }

  /**
   * Reads run directories, several at a time.
   *
   * @param directories of runs
   * @return in the order given
   * @throws BadInputException as {@link RunRecord#read} does
   */
  public static List<RunRecord> read(List<Path> directories) {
    return directories.parallelStream().map(RunRecord::read).toList();
  }
}
