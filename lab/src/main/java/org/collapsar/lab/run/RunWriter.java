package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.collapsar.FailedException;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.lab.experiment.MetricColumns;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run directory while the run goes on. Every file is replaced as a whole, so that a
 * process killed at any moment leaves a directory that can be read. A row of metrics.csv is on disk
 * before the checkpoint of its epoch is.
 */
final class RunWriter {
  private static final String TIMING_HEADER = "epoch,train_seconds,measure_seconds";

  private final RunDirectory directory;
  private final ObjectNode document;
  private final List<String> columns;
  private final List<String> metrics = new ArrayList<>();
  private final List<String> timing = new ArrayList<>();
  private final LayersWriter layers;
  private final MatricesWriter matrices;
  private final CertificatesWriter certificates;
  private final StringBuilder gibbs = new StringBuilder(GibbsTable.HEADER).append('\n');
  private final double secondsBefore;
  private final long startNanos = System.nanoTime();
  private Map<String, MetricValue> last = Map.of();

  private RunWriter(RunDirectory directory, ObjectNode document, double secondsBefore) {
    this.directory = directory;
    this.document = document;
    this.secondsBefore = secondsBefore;
    this.columns = columns(document);
    this.layers = new LayersWriter(directory);
    this.matrices = new MatricesWriter(directory);
    this.certificates = new CertificatesWriter(directory);
    metrics.add("epoch," + String.join(",", columns));
    timing.add(TIMING_HEADER);
  }

  /** The columns that the configuration in run.json asks for. */
  private static List<String> columns(ObjectNode document) {
    JsonNode metrics = document.path("config").path("metrics");
    List<String> columns = new ArrayList<>();
    metrics.path("base").forEach(id -> columns.add(id.asText()));
    if (columns.isEmpty()) {
      columns.addAll(MetricColumns.NAMES);
    }
    metrics.path("columns").forEach(id -> columns.add(id.asText()));
    return columns;
  }

  /** Starts a run from nothing; {@code document} is its run.json. */
  static RunWriter start(RunDirectory directory, ObjectNode document) {
    RunWriter writer = new RunWriter(directory, document, 0);
    directory.create();
    writer.writeStatus(RunRecord.Status.RUNNING, null, 0);
    writer.writeTables();
    return writer;
  }

  /**
   * Goes on with a run that was left after some epoch. Rows from that epoch on are dropped: they
   * are measured again, to the same bytes.
   *
   * @param epoch the epoch of the checkpoint, from 0; there are rows for all before it
   */
  static RunWriter resume(RunDirectory directory, ObjectNode document, int epoch, double seconds) {
    RunWriter writer = new RunWriter(directory, document, seconds);
    directory.create();
    writer.metrics.addAll(rowsBefore(epoch, directory.metricsCsv()));
    writer.timing.addAll(rowsBefore(epoch, directory.timingCsv()));
    writer.layers.resume(epoch);
    writer.matrices.resume(epoch);
    writer.certificates.resume(epoch);
    CsvLines.rowsBefore(epoch, directory.gibbsCsv())
        .forEach(line -> writer.gibbs.append(line).append('\n'));
    writer.writeStatus(RunRecord.Status.RUNNING, null, epoch);
    return writer;
  }

  /** The epoch of the last row, -1 before the first. */
  int lastEpoch() {
    return metrics.size() - 2;
  }

  /**
   * Adds an epoch, the one after the last. Its row of metrics.csv is written last: whatever else
   * was measured on an epoch that has a row is on disk.
   */
  void write(EpochRecord measured) {
    int epoch = measured.epoch();
    if (epoch != lastEpoch() + 1) {
      throw new IllegalStateException(
          "expected the record of epoch " + (lastEpoch() + 1) + ", found " + epoch);
    }
    if (measured.layers() != null) {
      layers.add(epoch, measured.layers());
    }
    if (measured.gibbs() != null) {
      gibbs.append(GibbsTable.rows(epoch, measured.gibbs()));
      AtomicFiles.write(directory.gibbsCsv(), gibbs.toString());
    }
    if (!measured.matrices().isEmpty()) {
      matrices.add(epoch, measured.matrices());
    }
    if (measured.certificates() != null) {
      certificates.add(epoch, measured.certificates());
    }
    if (measured.parity() != null) {
      certificates.parity(epoch, measured.parity().actual(), measured.parity().predicted());
    }
    row(measured);
  }

  private void row(EpochRecord measured) {
    StringBuilder row = new StringBuilder().append(measured.epoch());
    for (String name : columns) {
      row.append(',');
      if (measured.values().get(name) instanceof MetricValue.Defined defined) {
        row.append(defined.value());
      }
    }
    metrics.add(row.toString());
    timing.add(
        "%d,%.6f,%.6f"
            .formatted(measured.epoch(), measured.trainSeconds(), measured.measureSeconds()));
    last = measured.values();
    writeTables();
  }

  /** Writes what a theorem takes of the start. */
  void descent(ObjectNode json) {
    JsonWriter.write(directory.descentJson(), json);
  }

  /** Writes the state after an epoch whose row has been written. */
  void checkpoint(Checkpoint checkpoint) {
    checkpoint.write(directory.checkpoint());
    writeStatus(RunRecord.Status.RUNNING, null, checkpoint.epoch());
  }

  /** Writes how the run ended; {@code message} is one line, or null for a run that is done. */
  void end(RunRecord.Status status, @Nullable String message) {
    ObjectNode summary = JsonNodeFactory.instance.objectNode();
    summary
        .put("schema", "collapsar/run-summary/1")
        .put("epoch", lastEpoch())
        .set("final", finalValues());
    layers.summary().ifPresent(json -> summary.set("layers", json));
    JsonWriter.write(directory.summaryJson(), summary);
    status(status, message);
  }

  /** Writes how the run ended without anything that was measured. */
  void status(RunRecord.Status status, @Nullable String message) {
    writeStatus(status, message, Math.max(0, lastEpoch()));
  }

  private ObjectNode finalValues() {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    for (String name : columns) {
      MetricValue value =
          last.getOrDefault(name, MetricValue.undefined("because it was not measured"));
      values.set(name, MetricJson.of(value));
    }
    return values;
  }

  private void writeTables() {
    AtomicFiles.write(directory.metricsCsv(), String.join("\n", metrics) + "\n");
    AtomicFiles.write(directory.timingCsv(), String.join("\n", timing) + "\n");
  }

  private void writeStatus(RunRecord.Status status, @Nullable String message, int epochsDone) {
    document
        .put("status", status.word())
        .put("message", message)
        .put("epochs_done", epochsDone)
        .put("seconds", secondsBefore + (System.nanoTime() - startNanos) / 1e9)
        .put(
            "peak_memory_bytes",
            Math.max(document.path("peak_memory_bytes").asLong(), Machine.peakMemoryBytes()));
    JsonWriter.write(directory.runJson(), document);
  }

  private static List<String> rowsBefore(int epoch, java.nio.file.Path file) {
    try {
      return Files.readAllLines(file).subList(1, 1 + epoch);
    } catch (IOException e) {
      throw new FailedException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }
}
