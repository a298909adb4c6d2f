package org.collapsar.data;

import java.nio.file.Path;
import java.util.List;

/** A data set of known files: what they hash to, who has them, and how they are read. */
interface StoredSet {

  /** What is known without reading. */
  DataSetInfo info();

  /** Its directory below the data directory; data sets of the same files share one. */
  default String directory() {
    return info().name();
  }

  /** What is fetched. */
  List<DataFile> files();

  /** Where these can be fetched, in the order tried. */
  List<FileSource> sources();

  /** What has to be fetched before the directory can be read. */
  List<DataFile> missingIn(Path directory);

  /**
   * Reads and checks the data set.
   *
   * @param path a directory that holds its files in one of their forms, or a file that does
   * @throws org.collapsar.BadInputException naming the first that is missing, malformed or has the
   *     wrong hash
   */
  DataSplit read(Path path);
}
