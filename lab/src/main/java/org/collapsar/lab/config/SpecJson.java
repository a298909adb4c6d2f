package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.ClaimSpec;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Kind;
import org.collapsar.lab.experiment.SweepComparison;
import org.collapsar.lab.experiment.SweepView;

/** Figures and claims as JSON, with the keys and words of the YAML files. */
final class SpecJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SpecJson() {}

  static ObjectNode of(FigureSpec f) {
    ObjectNode json = JSON.objectNode();
    json.put("id", f.id()).put("title", f.title()).put("kind", Value.word(f.kind()));
    if (f.kind() == Kind.MATRICES) {
      f.metrics().forEach(json.putArray("matrices")::add);
    } else if (f.kind().ofMetrics()) {
      f.metrics().forEach(json.putArray(f.kind() == Kind.HISTOGRAM ? "samples" : "metrics")::add);
      if (f.logarithmic().isEmpty() || f.logarithmic().containsAll(f.metrics())) {
        json.put("logarithmic", !f.logarithmic().isEmpty());
      } else {
        f.logarithmic().forEach(json.putArray("logarithmic")::add);
      }
    }
    if (!f.layers().isEmpty()) {
      var layers = json.putArray("layers");
      f.layers().forEach(range -> layers.add(range.toString()));
    }
    if (f.kind() == Kind.GRAM) {
      json.put("normalise", Value.word(f.scale()));
    }
    if (!f.references().isEmpty()) {
      ObjectNode references = json.putObject("references");
      f.references()
          .forEach(
              (metric, line) -> {
                ObjectNode one =
                    references.putObject(metric).put("value", line.text()).put("name", line.name());
                if (!Double.isNaN(line.from())) {
                  one.put("from", line.from());
                }
              });
    }
    if (!f.only().isEmpty()) {
      ObjectNode only = json.putObject("only");
      f.only().forEach(only::put);
    }
    SweepView sweep = f.sweep();
    if (sweep != null) {
      json.put("axis", sweep.axis());
      if (sweep.series() != null) {
        json.put("series", sweep.series());
      }
      json.put("logarithmicX", sweep.logarithmic());
      if (sweep.fit() != null) {
        json.put("fit", Value.word(sweep.fit()));
      }
      if (!sweep.window().equals(Window.END)) {
        json.putArray("window").add(sweep.window().from()).add(sweep.window().to());
      }
    }
    return f.caption().isEmpty() ? json : json.put("caption", f.caption());
  }

  static ObjectNode of(ClaimSpec c) {
    ObjectNode json = JSON.objectNode();
    json.put("id", c.id()).put("text", c.text());
    if (c.theorem() != null) {
      json.put("theorem", c.theorem());
    }
    json.put("metric", c.metric());
    json.put("rule", Value.word(c.rule())).put("bound", c.bound());
    if (c.against() != null) {
      json.put("against", c.against());
    }
    if (!c.window().equals(c.rule().window())) {
      json.putArray("window").add(c.window().from()).add(c.window().to());
    }
    if (!c.only().isEmpty()) {
      ObjectNode only = json.putObject("only");
      c.only().forEach(only::put);
    }
    SweepComparison sweep = c.sweep();
    if (sweep != null) {
      json.put("axis", sweep.axis());
      if (!sweep.series().isEmpty()) {
        ObjectNode series = json.putObject("series");
        sweep.series().forEach(series::put);
      }
      if (sweep.direction() != null) {
        json.put("direction", Value.word(sweep.direction()));
      }
      if (sweep.fit() != null) {
        json.put("fit", Value.word(sweep.fit()));
      }
    }
    return json;
  }
}
