package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.experiment.External;
import org.jspecify.annotations.Nullable;

/**
 * Writes the directory of a run that is trained elsewhere, an epoch at a time. It can be read and
 * reported at any moment, like that of a run that is trained here; there is no checkpoint in it.
 */
public final class ExternalWriter {
  private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  private final ObjectNode document;
  private final RunWriter writer;

  private ExternalWriter(ObjectNode document, RunWriter writer) {
    this.document = document;
    this.writer = writer;
  }

  /**
   * Starts a run.
   *
   * @param directory of the run, which must not hold one yet
   * @param id groups runs in reports: letters, digits, dots and hyphens
   * @param seed tells runs of an id apart
   * @param epochs to be trained; {@link #end} may come before
   * @param metrics ids of the columns of metrics.csv, in their order
   * @param provenance of the program that measures
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
    return new ExternalWriter(json, RunWriter.start(run, json, metrics));
  }

  /** Writes an epoch, the one after the last; 0, before training, is the first. */
  public void write(EpochRecord measured) {
    writer.write(measured);
  }

  /**
   * Ends the run. One that is done had as many epochs as were written.
   *
   * @param message one line that says why it ended early, or null
   */
  public void end(RunRecord.Status status, @Nullable String message) {
    if (status == RunRecord.Status.DONE) {
      document.put("epochs", Math.max(0, writer.lastEpoch()));
    }
    writer.end(status, message);
  }
}
