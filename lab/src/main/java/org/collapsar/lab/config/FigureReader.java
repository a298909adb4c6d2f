package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.ClaimSpec.Window;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.FigureSpec.Scale;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.LayerRange;
import org.collapsar.lab.experiment.ReferenceLine;
import org.collapsar.lab.experiment.SweepView;
import org.collapsar.lab.gibbs.GibbsMeasurement;

/** Reads the section {@code figures} of an experiment, and writes its entries as JSON. */
final class FigureReader {

  private FigureReader() {}

  /**
   * The figures, none where the section is absent.
   *
   * @param known what the runs will measure
   */
  static List<FigureSpec> read(Section s, KnownMetrics known) {
    return s.has("figures")
        ? s.list("figures", "a list of figures", value -> figure(value, known))
        : List.of();
  }

  private static FigureSpec figure(Value value, KnownMetrics known) {
    FigureKind kind = value.anyKeys().word("kind", FigureKind.class);
    Section f = value.section(kind.keys().toArray(new String[0]));
    List<String> metrics =
        switch (kind.panels()) {
          case MATRICES -> matrices(f, known);
          case SAMPLES -> samples(f, known);
          case NONE -> List.of();
          case METRICS_OF_LAYERS -> metrics(f, known::ofLayers);
          case CERTIFICATES -> metrics(f, known::certificate);
          case METRICS -> metrics(f, known::single);
          case METRICS_ALONG_AN_AXIS ->
              f.text("axis").equals(SweepView.LAYER)
                  ? metrics(f, (item, text) -> severalLayers(item, text, known))
                  : metrics(f, known::single);
        };
    if (kind == FigureKind.GRAM) {
      known.gram(f);
    }
    if (kind == FigureKind.SIMPLEX) {
      known.simplex(f);
    }
    if (kind == FigureKind.PARITY) {
      known.parity(f);
    }
    return new FigureSpec(
        fileName(f),
        f.text("title"),
        kind,
        metrics,
        kind.has("logarithmic") ? logarithmic(f, metrics) : List.of(),
        f.textOrEmpty("caption"),
        kind.has("layers") && f.has("layers") ? layers(f) : List.of(),
        kind.has("normalise") ? f.word("normalise", Scale.class, Scale.COSINE) : Scale.COSINE,
        kind.has("axis") ? sweep(f) : null,
        kind.has("references") && f.has("references") ? references(f, metrics, known) : Map.of(),
        kind.has("only") ? ClaimReader.labels(f, "only") : Map.of());
  }

  /** A group: metric of the figure to {value, name, from}. */
  private static Map<String, ReferenceLine> references(
      Section f, List<String> metrics, KnownMetrics known) {
    String expected =
        "a group with metrics of the figure (" + String.join(", ", metrics) + ") as keys";
    Section group = f.value("references", expected).anyKeys();
    Map<String, ReferenceLine> references = new LinkedHashMap<>();
    for (String metric : group.keys()) {
      if (!metrics.contains(metric)) {
        throw f.bad("references", expected, metric);
      }
      Section line = group.value(metric, "a reference").section("value", "name", "from");
      String text = line.text("value");
      double from =
          line.has("from")
              ? line.number("from", "a fraction of the epochs, from 0 to 1", x -> x >= 0 && x <= 1)
              : Double.NaN;
      ReferenceLine reference;
      try {
        reference = ReferenceLine.of(line.text("name"), text, from);
      } catch (IllegalArgumentException e) {
        throw line.bad("value", ReferenceLine.EXPECTED);
      }
      if (reference.metric() != null) {
        known.single(line.value("value", ReferenceLine.EXPECTED), text);
      } else if (line.has("from")) {
        throw line.bad("from", "nothing beside a number, which is drawn as it is");
      }
      references.put(metric, reference);
    }
    return references;
  }

  private static List<String> metrics(Section f, BiFunction<Value, String, String> known) {
    List<String> metrics =
        f.list("metrics", "a list of metrics", item -> known.apply(item, item.text("a metric")));
    if (metrics.isEmpty()) {
      throw f.bad("metrics", "at least one metric");
    }
    return metrics;
  }

  private static String severalLayers(Value value, String text, KnownMetrics known) {
    if (known.reference(value, text).single()) {
      throw value.bad("several layers, ID@FROM..TO, over the axis " + SweepView.LAYER, text);
    }
    return text;
  }

  private static List<String> samples(Section f, KnownMetrics known) {
    known.gibbs(f);
    String expected = "a list of " + String.join(", ", GibbsMeasurement.SAMPLES);
    List<String> samples = f.texts("samples");
    if (samples.isEmpty() || !GibbsMeasurement.SAMPLES.containsAll(samples)) {
      throw f.bad("samples", expected);
    }
    return samples;
  }

  private static List<String> matrices(Section f, KnownMetrics known) {
    List<String> names =
        f.list(
            "matrices",
            "a list of matrices",
            item -> known.matrix(item, item.text("the name of a matrix")));
    if (names.isEmpty()) {
      throw f.bad("matrices", "at least one matrix");
    }
    return names;
  }

  /** true and false are about all panels; a list names those that are. */
  private static List<String> logarithmic(Section f, List<String> metrics) {
    if (!f.has("logarithmic")) {
      return List.of();
    }
    String expected = "true, false, or a list of metrics of the figure";
    if (f.value("logarithmic", expected).isList()) {
      List<String> chosen = f.texts("logarithmic");
      if (!metrics.containsAll(chosen)) {
        throw f.bad("logarithmic", expected + " (" + String.join(", ", metrics) + ")");
      }
      return chosen;
    }
    return f.flag("logarithmic") ? metrics : List.of();
  }

  /** A list of layers and ranges, or one of them by itself. */
  private static List<LayerRange> layers(Section f) {
    String expected = "a layer or a range, or a list of them, for example [1, head..last]";
    if (f.value("layers", expected).isText()) {
      return List.of(range(f, "layers", f.text("layers"), expected));
    }
    List<LayerRange> layers =
        f.list("layers", expected, item -> range(f, "layers", item.text("a layer"), expected));
    if (layers.isEmpty()) {
      throw f.bad("layers", expected);
    }
    return layers;
  }

  private static LayerRange range(Section f, String key, String text, String expected) {
    try {
      return LayerRange.parse(text);
    } catch (IllegalArgumentException e) {
      throw f.bad(key, expected, text);
    }
  }

  private static SweepView sweep(Section f) {
    return new SweepView(
        f.text("axis"),
        f.textOrNull("series"),
        f.flag("logarithmicX", false),
        f.has("fit") ? f.word("fit", Fit.class) : null,
        f.has("window") ? ClaimReader.window(f) : Window.END);
  }

  /** A figure's id names its files. */
  private static String fileName(Section f) {
    String id = f.text("id");
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw f.bad("id", "letters, digits, dots and hyphens");
    }
    return id;
  }

  /** What {@link #read} reads back to the same. */
  static ObjectNode json(FigureSpec f) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", f.id()).put("title", f.title()).put("kind", Value.word(f.kind()));
    if (f.kind().ofMetrics()) {
      f.metrics().forEach(json.putArray(f.kind().panelsKey())::add);
    }
    if (f.kind().has("logarithmic")) {
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
    if (f.kind().has("normalise")) {
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
    ClaimReader.put(json, "only", f.only());
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
      ClaimReader.put(json, sweep.window(), Window.END);
    }
    return f.caption().isEmpty() ? json : json.put("caption", f.caption());
  }
}
