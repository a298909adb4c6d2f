package org.collapsar.lab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.JsonDocument;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.experiment.Experiment;

/** An entry of {@code figures} or {@code claims} in a YAML file and in run.json. */
final class BothLanguages {
  static final String DEEP =
      """
      id: deep
      title: Deep
      data: {name: digits}
      network: {kind: deep-linear-head, width: 8, nonlinear: 2, linear: 2, activation: relu}
      train: {epochs: 4, batch: full, steps: 0.1}
      metrics: {layers: [nc2.kappa, nc3.cosine], gram: true, certificates: true}
      """;

  static final String MEAN_FIELD =
      """
      id: field
      title: Field
      data: {name: digits, relabel: {modulo: 3}}
      network: {kind: mean-field, width: 8, features: 4, activation: tanh, gamma: 1, decayW: 0.1, decayRho: 0.1, noise: 0.1}
      train: {epochs: 4, batch: full, steps: 0.1}
      metrics: {columns: [gibbs.p], matrices: [lemma4.5.difference], certificates: true}
      """;

  private final String yaml;
  private final String list;

  /**
   * @param yaml an experiment of six lines without the list
   * @param list figures or claims
   */
  BothLanguages(String yaml, String list) {
    this.yaml = yaml;
    this.list = list;
  }

  /** The experiment with one entry. */
  Experiment read(String entry) {
    return ExperimentReader.read("my.yaml", text(entry), false, List.of());
  }

  private String text(String entry) {
    return yaml + list + ":\n  - " + entry + "\n";
  }

  /** The same from the text of run.json, of which a person wrote the entry. */
  Experiment readJson(String entry) throws JsonProcessingException {
    Experiment bare = ExperimentReader.read("my.yaml", yaml, false, List.of());
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    ObjectNode description = ExperimentJson.description(bare.info());
    JsonNode read = new YAMLMapper().readTree(text(entry));
    description.set(list, read.path(list));
    run.set("experiment", description);
    run.set("config", ExperimentJson.config(bare, 1));
    Section top = Section.lenient("", JsonDocument.tree("run.json:7", run.toString()));
    return ExperimentReader.stored(top.section("experiment"), top.value("config", "config"));
  }

  /** Expects the same complaint of both, but for the place, and quotes about texts in JSON. */
  void refuses(String entry, String message) {
    assertThatThrownBy(() -> read(entry))
        .isInstanceOf(BadInputException.class)
        .hasMessage("my.yaml:8: " + list + ".0" + message);
    assertThatThrownBy(() -> readJson(entry))
        .isInstanceOf(BadInputException.class)
        .satisfies(
            e ->
                assertThat(String.valueOf(e.getMessage()).replace("\"", ""))
                    .isEqualTo("run.json:7: experiment." + list + ".0" + message));
  }
}
