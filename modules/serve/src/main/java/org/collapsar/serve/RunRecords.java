package org.collapsar.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.run.RunRecord;

/**
 * Runs as they were read, and read again only when their files have changed. Not safe for threads:
 * its owner locks.
 */
final class RunRecords {
  /** Runs that are kept; a run of thousands of epochs has some megabytes. */
  private static final int MOST = 64;

  private final Map<Path, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Kept> eldest) {
          return size() > MOST;
        }
      };

  private record Kept(String signature, RunRecord record) {}

  /**
   * A run as it is now.
   *
   * @throws BadInputException if its files cannot be understood
   * @throws FailedException if they cannot be read
   */
  RunRecord read(IndexedRun run) {
    // Before it is read: what comes in between is read the next time.
    String signature = signature(run);
    Kept known = kept.get(run.directory());
    if (known == null || !known.signature.equals(signature)) {
      known = new Kept(signature, RunRecord.read(run.directory()));
      kept.put(run.directory(), known);
    }
    return known.record;
  }

  /** Those of several runs that can be read. */
  List<RunRecord> readable(List<IndexedRun> runs) {
    List<RunRecord> records = new ArrayList<>();
    for (IndexedRun run : runs) {
      readable(run).ifPresent(records::add);
    }
    return records;
  }

  /** The list of runs says why there is none. */
  private Optional<RunRecord> readable(IndexedRun run) {
    try {
      return Optional.of(read(run));
    } catch (BadInputException | FailedException | UncheckedIOException unreadable) {
      return Optional.empty();
    }
  }

  /** Differs when a file of the run does, as far as sizes and times tell. */
  static String signature(IndexedRun run) {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(run.directory())) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        BasicFileAttributes facts =
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (facts.isRegularFile()) {
          files.put(
              String.valueOf(entry.getFileName()), facts.size() + "@" + facts.lastModifiedTime());
        }
      }
    } catch (IOException changing) {
      return "changing at " + System.nanoTime();
    }
    return run.directory() + files.toString();
  }
}
