package org.collapsar.lab.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Format of a table of a run directory, all of it in one place: the name of its file, its header,
 * the rows that an epoch adds and how they are read. Rows stand in the order of their epochs, and
 * the epoch is the first cell. A further table is one such class and one line in {@link
 * RunTables#ALL}.
 *
 * @param <T> what the file is read to
 */
public abstract class RunTable<T> {

  /** How the rows of an epoch get to disk. */
  enum Keeping {
    /** Appended, and on disk before the row of metrics.csv of their epoch. */
    AT_ONCE,
    /** Appended, and on disk before the next checkpoint. */
    BY_CHECKPOINT,
    /** The rows of the last epoch alone: the file is replaced, with the next checkpoint. */
    LAST_EPOCH
  }

  private final String file;
  private final String header;
  private final Keeping keeping;

  RunTable(String file, String header, Keeping keeping) {
    this.file = file;
    this.header = header;
    this.keeping = keeping;
  }

  /** {@return the name of the file} */
  public final String file() {
    return file;
  }

  /**
   * Whether it is so large that a report on many runs cannot hold it of all of them: of a finished
   * run it is read when it is asked for, and let go of where memory is short.
   */
  boolean large() {
    return false;
  }

  final Keeping keeping() {
    return keeping;
  }

  /** Names that the file may have in the directory of a run, of earlier versions as well. */
  List<String> names() {
    return List.of(file);
  }

  /**
   * The first line, without its line break.
   *
   * @param columns the metrics of metrics.csv, which no other table needs
   */
  String header(List<String> columns) {
    return header;
  }

  /**
   * The rows of an epoch, each with its line break, or null where the epoch has none: a run that
   * never has any does not have the file.
   *
   * @param columns as in {@link #header(List)}
   */
  abstract @Nullable String rows(EpochRecord measured, List<String> columns);

  abstract T parse(CsvLines lines);

  /** The table of a run without that file. */
  abstract T empty(Path file);

  /**
   * A table with rows of later epochs behind its own.
   *
   * @param later what {@link #parse} makes of these rows
   */
  abstract T joined(T table, T later);

  /**
   * A table with the rows that an epoch adds, as if its file were read again after that epoch.
   *
   * @param file the table's
   */
  T with(T table, Path file, EpochRecord measured) {
    String rows = rows(measured, List.of());
    return rows == null ? table : joined(table, parse(CsvLines.of(file, header, rows)));
  }

  /** Takes over the file of an earlier version, before a run goes on. */
  void adopt(Path directory, Disk disk) {}

  /**
   * Reads a file strictly.
   *
   * @param path of the file
   * @return its rows
   * @throws org.collapsar.BadInputException if the table is malformed; the message has the file and
   *     the line
   * @throws org.collapsar.FailedException if the file cannot be read
   */
  public final T read(Path path) {
    return parse(CsvLines.read(path, header));
  }

  /** That of a finished run: read strictly. */
  final T ofFinished(Path directory) {
    Path path = there(directory);
    return Files.exists(path) ? read(path) : empty(path);
  }

  /**
   * That of a run that may be cut off anywhere: a last line without its line break is left out, and
   * so are appended rows of epochs that metrics.csv does not have yet, which may not be all there.
   *
   * @param lastEpoch the last one of metrics.csv
   */
  final T ofUnfinished(Path directory, int lastEpoch) {
    Path path = there(directory);
    if (!Files.exists(path)) {
      return empty(path);
    }
    CsvLines lines = CsvLines.read(path, header).withoutTornLine();
    return parse(keeping == Keeping.LAST_EPOCH ? lines : lines.upTo(lastEpoch));
  }

  private Path there(Path directory) {
    return names().stream()
        .map(directory::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElse(directory.resolve(file));
  }
}
