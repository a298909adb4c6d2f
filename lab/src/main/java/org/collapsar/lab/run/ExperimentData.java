package org.collapsar.lab.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.data.DataSets;
import org.collapsar.data.DataSplit;
import org.collapsar.data.FeatureFiles;
import org.collapsar.data.Provenance;
import org.collapsar.data.SeparableLaw;
import org.collapsar.data.images.ImageData;
import org.collapsar.lab.document.ImageJson;
import org.collapsar.lab.experiment.DataConfig;
import org.collapsar.lab.experiment.DataSource;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.learner.NetworkPlan;
import org.collapsar.probe.CertificateProbe;
import org.collapsar.random.Seed;

/** The data of an experiment: read once, then relabelled, subsampled and scaled for each seed. */
final class ExperimentData {
  private static final int FEW_NUMBERS = 200;

  private static final List<String> NAMES =
      Stream.concat(
              DataSets.names().stream(),
              Stream.of(SeparableLaw.NAME, FeatureFiles.NAME, ImageData.NAME))
          .toList();

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
    if (data.source() instanceof DataSource.Drawn) {
      return new ExperimentData(experiment, store);
    }
    // What is wrong with the classes of a known data set is said before it is fetched.
    boolean registered = data.source() instanceof DataSource.Registered;
    checkClasses(
        experiment,
        registered
            ? DataSets.info(data.name()).classNames()
            : store.whole(data).provenance().classNames());
    store.whole(data);
    return new ExperimentData(experiment, store);
  }

  private static void checkClasses(Experiment experiment, List<String> names) {
    DataConfig data = experiment.data();
    int known = names.size();
    for (int c : data.classes()) {
      int place = DataSplit.place(names, c);
      if (place < 0 || place >= known) {
        boolean below = DataSplit.place(names, known - 1) == known - 1;
        throw experiment
            .places()
            .bad(
                "data.classes",
                (below ? "classes below " + known : "of the classes " + String.join(", ", names))
                    + " (data.name "
                    + data.name()
                    + ")",
                c);
      }
    }
    int classes = data.classes().isEmpty() ? known : data.classes().size();
    int modulo = data.relabelModulo().orElse(classes);
    if (modulo > classes) {
      throw experiment
          .places()
          .bad(
              "data.relabel.modulo",
              "at most the number of classes, "
                  + classes
                  + " (data.name "
                  + data.name()
                  + (data.classes().isEmpty() ? ")" : ", data.classes)"),
              modulo);
    }
  }

  /**
   * Checks the name alone, before anything else is done, and that files are named where the data
   * are files.
   */
  static void checkName(Experiment experiment) {
    String name = experiment.data().name();
    if (experiment.data().needsFiles()) {
      throw new BadInputException(experiment.id() + " " + DataConfig.NEEDS_FILES);
    }
    if (!(experiment.data().source() instanceof DataSource.Registered)) {
      return;
    }
    if (!DataSets.names().contains(name)) {
      throw experiment
          .places()
          .bad(
              "data.name",
              "one of " + String.join(", ", NAMES),
              name + NearestName.hint(name, NAMES));
    }
  }

  /** The samples of the run with a root seed. */
  DataSplit forSeed(long seed) {
    DataConfig data = experiment.data();
    Seed drawing = Seed.of(seed).split("data");
    if (data.source() instanceof DataSource.Drawn drawn) {
      return drawn.law().draw(data.samplesPerClass().orElseThrow(), drawn.testSamples(), drawing);
    }
    DataSplit split = store.whole(data);
    if (!data.classes().isEmpty()) {
      split = split.ofClasses(data.classes());
    }
    if (data.relabelModulo().isPresent()) {
      split = split.relabelModulo(data.relabelModulo().getAsInt());
    }
    if (data.samplesPerClass().isPresent()) {
      split = split.subsample(data.samplesPerClass().getAsInt(), drawing);
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
    if (batch > shape.data().samples()) {
      throw experiment
          .places()
          .bad(
              "train.batch",
              "at most the number of training samples, "
                  + shape.data().samples()
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
  NetworkPlan network(DataStore.Shape shape) {
    NetworkPlan plan = experiment.network().plan(shape.data(), experiment.places());
    String refusal =
        experiment.metrics().certificates() ? plan.refusal(experiment.train().loss()) : null;
    if (refusal != null) {
      throw experiment.places().bad("metrics.certificates", CertificateProbe.EXPECTED, refusal);
    }
    return plan;
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
    split.train().image().ifPresent(image -> json.set("image", ImageJson.of(image)));
    ArrayNode names = json.putArray("class_names");
    p.classNames().forEach(names::add);
    ArrayNode perClass = json.putArray("per_class");
    p.perClass().forEach(perClass::add);
    json.put("capped", p.cap());
    ObjectNode hashes = json.putObject("sha256");
    p.sha256().forEach(hashes::put);
    json.put("source", p.source()).put("licence", p.licence());
    if (!p.notes().isEmpty()) {
      p.notes().forEach(json.putArray("notes")::add);
    }
    if (p.law() != null) {
      json.set("separable", json(p.law()));
    }
    return json;
  }

  /** With the separators where they are few numbers; they are a function of the rest. */
  private static ObjectNode json(SeparableLaw law) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("tau", law.tau())
            .put("separator_norm", law.separatorNorm())
            .put("separator_seed", law.separatorSeed())
            .put("limit", SeparableLaw.limit(law.dimension(), law.classes()));
    if (law.classes() * (long) law.dimension() <= FEW_NUMBERS) {
      ArrayNode rows = json.putArray("separators");
      for (double[] separator : law.separators()) {
        ArrayNode row = rows.addArray();
        for (double number : separator) {
          row.add(number);
        }
      }
    }
    return json;
  }
}
