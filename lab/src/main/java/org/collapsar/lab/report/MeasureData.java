package org.collapsar.lab.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.collapsar.lab.measure.Geometry;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricValue;

/** The numbers that the charts of a measurement are drawn from, as JSON. */
final class MeasureData {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** The geometry of so many tables is in a page at most: evenly chosen, the last among them. */
  static final int MOST_DRAWN = 12;

  private static final MathContext SHOWN = new MathContext(6);

  private MeasureData() {}

  /** The curves, in the form of the report's figures. */
  static String figures(List<MeasureCurves.Figure> curves) {
    ArrayNode all = MAPPER.createArrayNode();
    ArrayNode figures = all.addObject().put("id", "measurement").putArray("figures");
    for (MeasureCurves.Figure curve : curves) {
      ObjectNode figure =
          figures
              .addObject()
              .put("id", curve.id())
              .put("element", curve.id())
              .put("kind", "lines")
              .put("logarithmic", curve.logarithmic());
      ArrayNode panels = figure.putArray("panels");
      for (MeasureCurves.Panel panel : curve.panels()) {
        panels.add(panel(panel, curve));
      }
    }
    return text(all);
  }

  private static ObjectNode panel(MeasureCurves.Panel panel, MeasureCurves.Figure curve) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("metric", panel.metric()).put("label", panel.name()).put("name", panel.name());
    json.put("logarithmic", curve.logarithmic(panel));
    double smallest = panel.smallestPositive();
    if (Double.isNaN(smallest)) {
      json.putNull("smallest");
    } else {
      json.put("smallest", smallest);
    }
    ObjectNode x = json.putObject("x").put("name", curve.along());
    curve.places().forEach(x.putArray("names")::add);
    x.put("title", curve.placeNames().title());
    curve.placeNames().ticks().forEach(x.putArray("ticks")::add);
    ArrayNode runs = json.putArray("runs");
    panel
        .lines()
        .forEach(
            (name, values) ->
                PageData.numbers(runs.addObject().put("name", name).putArray("values"), values));
    json.putArray("mean");
    json.putArray("deviation");
    return json;
  }

  /** The rows whose geometry the page shows. */
  static List<MeasuredRow> drawn(List<MeasuredRow> rows) {
    List<MeasuredRow> able = rows.stream().filter(row -> row.geometry() != null).toList();
    if (able.size() <= MOST_DRAWN) {
      return able;
    }
    List<MeasuredRow> chosen = new ArrayList<>();
    for (int i = 0; i < MOST_DRAWN; i++) {
      chosen.add(able.get((int) ((long) i * (able.size() - 1) / (MOST_DRAWN - 1))));
    }
    return chosen;
  }

  static boolean hasWeights(MeasuredRow row) {
    return row.geometry() != null && row.geometry().weightCosines() != null;
  }

  static boolean hasSpan(MeasuredRow row) {
    return row.geometry() != null && row.geometry().span() != null;
  }

  /** What the figures of the classes show. */
  static String geometry(List<MeasuredRow> rows) {
    ArrayNode all = MAPPER.createArrayNode();
    for (MeasuredRow row : drawn(rows)) {
      Geometry geometry = Objects.requireNonNull(row.geometry());
      Measurement m = row.measurement();
      ObjectNode json = all.addObject().put("name", row.name());
      if (!row.classNames().isEmpty()) {
        row.classNames().forEach(json.putArray("classes")::add);
      }
      json.set("cosines", rounded(geometry.meanCosines()));
      json.set(
          "weights", geometry.weightCosines() == null ? null : rounded(geometry.weightCosines()));
      PageData.numbers(json.putArray("spectrum"), m.singularValues());
      json.put("tolerance", m.isRankKnown() ? m.rankTolerance() : null);
      PageData.numbers(
          json.putArray("within"),
          m.withinVariances().stream().mapToDouble(MetricValue::orNaN).toArray());
      ArrayNode counts = json.putArray("counts");
      for (long count : m.counts()) {
        counts.add(count);
      }
      ObjectNode lacks = json.putObject("lacks");
      MeasureNotes.lacks(row).forEach(lacks::put);
      json.set("span", geometry.span() == null ? null : span(geometry.span()));
    }
    return text(all);
  }

  private static ObjectNode span(Geometry.Span span) {
    ObjectNode json = MAPPER.createObjectNode();
    json.set("points", rounded(span.points()));
    ArrayNode labels = json.putArray("labels");
    for (int label : span.labels()) {
      labels.add(label);
    }
    json.set("means", rounded(span.means()));
    json.set("weights", span.weights() == null ? null : rounded(span.weights()));
    return json;
  }

  /** Six digits are more than a screen shows. */
  private static ArrayNode rounded(double[][] rows) {
    ArrayNode array = MAPPER.createArrayNode();
    for (double[] row : rows) {
      ArrayNode cells = array.addArray();
      for (double value : row) {
        if (Double.isFinite(value)) {
          cells.add(new BigDecimal(value).round(SHOWN).doubleValue());
        } else {
          cells.addNull();
        }
      }
    }
    return array;
  }

  private static String text(JsonNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and strings is always JSON", e);
    }
  }
}
