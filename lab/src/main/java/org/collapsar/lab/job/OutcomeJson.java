package org.collapsar.lab.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.collapsar.lab.claim.ClaimResult;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.lab.run.CellJson;
import org.collapsar.lab.run.RunResult;
import org.collapsar.metrics.MetricValue;

/** Writer of outcomes as the document collapsar/reproduce/1. */
public final class OutcomeJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private OutcomeJson() {}

  /**
   * Makes the document of outcomes.
   *
   * @param outcomes one per experiment
   * @param base directory that the paths in it are relative to
   * @return a document of the type {@code REPRODUCE}
   */
  public static ObjectNode document(List<ExperimentOutcome> outcomes, Path base) {
    ObjectNode json = DocumentType.REPRODUCE.begin();
    ArrayNode experiments = json.putArray("experiments");
    outcomes.forEach(outcome -> experiments.add(experiment(outcome, base)));
    return json;
  }

  private static ObjectNode experiment(ExperimentOutcome outcome, Path base) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", outcome.info().id())
            .put("title", outcome.info().title())
            .put("status", outcome.status().word())
            .put("message", outcome.message());
    ArrayNode runs = json.putArray("runs");
    for (RunResult run : outcome.runs()) {
      ObjectNode r =
          runs.addObject()
              .put("directory", relative(base, run.directory().path()))
              .put("seed", run.seed());
      if (!run.cell().isEmpty()) {
        r.set("cell", CellJson.of(run.cell()));
      }
      r.put("status", run.status().word()).put("message", run.message());
      r.set("final", finalValues(run.directory().summaryJson()));
    }
    ArrayNode figures = json.putArray("figures");
    outcome.figures().forEach(figure -> figures.add(relative(base, figure)));
    if (outcome.table() != null) {
      json.put("table", relative(base, outcome.table()));
    }
    json.put("report", outcome.report() == null ? null : relative(base, outcome.report()));
    json.set("claims", claims(outcome.claims()));
    return json;
  }

  /**
   * Writes judged claims.
   *
   * @param results in the order of the document
   * @return an array of objects
   */
  public static ArrayNode claims(List<ClaimResult> results) {
    ArrayNode claims = JsonNodeFactory.instance.arrayNode();
    for (ClaimResult c : results) {
      ObjectNode claim = claims.addObject();
      claim.put("id", c.id()).put("text", c.text()).put("metric", c.metric());
      claim.put("quantity", c.quantity());
      putNumber(claim, c.value());
      claim.put("required", c.required()).put("holds", c.holds());
      if (!c.numbers().isEmpty()) {
        c.numbers().forEach(claim.putObject("numbers")::put);
      }
      ArrayNode perRun = claim.putArray("runs");
      for (ClaimResult.PerRun run : c.perRun()) {
        ObjectNode r = perRun.addObject().put("seed", run.seed());
        if (!run.name().equals("seed " + run.seed())) {
          r.put("name", run.name());
        }
        putNumber(r, run.value());
        if (!run.numbers().isEmpty()) {
          run.numbers().forEach(r.putObject("numbers")::put);
        }
        if (!c.together()) {
          r.put("holds", run.holds());
        }
      }
    }
    return claims;
  }

  /** "value": x, or "value": null with the reason beside it. */
  private static void putNumber(ObjectNode json, MetricValue value) {
    ObjectNode metric = MetricJson.of(value);
    json.set("value", metric.path("value").isMissingNode() ? null : metric.get("value"));
    if (metric.has("undefined")) {
      json.set("undefined", metric.get("undefined"));
    }
  }

  private static JsonNode finalValues(Path summary) {
    try {
      return Files.exists(summary)
          ? MAPPER.readTree(Files.readString(summary)).path("final")
          : JsonNodeFactory.instance.objectNode();
    } catch (IOException e) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  /** A path as documents and pages have it: from their directory, with slashes. */
  static String relative(Path base, Path file) {
    return base.toAbsolutePath()
        .normalize()
        .relativize(file.toAbsolutePath().normalize())
        .toString()
        .replace('\\', '/');
  }
}
