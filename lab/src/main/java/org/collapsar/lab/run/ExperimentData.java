package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.collapsar.BadInputException;
import org.collapsar.data.DataSetInfo;
import org.collapsar.data.DataSets;
import org.collapsar.data.DataSplit;
import org.collapsar.data.Provenance;
import org.collapsar.lab.config.DataConfig;
import org.collapsar.lab.config.Experiment;
import org.collapsar.lab.config.NearestName;
import org.collapsar.net.NetworkSpec;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.random.Seed;

/** The data of an experiment: read once, then relabelled, subsampled and scaled for each seed. */
final class ExperimentData {
  private final Experiment experiment;
  private final DataStore store;

  private ExperimentData(Experiment experiment, DataStore store) {
    this.experiment = experiment;
    this.store = store;
  }

  /**
   * Reads the data, fetching what is missing.
   *
   * @param store keeps what is read for other experiments
   * @throws BadInputException if there is no such data set, it cannot be had or is damaged, or the
   *     experiment does not fit it
   */
  static ExperimentData load(Experiment experiment, DataStore store) {
    DataConfig data = experiment.data();
    checkName(experiment);
    DataSetInfo info = DataSets.info(data.name());
    for (int c : data.classes()) {
      if (c >= info.classes()) {
        throw experiment
            .origins()
            .bad(
                "data.classes",
                "classes below " + info.classes() + " (data.name " + data.name() + ")",
                c);
      }
    }
    int classes = data.classes().isEmpty() ? info.classes() : data.classes().size();
    int modulo = data.relabelModulo().orElse(classes);
    if (modulo > classes) {
      throw experiment
          .origins()
          .bad(
              "data.relabel.modulo",
              "at most the number of classes, "
                  + classes
                  + " (data.name "
                  + data.name()
                  + (data.classes().isEmpty() ? ")" : ", data.classes)"),
              modulo);
    }
    store.whole(data);
    return new ExperimentData(experiment, store);
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

  /** The samples of the run with a root seed. */
  DataSplit forSeed(long seed) {
    DataConfig data = experiment.data();
    DataSplit split = store.whole(data);
    if (!data.classes().isEmpty()) {
      split = split.ofClasses(data.classes());
    }
    if (data.relabelModulo().isPresent()) {
      split = split.relabelModulo(data.relabelModulo().getAsInt());
    }
    if (data.samplesPerClass().isPresent()) {
      split = split.subsample(data.samplesPerClass().getAsInt(), Seed.of(seed).split("data"));
    }
    return split.scaled(data.scaling());
  }

  /**
   * The sizes of these samples.
   *
   * @throws BadInputException if the batch is larger than all of them
   */
  DataStore.Shape shape(long seed) {
    DataStore.Shape shape = store.shape(experiment.data(), seed, () -> forSeed(seed));
    int batch = experiment.train().batch();
    if (batch > shape.samples()) {
      throw experiment
          .origins()
          .bad(
              "train.batch",
              "at most the number of training samples, "
                  + shape.samples()
                  + " (data.name "
                  + experiment.data().name()
                  + ", data.samplesPerClass), or the word full",
              batch);
    }
    return shape;
  }

  /**
   * The network for samples of a shape.
   *
   * @throws BadInputException if it does not fit them, or certificates are asked for that are not
   *     about such a network
   */
  NetworkSpec network(DataStore.Shape shape) {
    NetworkSpec spec =
        experiment
            .network()
            .spec(
                shape.dimension(),
                shape.classes(),
                "data.name " + experiment.data().name(),
                experiment.origins());
    String refusal =
        experiment.metrics().certificates()
            ? CertificateProbe.refusal(spec, experiment.train().loss())
            : null;
    if (refusal != null) {
      throw experiment.origins().bad("metrics.certificates", CertificateProbe.EXPECTED, refusal);
    }
    return spec;
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
