package org.collapsar.lab.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;

/**
 * The event file of a run that is being trained, for TensorBoard: an event per epoch, in the
 * directory {@value #DIRECTORY} of the run. A process that goes on with a run begins a file of its
 * own, which supersedes what earlier ones have of its epochs.
 */
final class LiveEvents implements AutoCloseable {
  static final String DIRECTORY = "tensorboard";

  private static final Pattern NAME =
      Pattern.compile("events\\.out\\.tfevents\\.(\\d{10})\\.collapsar\\.\\d+");

  private final Path file;
  private final OutputStream out;
  private final EventFile events;

  private LiveEvents(Path file, OutputStream out, EventFile events) {
    this.file = file;
    this.out = out;
    this.events = events;
  }

  /**
   * Begins the file of this process.
   *
   * @param firstEpoch that it will write
   * @throws FailedException if it cannot be written
   */
  static LiveEvents open(RunDirectory run, int firstEpoch) {
    Path directory = run.path().resolve(DIRECTORY);
    double now = now();
    try {
      Files.createDirectories(directory);
      // Names are read in their order, so that this one has to come after those that are there,
      // whatever the clock says; two processes within a second differ by the last number.
      long time = Math.max((long) now, latest(directory));
      int number = 0;
      Path file;
      do {
        file =
            directory.resolve("events.out.tfevents.%010d.collapsar.%d".formatted(time, number++));
      } while (Files.exists(file));
      OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
      EventFile events = new EventFile(out, now);
      if (firstEpoch > 0) {
        events.goesOn(now, firstEpoch);
      }
      return new LiveEvents(file, out, events);
    } catch (IOException e) {
      throw failed(directory, e);
    }
  }

  /** The latest time in the names of the files that are there, 0 if there are none. */
  private static long latest(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> NAME.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .mapToLong(name -> Long.parseLong(name.group(1)))
          .max()
          .orElse(0);
    }
  }

  /** Writes an epoch. */
  void write(EpochRecord measured) {
    try {
      events.scalars(now(), measured.epoch(), EventScalars.of(measured));
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static double now() {
    return System.currentTimeMillis() / 1000.0;
  }

  private static FailedException failed(Path path, IOException e) {
    return AtomicFile.cannotWrite(path, e);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }
}
