package org.collapsar.lab.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.collapsar.lab.document.MetricJson;
import org.collapsar.metrics.MetricValue;

/**
 * Writer of what was run over what, and how, into the documents of measure, certify and features.
 */
public final class ModelJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ModelJson() {}

  /**
   * Writes the part {@code model} of a document.
   *
   * @param facts what was run over what
   * @return an object
   */
  public static ObjectNode of(ModelFacts facts) {
    ObjectNode json =
        JSON.objectNode()
            .put("file", facts.file())
            .put("description", facts.description())
            .put("sha256", facts.sha256())
            .put("runtime", facts.runtime())
            .put("data", facts.data())
            .put("split", facts.split())
            .put("images", facts.images())
            .put("skipped", facts.skipped())
            .put("preset", facts.preset())
            .put("preprocessing", facts.preprocessing())
            .put("classifier", facts.classifier())
            .put("features", facts.features());
    if (facts.noClassifier() != null) {
      json.put("no_classifier", facts.noClassifier());
    }
    if (!facts.blocks().isEmpty()) {
      ObjectNode blocks = json.putObject("mean_of");
      facts.blocks().forEach(blocks::put);
    }
    return json;
  }

  /**
   * Writes the part {@code model} of a document, with the accuracy on the images.
   *
   * @param facts what was run over what
   * @param accuracy share of the images that are classified right
   * @return an object
   */
  public static ObjectNode of(ModelFacts facts, MetricValue accuracy) {
    return of(facts).set("accuracy", MetricJson.of(accuracy));
  }

  /**
   * Adds to the document of a measurement what the network is.
   *
   * @param document gets the keys {@code model} and {@code what_if}
   * @param measured the network's measurement
   */
  public static void addTo(ObjectNode document, MeasuredModel measured) {
    ObjectNode model = of(measured.facts(), measured.accuracy());
    model.put("largest_class", measured.chance());
    document.set("model", model);
    if (!measured.whatIf().isEmpty()) {
      ArrayNode rows = document.putArray("what_if");
      for (MeasuredModel.WhatIf each : measured.whatIf()) {
        ObjectNode row =
            rows.addObject()
                .put("choice", each.choice())
                .put("preprocessing", each.preprocessing())
                .put("images", each.images());
        row.set("nc1.quotient", MetricJson.of(each.quotient()));
        row.set("accuracy", MetricJson.of(each.accuracy()));
      }
    }
  }
}
