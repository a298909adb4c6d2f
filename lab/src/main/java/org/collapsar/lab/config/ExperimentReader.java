package org.collapsar.lab.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.KeyListener;
import org.collapsar.lab.document.Node;
import org.collapsar.lab.document.Section;
import org.collapsar.lab.document.Value;
import org.collapsar.lab.experiment.Experiment;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.MetricsConfig;
import org.collapsar.lab.experiment.NetworkConfig;
import org.collapsar.lab.experiment.OutputConfig;
import org.collapsar.lab.experiment.Places;
import org.collapsar.lab.experiment.Source;
import org.collapsar.lab.gibbs.GibbsMetrics;
import org.collapsar.theory.TheoremCatalogue;
import org.collapsar.theory.TheoremInfo;
import org.jspecify.annotations.Nullable;

/** Reader of experiments from YAML, strictly, with the command line's overrides put in. */
public final class ExperimentReader {
  private static final int MOST_SEEDS = 10_000;

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
   * @param file in YAML, UTF-8
   * @param full whether the file's section {@code full} is applied
   * @param overrides applied last, in order
   * @return the experiment
   * @throws BadInputException if the file cannot be read or anything in it is not as expected
   */
  public static Experiment readFile(Path file, boolean full, List<ConfigOverride> overrides) {
    return SweepReader.readFile(file, full, overrides).single(file.toString());
  }

  /**
   * Reads a text that varies nothing.
   *
   * @param name how messages call it
   * @param text in YAML
   * @param full whether the text's section {@code full} is applied
   * @param overrides applied last, in order
   * @return the experiment
   * @throws BadInputException if anything in it is not as expected
   */
  public static Experiment read(
      String name, String text, boolean full, List<ConfigOverride> overrides) {
    return SweepReader.read(name, text, full, overrides).single(name);
  }

  /**
   * Reads the experiment of a run, as {@link ExperimentJson} writes it.
   *
   * @param description unknown keys in it are left alone
   * @param config none of whose keys may be unknown: another version trained something else
   * @return the experiment, outside sweeps
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
    return experiment(name, tree, changes, Section.strict("", tree, KEYS));
  }

  /** Reads one experiment for a listener that hears of all keys; nothing else is asked of it. */
  static void listen(String name, Node.Mapping tree, KeyListener listener) {
    experiment(name, tree, List.of(), Section.heard(tree, listener, KEYS));
  }

  private static Experiment experiment(
      String name, Node.Mapping tree, List<String> changes, Section s) {
    Experiment experiment =
        experiment(info(s, changes, known(s)), s, new Places(name, tree.places()));
    checkTogether(experiment);
    return experiment;
  }

  private static Experiment experiment(ExperimentInfo info, Section s, Places places) {
    NetworkConfig network = NetworkKinds.read(s);
    return new Experiment(
        info,
        DataReader.read(s),
        network,
        TrainingReader.read(s, network),
        MetricsReader.read(s),
        output(s),
        s.has("seed") ? s.wholeWithin("seed", 0, Long.MAX_VALUE) : 1,
        seeds(s),
        List.of(),
        places);
  }

  /** As many as the server lists; more are a slip, and take minutes to be counted. */
  private static int seeds(Section s) {
    int seeds = s.whole("seeds", 1, 1);
    return seeds > MOST_SEEDS ? (int) s.wholeWithin("seeds", 1, MOST_SEEDS) : seeds;
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
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw s.bad("id", "letters, digits, dots and hyphens");
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

  private static KnownMetrics known(Section s) {
    MetricsConfig metrics = MetricsReader.read(s);
    return new KnownMetrics(
        metrics.all(),
        metrics.layers(),
        metrics.gram(),
        metrics.matrices(),
        metrics.simplex(),
        certificates(s, metrics));
  }

  /** Those that runs evaluate: some take a metric that has to be measured. */
  private static List<TheoremInfo> certificates(Section s, MetricsConfig metrics) {
    return metrics.certificates()
        ? TheoremCatalogue.ALL.inRuns(NetworkKinds.read(s).certified(), metrics.all())
        : List.of();
  }

  private static OutputConfig output(Section s) {
    if (!s.has("output")) {
      return new OutputConfig(null, 30, false);
    }
    Section output = s.section("output", "directory", "checkpointSeconds", "tensorboard");
    return new OutputConfig(
        output.textOrNull("directory"),
        output.notNegative("checkpointSeconds", 30),
        output.flag("tensorboard", false));
  }

  /** Values that are possible alone but not together. */
  private static void checkTogether(Experiment e) {
    TrainingReader.check(e);
    Optional<NetworkConfig.MeanField> meanField = e.network().meanField();
    if (meanField.isPresent() && e.data().relabelModulo().orElse(0) > meanField.get().features()) {
      throw e.places()
          .bad(
              "network.features",
              "at least the number of classes, "
                  + e.data().relabelModulo().getAsInt()
                  + " (data.relabel.modulo)",
              meanField.get().features());
    }
    if (GibbsMetrics.among(e.metrics().all(), e.metrics().matrices())
        && meanField.filter(m -> m.noise() > 0 && m.decayRho() > 0).isEmpty()) {
      throw e.places()
          .bad(
              "metrics",
              "a mean-field network with noise and decayRho for what begins with gibbs",
              meanField.isPresent() ? "one without" : "another network");
    }
    if (!e.metrics().matrices().isEmpty() && meanField.filter(m -> m.noise() > 0).isEmpty()) {
      throw e.places()
          .bad(
              "metrics.matrices",
              "a mean-field network with noise, whose beta^-1 these matrices are divided by",
              meanField.isPresent() ? "noise 0" : "another network");
    }
    if (e.metrics().mode() != MetricsConfig.Mode.EVAL && !e.network().byLibrary()) {
      throw e.places().bad("metrics.mode", "eval, because the network has no batch norm", "train");
    }
    if (e.seed() > Long.MAX_VALUE - e.seeds()) {
      throw e.places().bad("seed", "a number that leaves room for seeds", e.seed());
    }
  }
}
