package org.collapsar.lab.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.collapsar.BadInputException;
import org.collapsar.data.Scaling;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.MetricColumns;
import org.collapsar.lab.experiment.Source;
import org.collapsar.linalg.Precision;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.net.Activation;
import org.collapsar.net.Initialisation;
import org.collapsar.probe.EpochProbe;
import org.collapsar.train.StepSchedule;
import org.jspecify.annotations.Nullable;

/** Reads experiments from YAML, strictly, with the command line's overrides put in. */
public final class ExperimentReader {
  private static final String[] KEYS = {
    "id", "title", "summary", "source", "choices", "data", "network", "train", "metrics", "output",
    "seed", "seeds", "figures", "claims"
  };

  private ExperimentReader() {}

  /**
   * Reads a user's file.
   *
   * @param full whether the file's section {@code full} is applied
   * @param overrides applied last, in order
   * @throws BadInputException if the file cannot be read or anything in it is not as expected
   */
  public static Experiment readFile(Path file, boolean full, List<ConfigOverride> overrides) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new BadInputException(file + ": expected YAML in UTF-8, found other bytes", e);
    } catch (IOException e) {
      throw new BadInputException(
          file + ": expected a readable YAML file, found " + reason(file, e), e);
    }
    return read(file.toString(), text, full, overrides);
  }

  /**
   * Reads a text.
   *
   * @param name how messages call it
   */
  public static Experiment read(
      String name, String text, boolean full, List<ConfigOverride> overrides) {
    ConfigNode.Mapping file = ConfigTree.parseFile(name, text);
    ConfigNode.Mapping plain = ConfigTree.without(file, "full");
    ConfigNode.Entry fullSection = file.entries().get("full");
    if (fullSection == null) {
      if (full) {
        throw new BadInputException("--full: expected a section full in " + name + ", found none");
      }
      return experiment(name, plain, overrides);
    }
    ConfigNode.Mapping paperScale = paperScale(plain, fullSection.value());
    // Both forms are checked whichever is asked for, so that a slip in one does not wait there.
    experiment(name, full ? plain : paperScale, List.of());
    return experiment(name, full ? paperScale : plain, overrides);
  }

  /** The experiment of one run, from the {@code experiment} and {@code config} of its run.json. */
  public static Experiment ofRun(String name, JsonNode experiment, JsonNode config) {
    ObjectNode whole = ((ObjectNode) experiment).deepCopy();
    whole.setAll((ObjectNode) config);
    ConfigNode tree = ConfigTree.ofJson(name, whole);
    return experiment(name, (ConfigNode.Mapping) tree, List.of());
  }

  private static ConfigNode.Mapping paperScale(ConfigNode.Mapping plain, ConfigNode full) {
    new Section(
        "full", full, "summary", "choices", "data", "network", "train", "metrics", "output",
        "seeds", "figures", "claims");
    return ConfigTree.merge(plain, (ConfigNode.Mapping) full);
  }

  private static Experiment experiment(
      String name, ConfigNode.Mapping tree, List<ConfigOverride> overrides) {
    for (ConfigOverride override : overrides) {
      tree = ConfigTree.set(tree, override);
    }
    List<String> changes = overrides.stream().map(ConfigOverride::argument).toList();
    return experiment(new Section("", tree, KEYS), changes, Origins.of(name, tree));
  }

  private static Experiment experiment(Section s, List<String> changes, Origins origins) {
    Experiment experiment =
        new Experiment(
            info(s, changes),
            data(s.section("data", DATA_KEYS)),
            network(s.section("network", networkKeys(s))),
            train(s.section("train", "precision", "epochs", "batch", "steps")),
            metrics(s),
            output(s),
            s.has("seed") ? s.wholeWithin("seed", 0, Long.MAX_VALUE) : 1,
            s.whole("seeds", 1, 1),
            origins);
    checkTogether(experiment);
    return experiment;
  }

  /** The changes go among the choices, so that no report of them passes for the preset's. */
  private static ExperimentInfo info(Section s, List<String> changes) {
    List<String> choices = new ArrayList<>(s.texts("choices"));
    if (!changes.isEmpty()) {
      choices.add("Changed on the command line: " + String.join(", ", changes) + ".");
    }
    return new ExperimentInfo(
        id(s),
        s.text("title"),
        s.has("summary") ? s.text("summary") : "",
        source(s),
        choices,
        FigureReader.read(s, MetricColumns.with(metrics(s).columns())),
        ClaimReader.read(s, MetricColumns.with(metrics(s).columns())));
  }

  private static String id(Section s) {
    String id = s.text("id");
    if (!id.matches("[a-z0-9][a-z0-9._-]{0,99}")) {
      throw s.bad("id", "small letters, digits, dots and hyphens");
    }
    return id;
  }

  private static @Nullable Source source(Section s) {
    if (!s.has("source")) {
      return null;
    }
    Section source = s.section("source", "citation", "url", "bibtex");
    return new Source(source.text("citation"), source.text("url"), source.text("bibtex"));
  }

  private static final String[] DATA_KEYS = {
    "name", "path", "relabel", "samplesPerClass", "scaling"
  };

  private static DataConfig data(Section s) {
    OptionalInt modulo = OptionalInt.empty();
    if (s.has("relabel")) {
      modulo = OptionalInt.of(s.section("relabel", "modulo").whole("modulo", 2));
    }
    int samples = s.has("samplesPerClass") ? s.wholeOr("samplesPerClass", 1, "all", 0) : 0;
    return new DataConfig(
        s.text("name"),
        s.textOrNull("path"),
        modulo,
        samples == 0 ? OptionalInt.empty() : OptionalInt.of(samples),
        s.word("scaling", Scaling.class, Scaling.UNIT));
  }

  private enum NetworkKind {
    MEAN_FIELD,
    DENSE
  }

  private static final String[] MEAN_FIELD_KEYS = {
    "kind", "width", "features", "activation", "gamma", "freezeW", "decayW", "decayRho", "noise"
  };

  private static final String[] DENSE_KEYS = {"kind", "layers"};

  private static final String[] LAYER_KEYS = {
    "width",
    "activation",
    "outputScale",
    "stepFactor",
    "weightDecay",
    "noise",
    "frozen",
    "initialisation"
  };

  /** The keys that belong to the kind of network, which is read before the rest for them. */
  private static String[] networkKeys(Section s) {
    Section anyKind = Section.withAnyKeys("network", s.get("network", "a group of keys"));
    return switch (anyKind.word("kind", NetworkKind.class)) {
      case MEAN_FIELD -> MEAN_FIELD_KEYS;
      case DENSE -> DENSE_KEYS;
    };
  }

  private static NetworkConfig network(Section s) {
    return switch (s.word("kind", NetworkKind.class)) {
      case MEAN_FIELD ->
          new NetworkConfig.MeanField(
              s.whole("width", 1),
              s.whole("features", 1),
              s.word("activation", Activation.class),
              s.positive("gamma", 1),
              s.flag("freezeW", false),
              s.notNegative("decayW", 0),
              s.notNegative("decayRho", 0),
              s.notNegative("noise", 0));
      case DENSE -> {
        List<NetworkConfig.Layer> layers =
            s.list("layers", "a list of layers", ExperimentReader::layer);
        if (layers.isEmpty()) {
          throw s.bad("layers", "at least one layer");
        }
        yield new NetworkConfig.Dense(layers);
      }
    };
  }

  private static NetworkConfig.Layer layer(String name, ConfigNode node) {
    Section s = new Section(name, node, LAYER_KEYS);
    int width = s.wholeOr("width", 1, "classes", 0);
    return new NetworkConfig.Layer(
        width == 0 ? OptionalInt.empty() : OptionalInt.of(width),
        s.word("activation", Activation.class),
        s.has("outputScale") ? s.number("outputScale", "a number other than 0", x -> x != 0) : 1,
        s.positive("stepFactor", 1),
        s.notNegative("weightDecay", 0),
        s.notNegative("noise", 0),
        s.flag("frozen", false),
        s.word("initialisation", Initialisation.class, Initialisation.HE));
  }

  private static TrainingConfig train(Section s) {
    return new TrainingConfig(
        s.word("precision", Precision.class, Precision.FLOAT32),
        s.whole("epochs", 0),
        s.wholeOr("batch", 0, "full", 0),
        steps(s));
  }

  /** A single number, or a list of {from, size}. */
  private static StepSchedule steps(Section s) {
    if (s.get("steps", "a step size") instanceof ConfigNode.Scalar) {
      return StepSchedule.constant(s.positive("steps"));
    }
    String expected = "a positive number or a list of {from, size}";
    List<StepSchedule.Piece> pieces =
        s.list(
            "steps",
            expected,
            (name, node) -> {
              Section piece = new Section(name, node, "from", "size");
              double from =
                  piece.number(
                      "from", "a fraction of the epochs, from 0 to below 1", x -> x >= 0 && x < 1);
              return new StepSchedule.Piece(from, piece.positive("size"));
            });
    if (pieces.isEmpty()) {
      throw s.bad("steps", expected);
    }
    double last = -1;
    for (StepSchedule.Piece piece : pieces) {
      if (!(piece.from() > last) || (last < 0 && piece.from() != 0)) {
        throw new BadInputException(
            s.get("steps", expected).where()
                + ": "
                + s.name("steps")
                + ": expected from to start at 0 and to increase, found "
                + (last < 0 ? "" : last + " and then ")
                + piece.from());
      }
      last = piece.from();
    }
    return new StepSchedule(pieces);
  }

  private static MetricsConfig metrics(Section s) {
    if (!s.has("metrics")) {
      return new MetricsConfig(1, List.of(), MetricsConfig.CURVATURE_EVERY);
    }
    Section metrics = s.section("metrics", "testEvery", "columns", "curvatureEvery");
    return new MetricsConfig(
        metrics.whole("testEvery", 1, 1),
        columns(metrics),
        metrics.whole("curvatureEvery", 1, MetricsConfig.CURVATURE_EVERY));
  }

  /** A list, or a text with commas as the command line has it; what is always there is left out. */
  private static List<String> columns(Section s) {
    if (!s.has("columns")) {
      return List.of();
    }
    ConfigNode node = s.get("columns", "metric ids");
    List<String> ids =
        node instanceof ConfigNode.Scalar
            ? List.of(s.text("columns").split("\\s*,\\s*", -1))
            : s.texts("columns");
    List<String> columns = new ArrayList<>();
    for (String id : ids) {
      if (MetricColumns.NAMES.contains(id) || columns.contains(id)) {
        continue;
      }
      List<String> measurable = measurableInTraining();
      if (!measurable.contains(id)) {
        throw new BadInputException(
            node.where()
                + ": "
                + s.name("columns")
                + ": expected metrics that collapsar measure --explain lists and that training has the inputs of, found "
                + id
                + NearestName.hint(id, measurable));
      }
      columns.add(id);
    }
    return columns;
  }

  /** What {@link EpochProbe} takes: it has no test features and no biases. */
  private static List<String> measurableInTraining() {
    List<String> ids = new ArrayList<>(EpochProbe.FURTHER);
    MetricCatalogue.all().stream()
        .filter(m -> Set.of(Need.WEIGHTS).containsAll(m.needs()) || m.id().equals("balancedness"))
        .map(MetricInfo::id)
        .forEach(ids::add);
    return ids;
  }

  private static OutputConfig output(Section s) {
    if (!s.has("output")) {
      return new OutputConfig(null, 30);
    }
    Section output = s.section("output", "directory", "checkpointSeconds");
    return new OutputConfig(
        output.textOrNull("directory"), output.notNegative("checkpointSeconds", 30));
  }

  /** Values that are possible alone but not together. */
  private static void checkTogether(Experiment e) {
    if (e.network() instanceof NetworkConfig.MeanField m
        && e.data().relabelModulo().orElse(0) > m.features()) {
      throw e.origins()
          .bad(
              "network.features",
              "at least the number of classes, "
                  + e.data().relabelModulo().getAsInt()
                  + " (data.relabel.modulo)",
              m.features());
    }
    if (e.seed() > Long.MAX_VALUE - e.seeds()) {
      throw e.origins().bad("seed", "a number that leaves room for seeds", e.seed());
    }
  }

  private static String reason(Path file, IOException e) {
    if (!Files.exists(file)) {
      return "no such file";
    }
    return Files.isDirectory(file) ? "a directory" : String.valueOf(e.getMessage());
  }
}
