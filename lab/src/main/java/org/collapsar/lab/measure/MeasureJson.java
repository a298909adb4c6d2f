package org.collapsar.lab.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.collapsar.lab.document.DocumentType;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.metrics.ClassMeasurement;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.RegressionCollapse;
import org.collapsar.metrics.Taken;
import org.collapsar.probe.MetricFamilies;

/** Measurements and the catalogue of metrics as documents. */
public final class MeasureJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private MeasureJson() {}

  /**
   * Makes the document of measurements. Sizes that differ between the rows are null at the top;
   * every row has its own.
   *
   * @param rows measured
   * @return a document of the type {@code MEASURE}
   */
  public static ObjectNode document(List<MeasuredRow> rows) {
    ObjectNode json = DocumentType.MEASURE.begin();
    putShared(json, "samples", rows, Measurement::samples);
    putShared(json, "dimension", rows, Measurement::dimension);
    putShared(json, "classes", rows, Measurement::classes);
    ArrayNode array = json.putArray("rows");
    rows.forEach(row -> array.add(row(row)));
    List<OverLayers> over = OverLayers.of(rows);
    if (!over.isEmpty()) {
      ArrayNode files = json.putArray("over_layers");
      over.forEach(
          each -> {
            ObjectNode file = files.addObject().put("source", each.source());
            ArrayNode layers = file.putArray("layers");
            each.layers().forEach(layers::add);
            ObjectNode metrics = file.putObject("metrics");
            each.values().forEach((id, value) -> metrics.set(id, MetricJson.of(value)));
          });
    }
    return json;
  }

  /**
   * Makes the document of measurements, with what was decided in reading.
   *
   * @param rows measured
   * @param notes a line each
   * @return a document of the type {@code MEASURE}
   */
  public static ObjectNode document(List<MeasuredRow> rows, Collection<String> notes) {
    return withNotes(document(rows), notes);
  }

  private static ObjectNode withNotes(ObjectNode json, Collection<String> notes) {
    if (!notes.isEmpty()) {
      ArrayNode lines = json.putArray("notes");
      notes.forEach(lines::add);
    }
    return json;
  }

  private static void putShared(
      ObjectNode json, String key, List<MeasuredRow> rows, ToLongFunction<Measurement> size) {
    long[] sizes =
        rows.stream().mapToLong(r -> size.applyAsLong(r.measurement())).distinct().toArray();
    if (sizes.length == 1) {
      json.put(key, sizes[0]);
    } else {
      json.putNull(key);
    }
  }

  private static ObjectNode row(MeasuredRow row) {
    Measurement m = row.measurement();
    ObjectNode json = JSON.objectNode().put("source", row.source()).put("layer", row.layer());
    json.put("weights", row.weights());
    json.put("samples", m.samples()).put("dimension", m.dimension()).put("classes", m.classes());
    boolean ranked = m.isRankKnown();
    json.put("rank", ranked ? m.rank() : null);
    json.put("rank_tolerance", ranked ? m.rankTolerance() : null);
    ArrayNode classes = json.putArray("per_class");
    for (ClassMeasurement of : m.perClass()) {
      ObjectNode each = classes.addObject();
      if (!row.classNames().isEmpty()) {
        each.put("name", row.className(of.number()));
      }
      each.put("samples", of.samples());
      each.set("within_variance", MetricJson.of(of.withinVariance()));
      each.set("mean_norm", MetricJson.of(of.meanNorm()));
      each.set("centred_mean_norm", MetricJson.of(of.centredMeanNorm()));
      each.set("nc3.cosine", MetricJson.of(of.cosine()));
      each.set("accuracy", MetricJson.of(of.accuracy()));
    }
    ObjectNode metrics = json.putObject("metrics");
    m.values().forEach((id, value) -> metrics.set(id, MetricJson.of(value)));
    return json;
  }

  /**
   * Makes the document of a regression: targets in place of classes.
   *
   * @param rows measured
   * @param notes a line each
   * @return a document of the type {@code MEASURE}
   */
  public static ObjectNode regression(List<RegressionRow> rows, Collection<String> notes) {
    ObjectNode json = DocumentType.MEASURE.begin();
    ArrayNode array = json.putArray("rows");
    for (RegressionRow row : rows) {
      RegressionCollapse.Result of = row.result();
      ObjectNode each = array.addObject().put("source", row.source()).put("layer", row.layer());
      each.put("samples", of.samples()).put("dimension", of.dimension());
      each.put("targets", of.targets()).put("without_direction", of.withoutDirection());
      ObjectNode metrics = each.putObject("metrics");
      row.values().forEach((id, value) -> metrics.set(id, MetricJson.of(value)));
    }
    return withNotes(json, notes);
  }

  /**
   * {@return the files that a request names, by what they are}
   *
   * @param request of a regression
   */
  public static ObjectNode inputs(RegressionRequest request) {
    ObjectNode json = JSON.objectNode();
    json.put("features", request.features()).put("targets", request.targets());
    json.put("weights", request.weights()).put("bias", request.bias());
    return json;
  }

  /**
   * {@return the files that a request names, by what they are}
   *
   * @param request of features with classes
   */
  public static ObjectNode inputs(MeasureRequest request) {
    ObjectNode json = JSON.objectNode();
    json.put("features", request.features()).put("labels", request.labels());
    json.put("classes", request.classes());
    json.put("weights", request.weights()).put("bias", request.bias());
    json.put("weights_of", request.weightsOf());
    json.put("test_features", request.testFeatures()).put("test_labels", request.testLabels());
    json.put("ood_features", request.outOfDistribution());
    json.put("ood_labels", request.outOfDistributionLabels());
    if (request.necoDimension() != null) {
      json.put("neco_dim", request.necoDimension());
    }
    if (request.nciAlpha() != null) {
      json.put("nci_alpha", request.nciAlpha());
    }
    return json;
  }

  /**
   * Makes the document of what is known of metrics.
   *
   * @param metrics in the order of the document
   * @param known says which of them can be measured in training
   * @return a document of the type {@code EXPLAIN}
   */
  public static ObjectNode catalogue(List<MetricInfo> metrics, MetricFamilies known) {
    ObjectNode json = DocumentType.EXPLAIN.begin();
    ArrayNode array = json.putArray("metrics");
    for (MetricInfo m : metrics) {
      ArrayNode measured =
          array
              .addObject()
              .put("id", m.id())
              .put("title", m.title())
              .put("sentence", m.sentence())
              .put("formula", m.formula())
              .put("source", m.source())
              .put("edge_cases", m.edgeCases())
              .put("cost", m.cost())
              .put("by_default", m.byDefault())
              .putArray("measured");
      if (m.taken().contains(Taken.OF_FEATURES)) {
        measured.add("features");
      }
      if (m.taken().contains(Taken.OVER_LAYERS)) {
        measured.add("over layers");
      }
      if (known.cadence(m.id()).isPresent()) {
        measured.add("training");
      }
      if (known.cadenceOfLayers(m.id()).isPresent()) {
        measured.add("layers");
      }
    }
    return json;
  }
}
