package org.collapsar.lab.run;

import java.nio.file.Path;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSplit;
import org.collapsar.data.FetchListener;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.Experiment;

/** Samples of a run, drawn and scaled again as its run.json says; no checkpoint is needed. */
public final class RunData {
  private RunData() {}

  /**
   * Reads the samples.
   *
   * @param run directory of one run
   * @param directory where fetched data are, and go
   * @param fetching hears of downloads
   * @return training and test set, scaled
   * @throws BadInputException if it is no run, its data cannot be had, or a file of the user is not
   *     the one that the run was trained on
   */
  public static DataSplit of(Path run, DataDirectory directory, FetchListener fetching) {
    RunRecord record = RunRecord.read(run);
    Experiment experiment = record.experiment();
    DataSplit split =
        ExperimentData.load(experiment, new DataStore(directory, fetching)).forSeed(record.seed());
    checkSameFiles(record, split);
    return split;
  }

  /** Files of the user may have changed; those of data sets are known by their hashes. */
  static void checkSameFiles(RunRecord record, DataSplit split) {
    split
        .provenance()
        .sha256()
        .forEach(
            (file, hash) -> {
              Section hashes = record.data().sectionOrEmpty("sha256");
              String recorded = hashes.has(file) ? hashes.text(file) : hash;
              if (!recorded.equals(hash)) {
                throw new BadInputException(
                    file
                        + ": expected the file that the run was trained on, sha256 "
                        + recorded
                        + ", found "
                        + hash);
              }
            });
  }
}
