package org.collapsar.data;

import java.util.List;

/** Somewhere that a data set's files can be had from. */
interface FileSource {

  /** How messages call it. */
  String name();

  /**
   * Brings the files that it has into the directory.
   *
   * @throws SourceFailure when not all of them could be had
   * @throws InterruptedException when the thread was interrupted
   * @throws org.collapsar.FailedException when the directory cannot be written
   */
  void fetch(List<DataFile> files, FetchDirectory directory, FetchListener listener)
      throws SourceFailure, InterruptedException;
}
