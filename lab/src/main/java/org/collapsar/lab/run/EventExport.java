package org.collapsar.lab.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.collapsar.FailedException;
import org.collapsar.files.AtomicFile;

/** Event files of runs that have been trained, for TensorBoard. */
public final class EventExport {
  private EventExport() {}

  /**
   * Writes an event file per run, each in a directory of its own, as TensorBoard tells runs apart,
   * and the figures of their experiment into one called "figures".
   *
   * @param runs of one experiment or of several
   * @param figures directory with PNG files, which need not exist
   * @param out is made where it does not exist; files of an earlier export of the runs are replaced
   * @return the files
   * @throws FailedException if a file cannot be read or written
   */
  public static List<Path> write(List<RunRecord> runs, Path figures, Path out) {
    List<Path> files = new ArrayList<>();
    for (RunRecord run : runs) {
      files.add(write(run, out.resolve(directory(run, runs))));
    }
    List<Path> drawn = images(figures);
    if (!drawn.isEmpty()) {
      files.add(
          written(
              out.resolve("figures"),
              start(runs.get(0)),
              file -> {
                for (Path png : drawn) {
                  String name = String.valueOf(png.getFileName()).replace(".png", "");
                  file.image(
                      start(runs.get(0)),
                      runs.get(0).lastEpoch(),
                      "figures/" + name,
                      Files.readAllBytes(png));
                }
              }));
    }
    return files;
  }

  /** As the run's own directory, with what tells it from the others. */
  private static String directory(RunRecord run, List<RunRecord> all) {
    boolean several = all.stream().map(RunRecord::id).distinct().count() > 1;
    String name = run.name().replaceAll("[^A-Za-z0-9=.,_-]+", "_");
    return several ? run.id() + "/" + name : name;
  }

  private static Path write(RunRecord run, Path directory) {
    TimingTable timing = run.table(TimingTable.TABLE);
    return written(
        directory,
        start(run),
        file -> {
          double time = start(run);
          int[] timed = timing.epochs();
          for (int epoch = 0; epoch <= run.lastEpoch(); epoch++) {
            if (epoch < timed.length && timed[epoch] == epoch) {
              time += timing.trainSeconds()[epoch] + timing.measureSeconds()[epoch];
            }
            file.scalars(time, epoch, EventScalars.of(run, epoch));
          }
        });
  }

  private static double start(RunRecord run) {
    Instant started = run.started();
    return started == null ? 0 : started.getEpochSecond();
  }

  private interface Events {
    void put(EventFile file) throws IOException;
  }

  private static Path written(Path directory, double start, Events events) {
    Path path = directory.resolve("events.out.tfevents.%010d.collapsar".formatted((long) start));
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new FailedException(directory + ": cannot be made (" + e.getMessage() + ")", e);
    }
    AtomicFile.write(path, out -> events.put(new EventFile(out, start)));
    return path;
  }

  private static List<Path> images(Path figures) {
    List<Path> drawn = new ArrayList<>();
    if (Files.isDirectory(figures)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(figures, "*.png")) {
        files.forEach(drawn::add);
      } catch (IOException e) {
        throw new FailedException(figures + ": cannot be read (" + e.getMessage() + ")", e);
      }
    }
    drawn.sort(null);
    return drawn;
  }
}
