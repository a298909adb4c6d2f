package org.collapsar.lab.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Kind;
import org.collapsar.lab.run.RunRecord;

/** The numbers that the page's charts are drawn from, in full precision, as JSON. */
final class PageData {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private PageData() {}

  /** One entry an experiment: figures, panels, runs. */
  static String json(List<ExperimentRuns> experiments) {
    ArrayNode all = MAPPER.createArrayNode();
    for (ExperimentRuns experiment : experiments) {
      ObjectNode entry = all.addObject();
      entry.put("id", experiment.info().id());
      ArrayNode figures = entry.putArray("figures");
      for (FigureSpec figure : experiment.info().figures()) {
        ObjectNode node = figures.addObject();
        node.put("id", figure.id());
        node.put("element", experiment.element(figure));
        node.put("kind", figure.kind() == Kind.BAND ? "band" : "lines");
        node.put("logarithmic", figure.logarithmic());
        ArrayNode panels = node.putArray("panels");
        figure.metrics().forEach(metric -> panels.add(panel(metric, experiment.runs())));
      }
    }
    try {
      return MAPPER.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and strings is always JSON", e);
    }
  }

  private static ObjectNode panel(String metric, List<RunRecord> records) {
    MetricLabel label = MetricLabel.of(metric);
    Curves curves = Curves.of(metric, records);
    ObjectNode panel = MAPPER.createObjectNode();
    panel.put("metric", metric).put("label", label.axis()).put("name", label.name());
    double smallest = curves.smallestPositive();
    if (Double.isNaN(smallest)) {
      panel.putNull("smallest");
    } else {
      panel.put("smallest", smallest);
    }
    ArrayNode runs = panel.putArray("runs");
    for (Curves.Line line : curves.lines()) {
      ObjectNode run = runs.addObject();
      // A string: JavaScript's numbers do not hold every seed.
      run.put("seed", Long.toString(line.seed()));
      numbers(run.putArray("values"), line.values());
    }
    numbers(panel.putArray("mean"), curves.mean());
    numbers(panel.putArray("deviation"), curves.deviation());
    return panel;
  }

  /** Numbers; null where there is none. */
  static void numbers(ArrayNode array, double[] values) {
    for (double value : values) {
      if (Double.isFinite(value)) {
        array.add(value);
      } else {
        array.addNull();
      }
    }
  }
}
