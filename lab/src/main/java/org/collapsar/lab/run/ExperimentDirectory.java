package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.jspecify.annotations.Nullable;

/**
 * The directory of an experiment: one run directory a seed, {@code seed-K}, and what is made of
 * them together. Opening it checks that it is one, that it can be written and that no other process
 * writes it; closing it lets go of it.
 */
public final class ExperimentDirectory implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final String OWN_NAMES =
      "seed-\\d+|report\\.html|figures|summary\\.json|\\.lock|\\..*\\.tmp";

  private final Path path;
  private final Deque<Path> created;
  private final FileChannel channel;

  private ExperimentDirectory(Path path, Deque<Path> created, FileChannel channel) {
    this.path = path;
    this.created = created;
    this.channel = channel;
  }

  /**
   * Opens a directory, making it where it does not exist.
   *
   * @throws BadInputException if something else is there, or another process is writing it
   * @throws FailedException if it cannot be made or written
   */
  public static ExperimentDirectory open(Path path) {
    checkIsOurs(path);
    Deque<Path> created = new ArrayDeque<>();
    for (Path p = path.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
      created.addFirst(p);
    }
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        channel.close();
        throw new BadInputException(
            path + ": expected a directory that nobody writes, found another process writing it");
      }
      return new ExperimentDirectory(path, created, channel);
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be written (" + reason(e) + ")", e);
    }
  }

  /**
   * Checks that runs may be written below a path: it is new, empty, or holds an experiment.
   *
   * @throws BadInputException if not
   */
  public static void checkIsOurs(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.isDirectory(path)) {
      throw new BadInputException(
          path + ": expected a directory for the runs, found a file of that name");
    }
    if (new RunDirectory(path).exists()) {
      throw new BadInputException(
          path + ": expected the directory of an experiment, found a single run: give its parent");
    }
    List<String> others = new ArrayList<>();
    boolean hasRun = false;
    try (Stream<Path> entries = Files.list(path)) {
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        hasRun |= name.matches("seed-\\d+") && new RunDirectory(entry).exists();
        if (!name.matches(OWN_NAMES)) {
          others.add(name);
        }
      }
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be read (" + reason(e) + ")", e);
    }
    if (!hasRun && !others.isEmpty()) {
      throw new BadInputException(
          path
              + ": expected an empty directory or an experiment's, found "
              + others.get(0)
              + " in it");
    }
  }

  public Path path() {
    return path;
  }

  /** The directory of the run with a root seed, which need not exist. */
  public RunDirectory run(long seed) {
    return new RunDirectory(path.resolve("seed-" + seed));
  }

  /** The seeds of the runs below {@code path}, ascending. */
  public static List<Long> seeds(Path path) {
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(entry -> new RunDirectory(entry).exists())
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("seed-\\d{1,18}"))
          .map(name -> Long.parseLong(name.substring("seed-".length())))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be read (" + reason(e) + ")", e);
    }
  }

  /** Lets go of the directory, and removes it if it was made here and nothing came into it. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path.resolve(LOCK));
      channel.close();
      while (!created.isEmpty()) {
        Path last = created.removeLast();
        try (Stream<Path> entries = Files.list(last)) {
          if (entries.findAny().isPresent()) {
            return;
          }
        }
        Files.delete(last);
      }
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be tidied up (" + reason(e) + ")", e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** The reason without the path, which the message starts with anyway. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such directory";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
