package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.collapsar.BadInputException;
import org.collapsar.data.DataDirectory;
import org.collapsar.data.DataSetInfo;
import org.collapsar.data.DataSets;
import org.collapsar.data.DataSplit;
import org.collapsar.data.FetchListener;
import org.collapsar.data.Provenance;
import org.collapsar.lab.config.DataConfig;
import org.collapsar.lab.config.Experiment;
import org.collapsar.lab.config.NearestName;
import org.collapsar.net.NetworkSpec;
import org.collapsar.random.Seed;

/** The data of an experiment: read once, then relabelled, subsampled and scaled for each seed. */
final class ExperimentData {
  private final Experiment experiment;
  private final DataSplit whole;

  private ExperimentData(Experiment experiment, DataSplit whole) {
    this.experiment = experiment;
    this.whole = whole;
  }

  /**
   * Reads the data, fetching what is missing.
   *
   * @throws BadInputException if there is no such data set, it cannot be had or is damaged, or the
   *     experiment does not fit it
   */
  static ExperimentData load(
      Experiment experiment, DataDirectory directory, FetchListener listener) {
    DataConfig data = experiment.data();
    checkName(experiment);
    DataSetInfo info = DataSets.info(data.name());
    int modulo = data.relabelModulo().orElse(info.classes());
    if (modulo > info.classes()) {
      throw experiment
          .origins()
          .bad(
              "data.relabel.modulo",
              "at most the number of classes, "
                  + info.classes()
                  + " (data.name "
                  + data.name()
                  + ")",
              modulo);
    }
    Path path = data.path() == null ? null : Path.of(data.path());
    return new ExperimentData(experiment, DataSets.load(data.name(), path, directory, listener));
  }

  /** Checks the name alone, before anything else is done. */
  static void checkName(Experiment experiment) {
    String name = experiment.data().name();
    if (!DataSets.names().contains(name)) {
      throw experiment
          .origins()
          .bad(
              "data.name",
              "one of " + String.join(", ", DataSets.names()),
              name + NearestName.hint(name, DataSets.names()));
    }
  }

  /** The samples of the run with the root seed {@code root}. */
  DataSplit forSeed(Seed root) {
    DataConfig data = experiment.data();
    DataSplit split = whole;
    if (data.relabelModulo().isPresent()) {
      split = split.relabelModulo(data.relabelModulo().getAsInt());
    }
    if (data.samplesPerClass().isPresent()) {
      split = split.subsample(data.samplesPerClass().getAsInt(), root.split("data"));
    }
    split = split.scaled(data.scaling());
    checkBatch(split);
    return split;
  }

  /** The network for these data. */
  NetworkSpec network(DataSplit split) {
    return experiment
        .network()
        .spec(
            split.train().dimension(),
            split.train().classes(),
            "data.name " + experiment.data().name(),
            experiment.origins());
  }

  private void checkBatch(DataSplit split) {
    int batch = experiment.train().batch();
    if (batch > split.train().size()) {
      throw experiment
          .origins()
          .bad(
              "train.batch",
              "at most the number of training samples, "
                  + split.train().size()
                  + " (data.name "
                  + experiment.data().name()
                  + ", data.samplesPerClass), or the word full",
              batch);
    }
  }

  /** The {@code data} of run.json. */
  static ObjectNode json(DataSplit split) {
    Provenance p = split.provenance();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", p.name())
            .put("train_samples", split.train().size())
            .put("test_samples", split.test().size())
            .put("dimension", split.train().dimension())
            .put("classes", split.train().classes());
    ArrayNode names = json.putArray("class_names");
    p.classNames().forEach(names::add);
    ArrayNode perClass = json.putArray("per_class");
    p.perClass().forEach(perClass::add);
    json.put("capped", p.cap());
    ObjectNode hashes = json.putObject("sha256");
    p.sha256().forEach(hashes::put);
    return json.put("source", p.source()).put("licence", p.licence());
  }
}
