package org.collapsar.lab.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.experiment.CellPoint;
import org.jspecify.annotations.Nullable;

/**
 * What a list says of run.json. It is read leniently: a list shows runs that something is wrong
 * with, and says what.
 *
 * @param status the word in run.json; empty where that cannot be read
 * @param message why the run ended early, or why it cannot be read; null for neither
 * @param started null where that is not recorded
 */
record RunFacts(
    String experiment,
    String title,
    String name,
    boolean external,
    String status,
    @Nullable String message,
    int epochs,
    @Nullable String started) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Larger ones are none of ours, and would have to fit into memory. */
  private static final long MOST_BYTES = 64L << 20;

  static RunFacts read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return unreadable("run.json: expected at most 64 MiB, found more");
      }
      JsonNode run = MAPPER.readTree(Files.readAllBytes(file));
      String schema = run.path("schema").asText();
      if (!schema.equals(DocumentType.RUN.schema())) {
        return unreadable(
            "run.json: expected the schema "
                + DocumentType.RUN.schema()
                + ", found "
                + (schema.isEmpty() ? "none" : schema));
      }
      JsonNode external = run.path("external");
      String id = run.path("id").asText();
      String title =
          external.isObject()
              ? external.path("name").asText(id)
              : run.path("experiment").path("title").asText(id);
      return new RunFacts(
          id,
          title,
          CellPoint.nameOfRun(cell(run.path("cell")), run.path("seed").asLong()),
          external.isObject(),
          run.path("status").asText(),
          run.path("message").isTextual() ? run.path("message").asText() : null,
          Math.max(0, run.path("epochs").asInt()),
          run.path("started").isTextual() ? run.path("started").asText() : null);
    } catch (IOException e) {
      return unreadable("run.json: expected JSON, found what cannot be read");
    }
  }

  private static List<CellPoint> cell(JsonNode points) {
    List<CellPoint> cell = new ArrayList<>();
    for (JsonNode point : points) {
      cell.add(
          new CellPoint(
              point.path("axis").asText(), point.path("label").asText(), OptionalDouble.empty()));
    }
    return cell;
  }

  private static RunFacts unreadable(String why) {
    return new RunFacts("", "", "", false, "", why, 0, null);
  }
}
