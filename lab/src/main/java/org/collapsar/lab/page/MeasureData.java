package org.collapsar.lab.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.collapsar.lab.figure.AxisData;
import org.collapsar.lab.figure.CurveGroup;
import org.collapsar.lab.figure.Curves;
import org.collapsar.lab.figure.JsonNumbers;
import org.collapsar.lab.figure.Look;
import org.collapsar.lab.measure.Geometry;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricValue;

/** The numbers that the charts of a measurement are drawn from, as JSON. */
final class MeasureData {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /**
   * The geometry of so many tables is in a page at most: evenly chosen, the last among them; of
   * fewer where many classes make large maps.
   */
  static final int MOST_DRAWN = 12;

  /** The cells of the heat maps of class means of all tables together. */
  private static final int MOST_CELLS = 60_000;

  /** The samples of all tables together. */
  private static final int MOST_POINTS = 6000;

  private static final MathContext SHOWN = new MathContext(6);

  /** A pixel in a thousand. */
  private static final MathContext PLACED = new MathContext(4);

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
    json.put("metric", panel.metric()).put("label", panel.metric()).put("name", panel.metric());
    json.put("logarithmic", panel.logarithmic());
    ObjectNode x = json.putObject("x").put("name", curve.along());
    curve.places().forEach(x.putArray("names")::add);
    x.put("title", curve.placeNames().title());
    curve.placeNames().ticks().forEach(x.putArray("ticks")::add);
    List<Curves.Line> lines = new ArrayList<>();
    ArrayNode runs = json.putArray("groups").addObject().put("name", "").putArray("runs");
    panel
        .lines()
        .forEach(
            (name, values) -> {
              ObjectNode run = runs.addObject().put("name", name);
              if (name.equals(panel.fitted())) {
                run.put("dash", "dashed");
              }
              JsonNumbers.put(run.putArray("values"), values);
              lines.add(new Curves.Line(0, name, values));
            });
    AxisData.put(
        json,
        List.of(new CurveGroup("", Look.of(0), Curves.over(panel.metric(), lines))),
        new int[0]);
    return json;
  }

  /** The rows whose geometry the page shows. */
  static List<MeasuredRow> drawn(List<MeasuredRow> rows) {
    List<MeasuredRow> able = rows.stream().filter(row -> row.geometry() != null).toList();
    int classes =
        Math.min(
            Geometry.MOST_CLASSES,
            able.stream().mapToInt(row -> row.measurement().classes()).max().orElse(1));
    int most = Math.min(MOST_DRAWN, Math.max(2, MOST_CELLS / (classes * classes)));
    if (able.size() <= most) {
      return able;
    }
    List<MeasuredRow> chosen = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      chosen.add(able.get((int) ((long) i * (able.size() - 1) / (most - 1))));
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
    List<MeasuredRow> drawn = drawn(rows);
    TableNames names = new TableNames(rows);
    for (MeasuredRow row : drawn) {
      Geometry geometry = Objects.requireNonNull(row.geometry());
      Measurement m = row.measurement();
      ObjectNode json = all.addObject().put("name", names.of(row));
      if (!row.classNames().isEmpty()) {
        row.classNames().forEach(json.putArray("classes")::add);
      }
      json.set("cosines", cosines(geometry.meanCosines()));
      json.set(
          "weights", geometry.weightCosines() == null ? null : cosines(geometry.weightCosines()));
      json.set("rows", geometry.rowCosines() == null ? null : cosines(geometry.rowCosines()));
      JsonNumbers.put(json.putArray("spectrum"), m.singularValues());
      double tolerance = m.isRankKnown() ? m.rankTolerance() : Double.NaN;
      JsonNumbers.put(json, "tolerance", tolerance);
      double[] within = m.withinVariances().stream().mapToDouble(MetricValue::orNaN).toArray();
      JsonNumbers.put(json.putArray("within"), within);
      ObjectNode axes = json.putObject("axes");
      axes.set("spectrum", AxisData.ofSizes(m.singularValues(), tolerance));
      axes.set("within", AxisData.ofSizes(within, Double.NaN));
      ArrayNode counts = json.putArray("counts");
      for (long count : m.counts()) {
        counts.add(count);
      }
      ObjectNode lacks = json.putObject("lacks");
      MeasureNotes.lacks(row).forEach(lacks::put);
      json.set(
          "span",
          geometry.span() == null ? null : span(geometry.span(), MOST_POINTS / drawn.size()));
    }
    return text(all);
  }

  /** At most so many of the samples, every so-manieth. */
  private static ObjectNode span(Geometry.Span span, int most) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode of = json.putArray("of");
    for (int c : span.classes()) {
      of.add(c);
    }
    int stride = Math.max(1, (span.points().length + most - 1) / most);
    List<double[]> points = new ArrayList<>();
    ArrayNode labels = json.putArray("labels");
    for (int i = 0; i < span.points().length; i += stride) {
      points.add(span.points()[i]);
      labels.add(span.labels()[i]);
    }
    json.set("points", rounded(points.toArray(new double[0][]), PLACED));
    json.set("means", rounded(span.means()));
    json.set("weights", span.weights() == null ? null : rounded(span.weights()));
    return json;
  }

  /** Two digits are printed, three are said. */
  private static ArrayNode cosines(double[][] rows) {
    double[][] shown = new double[rows.length][];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = Arrays.stream(rows[i]).map(v -> Math.rint(1000 * v) / 1000).toArray();
    }
    return rounded(shown);
  }

  /** Six digits are more than a screen shows. */
  private static ArrayNode rounded(double[][] rows) {
    return rounded(rows, SHOWN);
  }

  private static ArrayNode rounded(double[][] rows, MathContext digits) {
    ArrayNode array = MAPPER.createArrayNode();
    for (double[] row : rows) {
      ArrayNode cells = array.addArray();
      for (double value : row) {
        if (Double.isFinite(value)) {
          cells.add(new BigDecimal(value).round(digits).doubleValue());
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
