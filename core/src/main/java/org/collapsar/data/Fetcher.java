package org.collapsar.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;

/** Brings a data set's missing files into its directory, one source after the other. */
final class Fetcher {
  private Fetcher() {}

  /**
   * Fetches what is missing; returns at once when nothing is.
   *
   * @throws BadInputException when no source has it: what was tried and what the user can do
   * @throws FailedException when the directory cannot be written, its disk is full or the thread is
   *     interrupted; what was downloaded is kept for the next time
   */
  static void fetchMissing(StoredSet set, Path path, FetchListener listener) {
    if (set.missingIn(path).isEmpty()) {
      return;
    }
    try (FetchDirectory directory = FetchDirectory.hold(path, listener)) {
      List<String> tried = new ArrayList<>();
      for (FileSource source : set.sources()) {
        // Asked anew each time: a source may have brought some of them, or another process all.
        List<DataFile> missing = set.missingIn(path);
        if (missing.isEmpty()) {
          return;
        }
        listener.trying(source.name());
        try {
          source.fetch(missing, directory, listener);
        } catch (SourceFailure e) {
          listener.gaveUp(source.name(), e.reason());
          tried.add(source.name() + ": " + e.reason());
        }
      }
      List<DataFile> missing = set.missingIn(path);
      if (!missing.isEmpty()) {
        directory.requireSpace(missing);
        throw nowhere(set, path, tried);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException(
          "fetching "
              + set.info().name()
              + " was interrupted; what has been downloaded is kept for the next time",
          e);
    }
  }

  private static BadInputException nowhere(StoredSet set, Path path, List<String> tried) {
    List<DataFile> missing = set.missingIn(path);
    StringBuilder text = new StringBuilder();
    text.append(set.info().name()).append(" cannot be had. Tried:\n");
    text.append("  ").append(path).append(": no ").append(missing.get(0).name());
    if (missing.size() > 1) {
      text.append(" and ").append(missing.size() - 1).append(" more");
    }
    text.append('\n');
    tried.forEach(line -> text.append("  ").append(line).append('\n'));
    text.append("Put the files ");
    text.append(String.join(", ", set.files().stream().map(DataFile::name).toList()));
    text.append(missing.get(0).staysPacked() ? " into\n  " : " (plain or .gz) into\n  ");
    text.append(path);
    text.append(
        "\nor, for an experiment, name the directory that holds them with --set data.path=DIR,\n");
    text.append("or run it on the built-in digits with --data digits.");
    return new BadInputException(text.toString());
  }
}
