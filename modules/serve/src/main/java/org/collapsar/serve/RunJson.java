package org.collapsar.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.lab.index.IndexedGroup;
import org.collapsar.lab.index.IndexedRun;
import org.collapsar.lab.run.LastValues;

/** Runs as the API shows them. */
final class RunJson {
  /** Sparklines are some 40 pixels high. */
  private static final MathContext DRAWN = new MathContext(4);

  private RunJson() {}

  /** In a list: last values as the tables have them, without reasons. */
  static ObjectNode listed(IndexedRun run) {
    ObjectNode json = facts(run);
    ObjectNode last = json.putObject("last");
    run.last()
        .forEach(
            (metric, value) -> {
              if (!Double.isNaN(value)) {
                number(last.putObject(metric), "value", value);
              }
            });
    ObjectNode sparks = json.putObject("sparks");
    run.sparks()
        .forEach(
            (metric, curve) -> {
              ArrayNode points = sparks.putArray(metric);
              curve.forEach(
                  point -> {
                    ArrayNode pair = points.addArray().add(point.epoch());
                    if (Double.isInfinite(point.value())) {
                      pair.add(Double.toString(point.value()));
                    } else {
                      pair.add(new BigDecimal(point.value()).round(DRAWN).doubleValue());
                    }
                  });
            });
    return json;
  }

  /** Alone: with the reasons of what is undefined. */
  static ObjectNode whole(IndexedRun run) {
    ObjectNode json = facts(run);
    ArrayNode metrics = json.putArray("metrics");
    run.metrics().forEach(metrics::add);
    ObjectNode last = json.putObject("last");
    LastValues.read(run.directory().resolve("summary.json"), run.epoch(), run.last())
        .forEach((metric, value) -> last.set(metric, MetricJson.of(value)));
    return json;
  }

  private static ObjectNode facts(IndexedRun run) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", run.id())
        .put("place", run.place())
        .put("group", run.group())
        .put("experiment", run.experiment())
        .put("title", run.title())
        .put("name", run.name())
        .put("external", run.external())
        .put("state", run.state().word())
        .put("message", run.message())
        .put("epoch", run.epoch())
        .put("epochs", run.epochs())
        .put("started", run.started())
        .put("changed", run.changed().toString());
  }

  static ObjectNode of(IndexedGroup group) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", group.id())
        .put("place", group.place())
        .put("sweep", group.sweep())
        .put("runs", group.runs());
  }

  /** JSON has no infinity: it is a text, as everywhere in our documents. */
  static void number(ObjectNode json, String key, double value) {
    if (Double.isInfinite(value)) {
      json.put(key, Double.toString(value));
    } else {
      json.put(key, value);
    }
  }

  /** A row: null where a cell is empty. */
  static ObjectNode row(Iterable<String> metrics, double[] cells) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("epoch", (int) cells[0]);
    ObjectNode values = json.putObject("values");
    int i = 1;
    for (String metric : metrics) {
      double value = i < cells.length ? cells[i] : Double.NaN;
      if (Double.isNaN(value)) {
        values.putNull(metric);
      } else {
        number(values, metric, value);
      }
      i++;
    }
    return json;
  }
}
