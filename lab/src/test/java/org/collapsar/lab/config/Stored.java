package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.Experiment;

/** Experiments through the text of run.json and back. */
public final class Stored {
  private Stored() {}

  /** The experiment of a run as its run.json brings it back. */
  public static Experiment again(Experiment experiment, long seed) {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    run.set("experiment", ExperimentJson.description(experiment.info()));
    run.set("config", ExperimentJson.config(experiment, seed));
    Section read = Section.lenient("", JsonDocument.tree("run.json", JsonWriter.text(run)));
    return ExperimentReader.stored(
        read.section("experiment"), read.value("config", "a configuration"));
  }
}
