package org.collapsar.lab.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.MetricColumns;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.lab.experiment.OutputConfig;
import org.collapsar.lab.experiment.Places;
import org.collapsar.lab.experiment.Source;
import org.collapsar.lab.gibbs.GibbsMeasurement;
import org.collapsar.lab.statistics.TestError;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.probe.EpochProbe;
import org.collapsar.probe.StationaryMoments;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;
import org.jspecify.annotations.Nullable;

/** Reads experiments from YAML, strictly, with the command line's overrides put in. */
public final class ExperimentReader {
  private static final String[] KEYS = {
    "id", "title", "summary", "source", "choices", "data", "network", "train", "metrics", "output",
    "seed", "seeds", "figures", "claims", "sweep"
  };

  private static final String[] STORED_KEYS = {
    "data", "network", "train", "metrics", "seed", "seeds"
  };

  private ExperimentReader() {}

  /**
   * Reads a user's file that varies nothing.
   *
   * @param full whether the file's section {@code full} is applied
   * @param overrides applied last, in order
   * @throws BadInputException if the file cannot be read or anything in it is not as expected
   */
  public static Experiment readFile(Path file, boolean full, List<ConfigOverride> overrides) {
    return SweepReader.readFile(file, full, overrides).single(file.toString());
  }

  /**
   * Reads a text that varies nothing.
   *
   * @param name how messages call it
   */
  public static Experiment read(
      String name, String text, boolean full, List<ConfigOverride> overrides) {
    return SweepReader.read(name, text, full, overrides).single(name);
  }

  /**
   * The experiment of a run, as {@link ExperimentJson} writes it.
   *
   * @param description unknown keys in it are left alone
   * @param config none of whose keys may be unknown: another version trained something else
   * @throws BadInputException if anything in them is not as expected
   */
  public static Experiment stored(Section description, Value config) {
    Section s = config.strict().section(STORED_KEYS);
    Experiment experiment =
        experiment(
            info(description, List.of(), known(s)),
            s,
            new Places(config.where(), s.node().places()));
    checkTogether(experiment);
    return experiment;
  }

  /**
   * Reads one experiment.
   *
   * @param changes what the command line changed in the tree
   */
  static Experiment experiment(String name, Node.Mapping tree, List<String> changes) {
    Section s = Section.strict("", tree, KEYS);
    Experiment experiment =
        experiment(info(s, changes, known(s)), s, new Places(name, tree.places()));
    checkTogether(experiment);
    return experiment;
  }

  private static Experiment experiment(ExperimentInfo info, Section s, Places places) {
    return new Experiment(
        info,
        DataReader.read(s),
        NetworkReader.read(s),
        TrainingReader.read(s),
        metrics(s),
        output(s),
        s.has("seed") ? s.wholeWithin("seed", 0, Long.MAX_VALUE) : 1,
        s.whole("seeds", 1, 1),
        List.of(),
        places);
  }

  /** The changes go among the choices, so that no report of them passes for the preset's. */
  private static ExperimentInfo info(Section s, List<String> changes, KnownMetrics known) {
    List<String> choices = new ArrayList<>(s.texts("choices"));
    if (!changes.isEmpty()) {
      choices.add("Changed on the command line: " + String.join(", ", changes) + ".");
    }
    return new ExperimentInfo(
        id(s),
        s.text("title"),
        s.textOrEmpty("summary"),
        source(s),
        choices,
        FigureReader.read(s, known),
        ClaimReader.read(s, known));
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

  private static MetricsConfig metrics(Section s) {
    if (!s.has("metrics")) {
      return MetricsConfig.DEFAULT;
    }
    Section metrics =
        s.section(
            "metrics",
            "testEvery",
            "base",
            "columns",
            "layers",
            "layersEvery",
            "gram",
            "matrices",
            "gramFrames",
            "curvatureEvery",
            "certificates",
            "certificatesEvery",
            "gibbsEvery");
    List<String> base =
        metrics.has("base") ? ids(metrics, "base", measurableInTraining()) : MetricColumns.NAMES;
    if (!base.contains("loss")) {
      throw metrics.bad("base", "metrics with loss among them");
    }
    List<String> columns = ids(metrics, "columns", measurableInTraining());
    columns.removeAll(base);
    return new MetricsConfig(
        metrics.whole("testEvery", 1, 1),
        base,
        columns,
        ids(metrics, "layers", measurableOfLayers()),
        metrics.whole("layersEvery", 1, 1),
        metrics.flag("gram", false),
        matrices(metrics),
        metrics.whole("gramFrames", 1, MetricsConfig.GRAM_FRAMES),
        metrics.whole("curvatureEvery", 1, MetricsConfig.CURVATURE_EVERY),
        metrics.flag("certificates", false),
        metrics.whole("certificatesEvery", 1, MetricsConfig.CERTIFICATES_EVERY),
        metrics.whole("gibbsEvery", 1, MetricsConfig.GIBBS_EVERY));
  }

  /** Metrics, each once: a list, or a text with commas as the command line has it. */
  private static List<String> ids(Section s, String key, List<String> measurable) {
    List<String> ids = new ArrayList<>();
    if (!s.has(key)) {
      return ids;
    }
    Value value = s.value(key, "metric ids");
    List<String> given =
        value.isText() ? List.of(s.text(key).split("\\s*,\\s*", -1)) : s.texts(key);
    for (String id : given) {
      if (!measurable.contains(id)) {
        throw value.bad(
            "metrics that collapsar measure --explain lists and that training has the inputs of",
            id.isEmpty() ? "an empty name" : id + NearestName.hint(id, measurable));
      }
      if (!ids.contains(id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** Names of matrices, each once. */
  private static List<String> matrices(Section s) {
    List<String> names = s.has("matrices") ? s.texts("matrices") : List.of();
    List<String> known =
        Stream.of(StationaryMoments.MATRICES, GibbsMeasurement.MATRICES)
            .flatMap(List::stream)
            .toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw s.bad(
            "matrices",
            "names of " + String.join(", ", known),
            name + NearestName.hint(name, known));
      }
    }
    return names.stream().distinct().toList();
  }

  /** What can be measured of each layer: negativity, too, but nothing of the whole network. */
  private static List<String> measurableOfLayers() {
    return MetricCatalogue.all().stream()
        .filter(
            m ->
                Set.of(Need.WEIGHTS).containsAll(m.needs())
                    || m.id().equals("balancedness")
                    || m.id().equals("balancedness.absolute")
                    || m.id().equals("negativity"))
        .map(MetricInfo::id)
        .toList();
  }

  /** What {@link EpochProbe} takes: it has no test features and no biases. */
  private static List<String> measurableInTraining() {
    List<String> ids = new ArrayList<>(MetricColumns.NAMES);
    ids.addAll(EpochProbe.FURTHER);
    ids.addAll(GibbsMeasurement.IDS);
    ids.addAll(TestError.IDS);
    MetricCatalogue.all().stream()
        .filter(m -> Set.of(Need.WEIGHTS).containsAll(m.needs()) || m.id().equals("balancedness"))
        .map(MetricInfo::id)
        .filter(id -> !ids.contains(id))
        .forEach(ids::add);
    return ids;
  }

  private static KnownMetrics known(Section s) {
    MetricsConfig metrics = metrics(s);
    return new KnownMetrics(
        metrics.all(),
        metrics.layers(),
        metrics.gram(),
        metrics.matrices(),
        certificates(s, metrics));
  }

  /** Those that runs evaluate: some take a metric that has to be measured. */
  private static List<TheoremInfo> certificates(Section s, MetricsConfig metrics) {
    return metrics.certificates()
        ? TheoremCatalogue.ALL.inRuns(NetworkReader.read(s).certified(), metrics.all())
        : List.of();
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
    TrainingReader.check(e);
    if (e.network() instanceof NetworkConfig.MeanField m
        && e.data().relabelModulo().orElse(0) > m.features()) {
      throw e.places()
          .bad(
              "network.features",
              "at least the number of classes, "
                  + e.data().relabelModulo().getAsInt()
                  + " (data.relabel.modulo)",
              m.features());
    }
    if (e.metrics().gibbs()
        && !(e.network() instanceof NetworkConfig.MeanField g
            && g.noise() > 0
            && g.decayRho() > 0)) {
      throw e.places()
          .bad(
              "metrics",
              "a mean-field network with noise and decayRho for what begins with gibbs",
              e.network() instanceof NetworkConfig.MeanField ? "one without" : "another network");
    }
    if (!e.metrics().matrices().isEmpty()
        && !(e.network() instanceof NetworkConfig.MeanField m && m.noise() > 0)) {
      throw e.places()
          .bad(
              "metrics.matrices",
              "a mean-field network with noise, whose beta^-1 these matrices are divided by",
              e.network() instanceof NetworkConfig.MeanField ? "noise 0" : "another network");
    }
    if (e.seed() > Long.MAX_VALUE - e.seeds()) {
      throw e.places().bad("seed", "a number that leaves room for seeds", e.seed());
    }
  }
}
