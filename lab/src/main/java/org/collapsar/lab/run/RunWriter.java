package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.metrics.MetricValue;
import org.collapsar.probe.LayerMeasurement;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run directory while the run goes on, so that a process killed at any moment leaves a
 * directory that can be read and gone on with. Tables are appended to; every other file is replaced
 * as a whole.
 *
 * <p>What is on disk when: the rows of an epoch in the other tables before its row of metrics.csv
 * is written, and its row of metrics.csv, with all before it, before the checkpoint of the epoch.
 * Rows of metrics.csv between two checkpoints are not waited for: without a later checkpoint their
 * epochs are trained again.
 */
final class RunWriter {
  private final RunDirectory directory;
  private final ObjectNode document;
  private final Disk disk;
  private final List<String> columns;
  private final Map<RunTable<?>, RowFile> tables = new LinkedHashMap<>();
  private final LatestFile certificates;
  private final double secondsBefore;
  private final long startNanos = System.nanoTime();
  private int lastEpoch;
  private Map<String, MetricValue> lastValues = Map.of();
  private @Nullable EpochRecord lastLayers;

  private RunWriter(
      RunDirectory directory,
      ObjectNode document,
      List<String> columns,
      int lastEpoch,
      double seconds,
      Disk disk) {
    this.directory = directory;
    this.document = document;
    this.columns = List.copyOf(columns);
    this.lastEpoch = lastEpoch;
    this.secondsBefore = seconds;
    this.disk = disk;
    this.certificates = new LatestFile(directory.certificatesJson(), "", disk);
    for (RunTable<?> table : RunTables.ALL) {
      tables.put(table, RowFile.of(table, directory.file(table), table.header(columns), disk));
    }
  }

  /**
   * Starts a run from nothing.
   *
   * @param document its run.json, status and times still to be filled in
   * @param columns metrics of metrics.csv, in their order
   */
  static RunWriter start(RunDirectory directory, ObjectNode document, List<String> columns) {
    return start(directory, document, columns, new Disk());
  }

  /** The same, through a disk that may be watched. */
  static RunWriter start(
      RunDirectory directory, ObjectNode document, List<String> columns, Disk disk) {
    RunWriter writer = new RunWriter(directory, document, columns, -1, 0, disk);
    directory.create();
    writer.writeStatus(RunRecord.Status.RUNNING, null, 0);
    writer.tables.values().forEach(RowFile::start);
    return writer;
  }

  /**
   * Goes on with a run that was left after some epoch. Rows of later epochs are cut off; those of
   * this epoch are measured again, to the same bytes.
   *
   * @param epoch the epoch of the checkpoint, from 0; there are rows for all before it
   */
  static RunWriter resume(
      RunDirectory directory,
      ObjectNode document,
      List<String> columns,
      int epoch,
      double seconds) {
    Disk disk = new Disk();
    RunWriter writer = new RunWriter(directory, document, columns, epoch - 1, seconds, disk);
    directory.create();
    RunTables.ALL.forEach(table -> table.adopt(directory.path(), disk));
    writer.tables.values().forEach(file -> file.resume(epoch));
    writer.writeStatus(RunRecord.Status.RUNNING, null, epoch);
    return writer;
  }

  /**
   * Goes on with a run that has no checkpoint: after its last row, of which nothing is measured
   * again.
   *
   * @param lastEpoch that of the last row, -1 before the first
   * @param lastValues what is known of it, for the summary
   */
  static RunWriter goOn(
      RunDirectory directory,
      ObjectNode document,
      List<String> columns,
      int lastEpoch,
      Map<String, MetricValue> lastValues) {
    RunWriter writer =
        resume(directory, document, columns, lastEpoch + 1, document.path("seconds").asDouble(0));
    writer.lastValues = lastValues;
    writer.writeStatus(RunRecord.Status.RUNNING, null, Math.max(0, lastEpoch));
    return writer;
  }

  /** The last epoch that was written, -1 before the first. */
  int lastEpoch() {
    return lastEpoch;
  }

  /** What was measured on the last epoch. */
  Map<String, MetricValue> lastValues() {
    return lastValues;
  }

  /** Writes metrics.csv anew with further columns, empty ones; this writer is done then. */
  void widen(List<String> more) {
    save();
    Path file = directory.file(MetricsTable.TABLE);
    CsvLines lines = CsvLines.read(file, MetricsTable.TABLE.header(columns));
    StringBuilder text = new StringBuilder(lines.header());
    more.forEach(metric -> text.append(',').append(metric));
    text.append('\n');
    String empty = ",".repeat(more.size()) + "\n";
    lines.forEachRow(row -> text.append(row).append(empty));
    disk.replace(file, text.toString());
  }

  /**
   * Writes an epoch, the one after the last. Its row of metrics.csv comes after all else that was
   * measured on it.
   */
  void write(EpochRecord measured) {
    if (measured.epoch() != lastEpoch + 1) {
      throw new IllegalStateException(
          "expected the record of epoch " + (lastEpoch + 1) + ", found " + measured.epoch());
    }
    tables.forEach((table, file) -> file.add(table.rows(measured, columns)));
    if (measured.certificates() != null) {
      LastCertificates last = new LastCertificates(measured.epoch(), measured.certificates());
      certificates.set(() -> JsonWriter.text(last.json()));
    }
    if (measured.layers() != null) {
      lastLayers = measured;
    }
    lastEpoch = measured.epoch();
    lastValues = measured.values();
  }

  /** Writes what a theorem takes of the start. */
  void descent(ObjectNode json) {
    disk.replace(directory.descentJson(), JsonWriter.text(json));
  }

  /** Writes the state after an epoch that has been written. */
  void checkpoint(Checkpoint checkpoint) {
    save();
    checkpoint.write(directory.checkpoint());
    writeStatus(RunRecord.Status.RUNNING, null, checkpoint.epoch());
  }

  /** Waits until everything that was measured is on disk. */
  private void save() {
    tables.values().forEach(RowFile::save);
    certificates.save();
  }

  /**
   * Waits until everything that was measured is on disk, with the summary of the last epoch and how
   * far the run is: what a run without checkpoints has in their place.
   */
  void keep() {
    save();
    disk.replace(directory.summaryJson(), JsonWriter.text(summary()));
    status(RunRecord.Status.RUNNING, null);
  }

  /** Writes how the run ended; {@code message} is one line, or null for a run that is done. */
  void end(RunRecord.Status status, @Nullable String message) {
    save();
    disk.replace(directory.summaryJson(), JsonWriter.text(summary()));
    status(status, message);
  }

  /** Writes how the run ended without anything that was measured. */
  void status(RunRecord.Status status, @Nullable String message) {
    writeStatus(status, message, Math.max(0, lastEpoch));
  }

  private ObjectNode summary() {
    ObjectNode summary = DocumentType.RUN_SUMMARY.begin().put("epoch", lastEpoch);
    ObjectNode values = summary.putObject("final");
    for (String name : columns) {
      MetricValue value =
          lastValues.getOrDefault(name, MetricValue.undefined("because it was not measured"));
      values.set(name, MetricJson.of(value));
    }
    LayerMeasurement layers = lastLayers == null ? null : lastLayers.layers();
    if (lastLayers != null && layers != null) {
      ObjectNode json = summary.putObject("layers").put("epoch", lastLayers.epoch());
      ObjectNode ofLayers = json.putObject("values");
      layers
          .values()
          .forEach(
              (id, all) -> {
                ArrayNode list = ofLayers.putArray(id);
                all.forEach(value -> list.add(MetricJson.of(value)));
              });
    }
    return summary;
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
    disk.replace(directory.runJson(), JsonWriter.text(document));
  }
}
