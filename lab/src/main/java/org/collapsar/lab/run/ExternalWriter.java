package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.experiment.External;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * Writer of the directory of a run that is trained elsewhere, an epoch at a time. It can be read
 * and reported at any moment, like that of a run that is trained here; there is no checkpoint in
 * it.
 */
public final class ExternalWriter {
  private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  private static final String EPOCHS = "epochs";

  private final RunDirectory run;
  private final ObjectNode document;
  private final Set<String> columns;
  private RunWriter writer;
  private @Nullable RunLock lock;

  private ExternalWriter(
      RunDirectory run, ObjectNode document, List<String> columns, RunWriter writer) {
    this.run = run;
    this.document = document;
    this.columns = new LinkedHashSet<>(columns);
    this.writer = writer;
  }

  /**
   * Starts a run.
   *
   * @param directory of the run, which must not hold one yet
   * @param id groups runs in reports: letters, digits, dots and hyphens
   * @param seed tells runs of an id apart
   * @param origin what is known of the training
   * @param epochs to be trained; {@link #end} may come before, and more may come than were said
   * @param metrics ids of the columns of metrics.csv, in their order; {@link #addColumns} adds more
   * @param provenance of the program that measures
   * @return a writer without a row
   * @throws BadInputException if a run is there, or the id is none
   * @throws org.collapsar.FailedException if the directory cannot be written
   */
  public static ExternalWriter start(
      Path directory,
      String id,
      long seed,
      External origin,
      int epochs,
      List<String> metrics,
      ObjectNode provenance) {
    RunDirectory run = new RunDirectory(directory);
    if (!id.matches(ID)) {
      throw new BadInputException("id: expected letters, digits, dots and hyphens, found " + id);
    }
    if (run.exists()) {
      throw new BadInputException(
          directory + ": expected a directory without a run, found a run.json in it");
    }
    ObjectNode json = DocumentType.RUN.begin();
    json.put("id", id).put("seed", seed);
    // Placeholders keep the order of the keys; the writer fills them in.
    json.putNull("status").putNull("message").put("epochs_done", 0).put("epochs", epochs);
    OriginJson.put(json, origin, seed);
    json.set("provenance", provenance);
    json.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return new ExternalWriter(run, json, metrics, RunWriter.start(run, json, metrics));
  }

  /**
   * Starts a run that no other process or training may write until {@link #end}; for those whose
   * caller holds no lock on the directory of the experiment.
   *
   * @param directory as {@link #start} takes it and all that follows
   * @throws BadInputException if another is writing the run, and as {@link #start} does
   */
  public static ExternalWriter startAlone(
      Path directory,
      String id,
      long seed,
      External origin,
      int epochs,
      List<String> metrics,
      ObjectNode provenance) {
    RunLock lock = RunLock.take(directory);
    ExternalWriter writer = null;
    try {
      writer = start(directory, id, seed, origin, epochs, metrics, provenance);
      writer.lock = lock;
      return writer;
    } finally {
      if (writer == null) {
        lock.close();
      }
    }
  }

  /**
   * Goes on with a run whose writer is no more, after its last whole row.
   *
   * @param directory of the run
   * @return a writer behind the last row
   * @throws BadInputException if the directory has no run, or one that was not trained elsewhere
   * @throws org.collapsar.FailedException if its files cannot be read or written
   */
  public static ExternalWriter resume(Path directory) {
    RunDirectory run = new RunDirectory(directory);
    RunRecord record = RunRecord.read(directory);
    if (!(record.origin() instanceof External)) {
      throw new BadInputException(
          directory + ": expected a run that was trained elsewhere, found one of collapsar's own");
    }
    MetricsTable metrics = record.metrics();
    ObjectNode json = JsonDocument.object(run.runJson(), DocumentType.RUN);
    RunWriter writer =
        RunWriter.goOn(
            run,
            json,
            metrics.metrics(),
            record.lastEpoch(),
            LastValues.read(run.summaryJson(), metrics));
    return new ExternalWriter(run, json, metrics.metrics(), writer);
  }

  /** {@return the last epoch that was written, -1 before the first} */
  public int lastEpoch() {
    return writer.lastEpoch();
  }

  /** {@return the columns of metrics.csv} */
  public List<String> columns() {
    return List.copyOf(columns);
  }

  /**
   * Adds columns to metrics.csv, behind those that it has: the file is written anew, with empty
   * cells in the rows that are there.
   *
   * @param metrics ids; those that are columns already are left out
   */
  public void addColumns(Collection<String> metrics) {
    List<String> more = metrics.stream().filter(columns::add).toList();
    if (more.isEmpty()) {
      return;
    }
    Map<String, MetricValue> last = writer.lastValues();
    writer.widen(more);
    writer = RunWriter.goOn(run, document, List.copyOf(columns), writer.lastEpoch(), last);
  }

  /**
   * Writes empty rows up to an epoch: nothing was measured on them.
   *
   * @param epoch the next one that will be written; the last or an earlier one adds nothing
   */
  public void skipTo(int epoch) {
    for (int e = lastEpoch() + 1; e < epoch; e++) {
      write(new EpochRecord(e, Map.of(), null, Map.of(), null, null, null, 0, 0));
    }
  }

  /**
   * Says which layers are measured, where that was not known at the start.
   *
   * @param layers first to last
   */
  public void layers(List<External.Layer> layers) {
    OriginJson.layers((ObjectNode) document.path("external"), layers);
    writer.status(RunRecord.Status.RUNNING, null);
  }

  /**
   * Writes an epoch, the one after the last; 0, before training, is the first.
   *
   * @param measured values of the epoch
   */
  public void write(EpochRecord measured) {
    if (measured.epoch() > document.path(EPOCHS).asInt()) {
      document.put(EPOCHS, measured.epoch());
      writer.status(RunRecord.Status.RUNNING, null);
    }
    writer.write(measured);
  }

  /** Waits until everything that was written is on disk, and records how far the run is. */
  public void keep() {
    writer.keep();
  }

  /**
   * Ends the run. One that is done had as many epochs as were written.
   *
   * @param status how it ended
   * @param message one line that says why it ended early, or null
   */
  public void end(RunRecord.Status status, @Nullable String message) {
    if (status == RunRecord.Status.DONE) {
      document.put(EPOCHS, Math.max(0, writer.lastEpoch()));
    }
    try {
      writer.end(status, message);
    } finally {
      if (lock != null) {
        lock.close();
        lock = null;
      }
    }
  }
}
