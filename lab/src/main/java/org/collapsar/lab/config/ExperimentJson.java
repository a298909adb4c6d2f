package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.lab.experiment.TrainingConfig;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.probe.Cadence;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.probe.LayerMetrics;
import org.collapsar.probe.SimplexProbe;
import org.collapsar.probe.TestAccuracy;
import org.collapsar.train.Loss;
import org.collapsar.train.StepSchedule;

/**
 * Writer of experiments as JSON, with the keys and words of the YAML files, so that {@link
 * ExperimentReader#stored} reads back what is written here.
 */
public final class ExperimentJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Cadences that are written, usual or not, where what they are of is measured. */
  private static final List<Cadence> WITH_WHAT_THEY_ARE_OF =
      List.of(TestAccuracy.CADENCE, LayerMetrics.CADENCE, Cadence.FRAMES);

  private ExperimentJson() {}

  /**
   * Writes what an experiment is: the {@code experiment} of run.json.
   *
   * @param e its description
   * @return an object
   */
  public static ObjectNode description(ExperimentInfo e) {
    ObjectNode json = JSON.objectNode();
    json.put("id", e.id()).put("title", e.title());
    if (!e.summary().isEmpty()) {
      json.put("summary", e.summary());
    }
    if (e.source() != null) {
      json.putObject("source")
          .put("citation", e.source().citation())
          .put("url", e.source().url())
          .put("bibtex", e.source().bibtex());
    }
    ArrayNode choices = json.putArray("choices");
    e.choices().forEach(choices::add);
    ArrayNode figures = json.putArray("figures");
    e.figures().forEach(figure -> figures.add(FigureReader.json(figure)));
    ArrayNode claims = json.putArray("claims");
    e.claims().forEach(claim -> claims.add(ClaimReader.json(claim)));
    return json;
  }

  /**
   * Writes everything that the numbers of one run depend on: the {@code config} of run.json. Two
   * runs with the same have the same metrics.csv.
   *
   * @param e the experiment
   * @param seed root seed of the run
   * @return an object
   */
  public static ObjectNode config(Experiment e, long seed) {
    ObjectNode json = JSON.objectNode();
    json.set("data", DataReader.json(e.data()));
    json.set("network", NetworkKinds.json(e.network()));
    json.set("train", train(e.train()));
    json.set("metrics", metrics(e.metrics()));
    json.put("seed", seed);
    return json;
  }

  /** Default values are omitted, so that the documents of older runs stay equal. */
  private static ObjectNode metrics(MetricsConfig m) {
    ObjectNode json = JSON.objectNode();
    put(json, m, TestAccuracy.CADENCE);
    if (!m.base().equals(MetricsConfig.DEFAULT.base())) {
      m.base().forEach(json.putArray("base")::add);
    }
    if (!m.columns().isEmpty()) {
      m.columns().forEach(json.putArray("columns")::add);
    }
    if (!m.layers().isEmpty()) {
      m.layers().forEach(json.putArray("layers")::add);
      put(json, m, LayerMetrics.CADENCE);
    }
    if (m.gram()) {
      json.put("gram", true);
      put(json, m, Cadence.FRAMES);
    }
    if (!m.matrices().isEmpty()) {
      m.matrices().forEach(json.putArray("matrices")::add);
      put(json, m, Cadence.FRAMES);
    }
    if (m.simplex()) {
      json.put("simplex", true);
      put(json, m, SimplexProbe.CADENCE);
    }
    if (m.certificates()) {
      json.put("certificates", true);
      put(json, m, CertificateProbe.CADENCE);
    }
    for (Cadence cadence : TrainingMetrics.ALL.cadences()) {
      if (!WITH_WHAT_THEY_ARE_OF.contains(cadence) && m.every(cadence) != cadence.usual()) {
        put(json, m, cadence);
      }
    }
    if (m.mode() != MetricsConfig.DEFAULT.mode()) {
      json.put("mode", Value.word(m.mode()));
    }
    return json;
  }

  private static void put(ObjectNode json, MetricsConfig m, Cadence cadence) {
    json.put(cadence.key(), m.every(cadence));
  }

  private static ObjectNode train(TrainingConfig t) {
    ObjectNode json =
        JSON.objectNode().put("precision", Value.word(t.precision())).put("epochs", t.epochs());
    if (t.batch() == 0) {
      json.put("batch", "full");
    } else {
      json.put("batch", t.batch());
    }
    if (t.fullSteps() != 1) {
      json.put("stepsPerEpoch", t.fullSteps());
    }
    ArrayNode steps = json.putArray("steps");
    for (StepSchedule.Piece piece : t.steps().pieces()) {
      steps.addObject().put("from", piece.from()).put("size", piece.size());
    }
    // What runs of older versions have not is left out where it is as they were.
    if (t.loss() != Loss.SQUARED) {
      json.put("loss", Value.word(t.loss()));
    }
    if (t.rule().hasMomentum()) {
      json.put("momentum", t.rule().momentum()).put("nesterov", t.rule().nesterov());
    }
    if (t.stream() != 0) {
      json.put("stream", t.stream());
    }
    if (t.rule().decoupled()) {
      json.put("decay", Value.word(TrainingReader.Decay.DECOUPLED));
    }
    t.library()
        .ifPresent(l -> json.put("threads", l.threads()).put("device", l.device().toString()));
    return json;
  }
}
