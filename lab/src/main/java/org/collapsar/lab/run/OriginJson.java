package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.collapsar.lab.config.ExperimentJson;
import org.collapsar.lab.config.ExperimentReader;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.experiment.Origin;

/**
 * Where a run comes from, in run.json: {@code experiment} and {@code config} of one that was
 * trained here, {@code external} of one that was trained elsewhere.
 */
final class OriginJson {
  private OriginJson() {}

  /**
   * Puts the keys of an origin.
   *
   * @param seed root seed of the run
   */
  static void put(ObjectNode run, Origin origin, long seed) {
    if (origin instanceof Experiment experiment) {
      run.set("experiment", ExperimentJson.description(experiment.info()));
      run.set("config", ExperimentJson.config(experiment, seed));
    } else {
      run.set("external", external((External) origin));
    }
  }

  private static ObjectNode external(External external) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", external.name())
            .put("framework", external.framework());
    layers(json, external.layers());
    return json;
  }

  /** Puts the layers of a run that was trained elsewhere in place of those that it has. */
  static void layers(ObjectNode json, List<External.Layer> layers) {
    ArrayNode list = json.putArray("layers");
    for (External.Layer layer : layers) {
      ObjectNode one = list.addObject().put("name", layer.name());
      layer.width().ifPresent(width -> one.put("width", width));
      if (layer.activation() != null) {
        one.put("activation", layer.activation());
      }
    }
  }

  /** The origin that run.json names. */
  static Origin read(Section run, List<CellPoint> cell) {
    if (!run.has("external")) {
      return ExperimentReader.stored(
              run.section("experiment"), run.value("config", "a configuration"))
          .inCell(cell);
    }
    if (run.has("experiment")) {
      throw run.bad("external", "no key external beside experiment");
    }
    Section external = run.section("external");
    List<External.Layer> layers = new ArrayList<>();
    for (Section layer : external.sections("layers")) {
      layers.add(
          new External.Layer(
              layer.text("name"),
              layer.has("width") ? OptionalInt.of(layer.whole("width", 1)) : OptionalInt.empty(),
              layer.has("activation") ? layer.text("activation") : null));
    }
    return new External(external.text("name"), external.text("framework"), layers);
  }
}
