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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.experiment.Sweep;
import org.jspecify.annotations.Nullable;

/**
 * The directory of an experiment: one run directory per seed, {@code seed-K}, and what is made of
 * them together; in a sweep the same for every cell, in a directory of its own. Opening it checks
 * that it is one, that it can be written and that no other process writes it; closing it lets go of
 * it.
 */
public final class ExperimentDirectory implements AutoCloseable {
  /** Features of a network that the runs are trained on, where it was run for them. */
  public static final String FEATURES = "features.safetensors";

  private static final String LOCK = ".lock";
  private static final String OWN_NAMES =
      "seed-\\d+|report\\.html|figures|summary\\.json|features\\.safetensors|\\.lock|\\..*\\.tmp";

  private final Path path;
  private final Deque<Path> created = new ArrayDeque<>();
  private final Map<Path, FileChannel> locks = new LinkedHashMap<>();

  private ExperimentDirectory(Path path) {
    this.path = path;
  }

  /** Opens the directory of an ordinary experiment, making it where it does not exist. */
  public static ExperimentDirectory open(Path path) {
    checkIsOurs(path);
    return opened(path, List.of(""));
  }

  /**
   * Opens a directory, making it and its cells where they do not exist.
   *
   * @throws BadInputException if something else is there, or another process is writing it
   * @throws FailedException if it cannot be made or written
   */
  public static ExperimentDirectory open(Path path, Sweep sweep) {
    check(path, sweep);
    return opened(path, sweep.directories());
  }

  private static ExperimentDirectory opened(Path path, List<String> cells) {
    ExperimentDirectory directory = new ExperimentDirectory(path);
    boolean whole = false;
    try {
      directory.lock(path);
      for (String cell : cells) {
        if (!cell.isEmpty()) {
          directory.lock(path.resolve(cell));
        }
      }
      whole = true;
      return directory;
    } finally {
      if (!whole) {
        directory.close();
      }
    }
  }

  private void lock(Path place) {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path p = place.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
      missing.addFirst(p);
    }
    try {
      Files.createDirectories(place);
      created.addAll(missing);
      FileChannel channel =
          FileChannel.open(
              place.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        channel.close();
        throw new BadInputException(place + ": another process is writing this directory");
      }
      locks.put(place, channel);
    } catch (IOException e) {
      throw new FailedException(place + ": cannot be written (" + reason(e) + ")", e);
    }
  }

  /**
   * Checks that the runs of a sweep, or of an ordinary experiment, may be written below a path: it
   * is new, empty, or holds one of the same kind.
   *
   * @throws BadInputException if not
   */
  public static void check(Path path, Sweep sweep) {
    checkIsOurs(path);
    if (!Files.isDirectory(path)) {
      return;
    }
    boolean sweepThere = SweepFiles.isSweep(path);
    if (!sweep.varies()) {
      if (sweepThere) {
        throw new BadInputException(
            path + ": this is the directory of a sweep; give one of a single experiment");
      }
      return;
    }
    List<Long> seeds = seeds(path);
    if (!seeds.isEmpty()) {
      throw new BadInputException(
          path
              + ": expected the directory of a sweep, found runs outside of any cell, seed-"
              + seeds.get(0));
    }
    if (sweepThere && !SweepFiles.id(path).equals(sweep.id())) {
      throw new BadInputException(
          path + ": expected the sweep " + sweep.id() + ", found " + SweepFiles.id(path));
    }
    sweep.directories().forEach(cell -> checkIsOurs(path.resolve(cell)));
  }

  /**
   * Checks that runs may be written below a path: it is new, empty, or holds an experiment.
   *
   * @throws BadInputException if not
   */
  private static void checkIsOurs(Path path) {
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
    boolean hasRun = SweepFiles.isSweep(path);
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

  /**
   * The directory of the run with a root seed, which need not exist.
   *
   * @param cell the directory of its cell, empty outside sweeps
   */
  public RunDirectory run(String cell, long seed) {
    return new RunDirectory(path.resolve(cell).resolve("seed-" + seed));
  }

  /** The directories of all runs of the experiment or sweep at {@code path} that are there. */
  public static List<Path> runs(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    List<Path> cells = SweepFiles.isSweep(path) ? SweepFiles.cells(path) : List.of(path);
    return cells.stream()
        .filter(Files::isDirectory)
        .flatMap(cell -> seeds(cell).stream().map(seed -> cell.resolve("seed-" + seed)))
        .toList();
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

  /** Lets go of the directory, and removes what was made here and stayed empty. */
  @Override
  public void close() {
    try {
      for (Map.Entry<Path, FileChannel> lock : locks.entrySet()) {
        Files.deleteIfExists(lock.getKey().resolve(LOCK));
        lock.getValue().close();
      }
      while (!created.isEmpty()) {
        Path last = created.removeLast();
        if (isEmpty(last)) {
          Files.delete(last);
        }
      }
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be tidied up (" + reason(e) + ")", e);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
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
