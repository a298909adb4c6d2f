package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.collapsar.BadInputException;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.Source;
import org.jspecify.annotations.Nullable;

/**
 * One run directory as it was read: run.json and the tables beside it. Finished and unfinished runs
 * load alike.
 *
 * @param directory the run directory
 * @param id the experiment's id
 * @param seed the root seed
 * @param cell where it stands in its sweep, a point an axis; empty outside sweeps
 * @param status how far the run came
 * @param message why it ended early, if it did
 * @param epochs the epochs that the configuration asks for
 * @param experiment what the experiment says about itself
 * @param config the whole configuration, as it ran
 * @param data the data set: name, sizes, checksums
 * @param provenance version, commit, JDK, CPU, BLAS
 * @param started when, if recorded
 * @param seconds wall time so far, if recorded
 * @param peakMemoryBytes peak resident memory, if recorded
 * @param metrics the table of metrics.csv
 * @param activations of the layers 1 to L, by name, "identity" for linear ones; none in runs of
 *     earlier versions
 * @param layers the table of layers.csv, empty when the run does not measure its layers
 * @param matrices the table of matrices.csv, empty when the run keeps none
 * @param certificates the table of certificates.csv, empty when the run evaluates none
 * @param lastCertificates the last of them with their hypotheses, null when there are none
 * @param gibbs the table of gibbs.csv, empty when the law of the particles is not measured
 * @param assumptions of Theorem 4.4 with the numbers of the start, null where it is not asked
 * @param parity the table of parity.csv, empty when the run does not write it
 */
public record RunRecord(
    Path directory,
    String id,
    long seed,
    List<CellPoint> cell,
    Status status,
    @Nullable String message,
    int epochs,
    ExperimentInfo experiment,
    JsonNode config,
    JsonNode data,
    JsonNode provenance,
    @Nullable Instant started,
    OptionalDouble seconds,
    OptionalLong peakMemoryBytes,
    MetricsTable metrics,
    List<String> activations,
    LayersTable layers,
    MatrixTable matrices,
    CertificatesTable certificates,
    @Nullable LastCertificates lastCertificates,
    GibbsTable gibbs,
    @Nullable DescentAssumptions assumptions,
    ParityTable parity) {

  /** The schema of run.json that this version reads. */
  public static final String SCHEMA = "collapsar/run/1";

  /** How far a run came. */
  public enum Status {
    RUNNING,
    DONE,
    INTERRUPTED,
    DIVERGED,
    FAILED;

    /** The word in run.json. */
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
    JsonDocument.Part run = JsonDocument.read(json, SCHEMA).top();
    ExperimentInfo experiment = experiment(run.object("experiment"));
    int epochs = run.count("epochs");
    RunRecord record =
        new RunRecord(
            directory,
            run.text("id"),
            run.integer("seed", Long.MIN_VALUE),
            CellJson.read(run),
            run.oneOf("status", STATUSES),
            run.textOrNull("message"),
            epochs,
            experiment,
            run.tree("config"),
            run.tree("data"),
            run.tree("provenance"),
            started(run),
            run.absent("seconds")
                ? OptionalDouble.empty()
                : OptionalDouble.of(run.number("seconds")),
            run.absent("peak_memory_bytes")
                ? OptionalLong.empty()
                : OptionalLong.of(run.integer("peak_memory_bytes", 0)),
            metrics(directory.resolve("metrics.csv"), run),
            run.objects("layers").stream().map(layer -> layer.text("activation")).toList(),
            layers(new RunDirectory(directory).layersCsv()),
            matrices(new RunDirectory(directory)),
            CertificatesTable.of(new RunDirectory(directory).certificatesCsv()),
            lastCertificates(new RunDirectory(directory).certificatesJson()),
            GibbsTable.of(new RunDirectory(directory).gibbsCsv()),
            assumptions(new RunDirectory(directory).descentJson()),
            ParityTable.of(new RunDirectory(directory).parityCsv()));
    record.checkRows();
    return record;
  }

  /** Whether the run trained all its epochs. */
  public boolean finished() {
    return status == Status.DONE;
  }

  /** What a person calls it: its seed, and its place in the sweep if there is one. */
  public String name() {
    return CellPoint.nameOfRun(cell, seed);
  }

  /** The last epoch that was measured; -1 when none was. */
  public int lastEpoch() {
    return metrics.rows() - 1;
  }

  private void checkRows() {
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

  private static MetricsTable metrics(Path file, JsonDocument.Part run) {
    if (Files.exists(file)) {
      return MetricsTable.read(file);
    }
    if (run.oneOf("status", STATUSES) == Status.DONE) {
      throw new BadInputException(file + ": expected the metrics of a finished run, found no file");
    }
    return MetricsTable.empty(file);
  }

  private static LayersTable layers(Path file) {
    return Files.exists(file) ? LayersTable.read(file) : LayersTable.empty(file);
  }

  private static @Nullable LastCertificates lastCertificates(Path file) {
    return Files.exists(file) ? LastCertificates.read(file) : null;
  }

  private static MatrixTable matrices(RunDirectory run) {
    for (Path file : List.of(run.matricesCsv(), run.gramCsv())) {
      if (Files.exists(file)) {
        return MatrixTable.read(file);
      }
    }
    return MatrixTable.empty(run.matricesCsv());
  }

  private static @Nullable DescentAssumptions assumptions(Path file) {
    return Files.exists(file) ? DescentAssumptions.read(file) : null;
  }

  private static @Nullable Instant started(JsonDocument.Part run) {
    String text = run.textOrNull("started");
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw run.wrong("started", "a time like 2026-01-31T12:00:00Z");
    }
  }

  private static ExperimentInfo experiment(JsonDocument.Part part) {
    JsonDocument.Part source = part.objectOrNull("source");
    return new ExperimentInfo(
        part.text("id"),
        part.text("title"),
        part.text("summary", ""),
        source == null
            ? null
            : new Source(
                source.text("citation"), source.text("url", ""), source.text("bibtex", "")),
        part.texts("choices"),
        part.objects("figures").stream().map(SpecParts::figure).toList(),
        part.objects("claims").stream().map(SpecParts::claim).toList());
  }
}
