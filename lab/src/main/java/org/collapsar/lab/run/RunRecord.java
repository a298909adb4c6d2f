package org.collapsar.lab.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.collapsar.BadInputException;
import org.collapsar.lab.config.ExperimentJson;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.experiment.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Record of a run directory as it was read: run.json and the tables beside it. Finished and
 * unfinished runs load alike.
 *
 * @param directory the run directory
 * @param id the experiment's id
 * @param seed the root seed
 * @param cell where it stands in its sweep, a point per axis; empty outside sweeps
 * @param status how far the run came
 * @param message why it ended early, if it did
 * @param epochs the epochs that the configuration asks for
 * @param origin the experiment that was trained, or what is known of a run trained elsewhere
 * @param data the data set: name, sizes, checksums, as far as they are recorded
 * @param provenance version, commit, JDK, CPU, BLAS, as far as they are recorded
 * @param started when, if recorded
 * @param seconds wall time so far, if recorded
 * @param peakMemoryBytes peak resident memory, if recorded
 * @param activations of the layers 1 to L, by name, "identity" for linear ones; none in runs of
 *     earlier versions
 * @param tables its tables, see {@link #table}
 * @param lastCertificates the last certificates with their hypotheses, null when there are none
 * @param assumptions of Theorem 4.4 with the numbers of the start, null where it is not asked
 */
public record RunRecord(
    Path directory,
    String id,
    long seed,
    List<CellPoint> cell,
    Status status,
    @Nullable String message,
    int epochs,
    Origin origin,
    Section data,
    Section provenance,
    @Nullable Instant started,
    OptionalDouble seconds,
    OptionalLong peakMemoryBytes,
    List<String> activations,
    TablesOfRun tables,
    @Nullable LastCertificates lastCertificates,
    @Nullable DescentAssumptions assumptions) {

  /** Status of a run, as it was written last. */
  public enum Status {
    /** It is being trained, or its process was killed. */
    RUNNING,
    /** It trained all its epochs. */
    DONE,
    /** It was stopped, and may be resumed. */
    INTERRUPTED,
    /** Its numbers left the range of floating point. */
    DIVERGED,
    /** An error ended it. */
    FAILED;

    /** {@return the word in run.json} */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Map<String, Status> STATUSES =
      Map.of(
          "running", Status.RUNNING,
          "done", Status.DONE,
          "interrupted", Status.INTERRUPTED,
          "diverged", Status.DIVERGED,
          "failed", Status.FAILED);

  /**
   * Reads a run directory.
   *
   * @param directory of the run
   * @return the run; large tables of a finished one are read when they are asked for
   * @throws BadInputException if the directory is no run, or one of its files is malformed: the
   *     message has the file, the line and what was expected
   * @throws org.collapsar.FailedException if a file cannot be read
   */
  public static RunRecord read(Path directory) {
    Path json = directory.resolve("run.json");
    if (!Files.isRegularFile(json)) {
      throw new BadInputException(
          directory + ": expected a run directory, found no file run.json in it");
    }
    Section run = JsonDocument.read(json, DocumentType.RUN);
    List<CellPoint> cell = CellJson.read(run);
    int epochs = (int) run.wholeWithin("epochs", 0, Integer.MAX_VALUE - 1);
    RunDirectory files = new RunDirectory(directory);
    boolean finished = run.oneOf("status", STATUSES) == Status.DONE;
    Path metrics = files.file(MetricsTable.TABLE);
    if (finished && !Files.exists(metrics)) {
      throw new BadInputException(
          metrics + ": expected the metrics of a finished run, found no file");
    }
    Origin origin = OriginJson.read(run, cell);
    TablesOfRun tables = TablesOfRun.read(directory, finished);
    if (origin instanceof External && !finished) {
      // Nobody knows how many there will be, and a row may have come since run.json was read.
      epochs = Math.max(epochs, tables.get(MetricsTable.TABLE).rows() - 1);
    }
    RunRecord record =
        new RunRecord(
            directory,
            run.text("id"),
            run.wholeWithin("seed", Long.MIN_VALUE, Long.MAX_VALUE),
            cell,
            run.oneOf("status", STATUSES),
            run.textOrNull("message"),
            epochs,
            origin,
            run.sectionOrEmpty("data"),
            run.sectionOrEmpty("provenance"),
            started(run),
            run.has("seconds") ? OptionalDouble.of(run.number("seconds")) : OptionalDouble.empty(),
            run.has("peak_memory_bytes")
                ? OptionalLong.of(run.wholeWithin("peak_memory_bytes", 0, Long.MAX_VALUE))
                : OptionalLong.empty(),
            origin instanceof External external
                ? external.activations()
                : run.sections("layers").stream().map(layer -> layer.text("activation")).toList(),
            tables,
            lastCertificates(files.certificatesJson()),
            assumptions(files.descentJson()));
    record.checkRows();
    return record;
  }

  /**
   * Groups runs by experiment id.
   *
   * @param records of any runs
   * @return in the order in which the ids first appear
   */
  public static Map<String, List<RunRecord>> byId(List<RunRecord> records) {
    Map<String, List<RunRecord>> byId = new LinkedHashMap<>();
    for (RunRecord record : records) {
      byId.computeIfAbsent(record.id(), id -> new ArrayList<>()).add(record);
    }
    return byId;
  }

  /**
   * {@return the experiment that was trained}
   *
   * @throws BadInputException if the run was trained elsewhere
   */
  public Experiment experiment() {
    if (origin instanceof Experiment experiment) {
      return experiment;
    }
    External external = (External) origin;
    throw new BadInputException(
        "%s: expected a run that collapsar trained, found one that was trained elsewhere (%s)"
            .formatted(directory, external.framework()));
  }

  /**
   * {@return the configuration of what was trained, as run.json has it}
   *
   * @throws BadInputException if the run was trained elsewhere
   */
  public Node configuration() {
    return JsonDocument.tree("config", ExperimentJson.config(experiment(), seed).toString());
  }

  /**
   * Makes the run after one more epoch, as it would be read from its directory then, without
   * reading anything again: what a page shows of runs that go on. An epoch that the run has already
   * leaves it as it is.
   *
   * <p>Metrics of single layers, matrices and certificates grow by what was measured of them; where
   * the run has no rows yet, the columns of metrics.csv are what this epoch has values of.
   *
   * @param measured values of the epoch
   * @return this run with more rows
   * @throws IllegalArgumentException if an epoch between is missing
   */
  public RunRecord accept(EpochRecord measured) {
    if (measured.epoch() <= lastEpoch()) {
      return this;
    }
    if (measured.epoch() > lastEpoch() + 1) {
      throw new IllegalArgumentException(
          "expected epoch %d, found epoch %d".formatted(lastEpoch() + 1, measured.epoch()));
    }
    return new RunRecord(
        directory,
        id,
        seed,
        cell,
        status,
        message,
        epochs,
        origin,
        data,
        provenance,
        started,
        seconds,
        peakMemoryBytes,
        activations,
        tables.with(measured),
        measured.certificates() == null
            ? lastCertificates
            : new LastCertificates(measured.epoch(), measured.certificates()),
        assumptions);
  }

  /** {@return what a report says about the run and draws of it} */
  public ExperimentInfo info() {
    return origin instanceof Experiment experiment
        ? experiment.info()
        : ExternalInfo.of(id, (External) origin, metrics(), layers());
  }

  /** {@return whether the run trained all its epochs} */
  public boolean finished() {
    return status == Status.DONE;
  }

  /** {@return what a person calls the run: its seed, and its place in the sweep if there is one} */
  public String name() {
    return CellPoint.nameOfRun(cell, seed);
  }

  /** {@return the last epoch that was measured; -1 when none was} */
  public int lastEpoch() {
    return metrics().rows() - 1;
  }

  /**
   * {@return one of the tables, such as {@code table(LayersTable.TABLE)}; without rows where the
   * run does not have the file}
   *
   * @param <T> what the file is read to
   * @param table its format
   */
  public <T> T table(RunTable<T> table) {
    return tables.get(table);
  }

  /** {@return the table of metrics.csv} */
  public MetricsTable metrics() {
    return table(MetricsTable.TABLE);
  }

  /** {@return the table of layers.csv} */
  public LayersTable layers() {
    return table(LayersTable.TABLE);
  }

  private void checkRows() {
    MetricsTable metrics = metrics();
    if (metrics.rows() > epochs + 1) {
      throw new BadInputException(
          "%s:%d: expected epochs 0 to %d, as run.json says, found epoch %d"
              .formatted(metrics.file(), MetricsTable.lineOf(epochs + 1), epochs, epochs + 1));
    }
    if (finished() && metrics.rows() < epochs + 1) {
      throw new BadInputException(
          "%s: expected epochs 0 to %d, as run.json says that the run is done, found %s"
              .formatted(
                  metrics.file(),
                  epochs,
                  metrics.rows() == 0 ? "no rows" : "epochs 0 to " + lastEpoch()));
    }
  }

  private static @Nullable LastCertificates lastCertificates(Path file) {
    return Files.exists(file) ? LastCertificates.read(file) : null;
  }

  private static @Nullable DescentAssumptions assumptions(Path file) {
    return Files.exists(file) ? DescentAssumptions.read(file) : null;
  }

  private static @Nullable Instant started(Section run) {
    String text = run.textOrNull("started");
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw run.bad("started", "a time like 2026-01-31T12:00:00Z");
    }
  }
}
