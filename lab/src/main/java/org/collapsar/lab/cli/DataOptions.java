package org.collapsar.lab.cli;

import java.nio.file.Path;
import org.collapsar.data.DataDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where data sets are. */
final class DataOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Directory of the data sets (default: COLLAPSAR_DATA, or the user's cache directory).")
  @Nullable String directory;

  DataDirectory directory(Terminal terminal) {
    Path given = directory == null ? null : terminal.resolve(directory);
    return DataDirectory.resolve(given);
  }
}
