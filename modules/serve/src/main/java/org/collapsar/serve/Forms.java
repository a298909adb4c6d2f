package org.collapsar.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.config.ExperimentForm;
import org.collapsar.lab.config.Presets;
import org.collapsar.lab.experiment.DataConfig;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.Sweep;
import org.jspecify.annotations.Nullable;

/** Experiments as forms: which there are, and the keys of one as its reader knows them. */
final class Forms {
  private @Nullable ObjectNode presets;

  /** The experiments that come with the program. */
  synchronized ObjectNode presets() {
    if (presets == null) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode list = json.putArray("presets");
      for (String id : Presets.IDS) {
        Sweep sweep = Presets.readSweep(id, false, List.of());
        Experiment first = sweep.first();
        ObjectNode preset = list.addObject().put("id", id).put("title", sweep.info().title());
        preset.put("summary", sweep.info().summary());
        if (first.data().needsFiles()) {
          preset.put("needs", DataConfig.NEEDS_FILES);
        }
        first.network().module().ifPresent(module -> preset.put("module", module.name()));
      }
      presets = json;
    }
    return presets;
  }

  /** Reads what was given as a job is, and answers with its keys. */
  static ObjectNode form(JsonNode given) {
    boolean full = given.path("full").asBoolean(false);
    String preset = Jobs.preset(given);
    String name = preset.isEmpty() ? "experiment.yaml" : "presets/" + preset + ".yaml";
    String text = preset.isEmpty() ? given.path("yaml").asText() : Presets.yaml(preset);
    ExperimentForm form = ExperimentForm.of(name, text, full, Jobs.overrides(given));
    ObjectNode json = Jobs.described(form.sweep());
    json.put("summary", form.sweep().info().summary());
    ArrayNode keys = json.putArray("keys");
    for (ExperimentForm.Key key : form.keys()) {
      keys.addObject()
          .put("key", key.key())
          .put("expected", key.expected())
          .put("default", key.otherwise())
          .put("value", key.value())
          .put("note", key.note())
          .put("varied", key.varied());
    }
    return json;
  }
}
