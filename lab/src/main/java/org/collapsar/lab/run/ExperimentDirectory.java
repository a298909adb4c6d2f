package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.experiment.Sweep;

/**
 * Directory of an experiment: one run directory per seed, {@code seed-K}, and what is made of them
 * together; in a sweep the same for every cell, in a directory of its own. Opening it checks that
 * it is one, that it can be written and that no other process writes it; closing it lets go of it.
 */
public final class ExperimentDirectory implements AutoCloseable {
  /** Features of a network that the runs are trained on, where it was run for them. */
  public static final String FEATURES = "features.safetensors";

  private static final String OWN_NAMES =
      "seed-\\d+|report\\.html|figures|summary\\.json|features\\.safetensors|\\.lock|\\..*\\.tmp";

  private final Path path;
  private final Deque<Path> created = new ArrayDeque<>();
  private final List<DirectoryLock> locks = new ArrayList<>();

  private ExperimentDirectory(Path path) {
    this.path = path;
  }

  /**
   * Opens the directory of an ordinary experiment, making it where it does not exist.
   *
   * @param path of the directory
   * @return locked for this process; has to be closed
   * @throws BadInputException if something else is there, or another process is writing it
   * @throws FailedException if it cannot be made or written
   */
  public static ExperimentDirectory open(Path path) {
    checkIsOurs(path);
    return opened(path, List.of(""));
  }

  /**
   * Opens the directory of an experiment or a sweep, making it and its cells where they do not
   * exist.
   *
   * @param path of the directory
   * @param sweep what is to be run
   * @return locked for this process; has to be closed
   * @throws BadInputException if something else is there, or another process is writing it
   * @throws FailedException if it cannot be made or written
   */
  public static ExperimentDirectory open(Path path, Sweep sweep) {
    check(path, sweep);
    return opened(path, sweep.directories());
  }

  /**
   * Names a directory that is not opened: of plans that are never carried out, or one that another
   * process has opened, of which single runs are trained here.
   *
   * @param path of an experiment or a cell
   * @return not locked; nothing was looked at or made, and nothing has to be closed
   */
  static ExperimentDirectory named(Path path) {
    return new ExperimentDirectory(path);
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
        requireNoRunIsWritten(path.resolve(cell));
      }
      whole = true;
      return directory;
    } finally {
      if (!whole) {
        directory.close();
      }
    }
  }

  /**
   * A run that another process trains is locked alone: its task may outlive whoever handed it over.
   */
  private static void requireNoRunIsWritten(Path cell) {
    for (long seed : seeds(cell)) {
      Path run = cell.resolve("seed-" + seed);
      if (!DirectoryLock.isMarked(run)) {
        continue;
      }
      try (DirectoryLock lock = DirectoryLock.tryLock(run)) {
        if (lock == null) {
          throw new BadInputException(
              run + ": another process is writing this directory; it may be a task on a cluster");
        }
      } catch (IOException e) {
        throw AtomicFile.cannotWrite(run, e);
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
      DirectoryLock lock = DirectoryLock.tryLock(place);
      if (lock == null) {
        throw new BadInputException(place + ": another process is writing this directory");
      }
      locks.add(lock);
    } catch (IOException e) {
      throw AtomicFile.cannotWrite(place, e);
    }
  }

  /**
   * Checks that the runs of a sweep, or of an ordinary experiment, may be written below a path: it
   * is new, empty, or holds one of the same kind.
   *
   * @param path of the directory, which need not exist
   * @param sweep what is to be run
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
      throw new FailedException(path + ": cannot be read (" + AtomicFile.reason(e) + ")", e);
    }
    if (!hasRun && !others.isEmpty()) {
      throw new BadInputException(
          path
              + ": expected an empty directory or an experiment's, found "
              + others.get(0)
              + " in it");
    }
  }

  /** {@return the path of the directory} */
  public Path path() {
    return path;
  }

  /**
   * {@return the directory of the run with a root seed, which need not exist}
   *
   * @param cell the directory of its cell, empty outside sweeps
   * @param seed root seed
   */
  public RunDirectory run(String cell, long seed) {
    return new RunDirectory(path.resolve(cell).resolve("seed-" + seed));
  }

  /**
   * Lists the directories of all runs of an experiment or a sweep that are there.
   *
   * @param path of the experiment or the sweep
   * @return none where there is no such directory
   * @throws FailedException if it cannot be read
   */
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

  /**
   * Lists the seeds of the runs below a path.
   *
   * @param path of an experiment or a cell
   * @return root seeds, ascending
   * @throws FailedException if it cannot be read
   */
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
      throw new FailedException(path + ": cannot be read (" + AtomicFile.reason(e) + ")", e);
    }
  }

  /**
   * Lets go of the directory, and removes what was made here and stayed empty.
   *
   * @throws FailedException if files cannot be deleted
   */
  @Override
  public void close() {
    try {
      for (DirectoryLock lock : locks) {
        lock.close();
      }
      locks.clear();
      while (!created.isEmpty()) {
        Path last = created.removeLast();
        if (isEmpty(last)) {
          Files.delete(last);
        }
      }
    } catch (IOException e) {
      throw new FailedException(path + ": cannot be tidied up (" + AtomicFile.reason(e) + ")", e);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }
}
