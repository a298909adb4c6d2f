package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.collapsar.BadInputException;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.lab.measure.MeasureJob;
import org.collapsar.lab.measure.MeasureJson;
import org.collapsar.lab.measure.MeasureRequest;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.measure.MeasuredTable;
import org.collapsar.lab.measure.OverLayers;
import org.collapsar.lab.measure.RegressionJob;
import org.collapsar.lab.measure.RegressionRequest;
import org.collapsar.lab.measure.RegressionRow;
import org.collapsar.lab.report.MeasurePage;
import org.collapsar.lab.report.RegressionPage;
import org.collapsar.lab.run.Machine;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the collapse of features that somebody brings. */
@Command(
    name = "measure",
    description =
        "Measure the neural collapse of features from any framework (.npy, .npz, .safetensors,"
            + " .csv, .tsv).",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar measure --features h.npy --labels y.npy",
      "  collapsar measure --features h.npy --labels y.npy --weights model.safetensors:fc.weight"
          + " --bias model.safetensors:fc.bias --out measured",
      "  collapsar measure --features 'epoch-*.npy' --labels y.npy --metrics nc1.total,nc2.kappa",
      "  collapsar measure --explain nc1.pinv",
      "%nA glob gives a row for each file, in natural order; a file with several tables a row for"
          + " each of them, and W belongs to one of these."
    })
final class MeasureCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description = "Features [n x D]: PATH, PATH:MEMBER or a glob in quotes.")
  private @Nullable String features;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Labels [n], 0 to K-1, or one-hot [n x K].")
  private @Nullable String labels;

  @Option(
      names = "--targets",
      paramLabel = "FILE",
      description =
          "Targets [n x t] of a regression in place of labels: measures NRC1 to NRC3, with --weights"
              + " [t x D].")
  private @Nullable String targets;

  @Option(
      names = "--classes",
      paramLabel = "K",
      description =
          "Number of classes (default: the largest label plus one, if there are as many rows).")
  private @Nullable Integer classes;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Weights [K x D] of the classifier on these features.")
  private @Nullable String weights;

  @Option(names = "--bias", paramLabel = "FILE", description = "Its bias [K].")
  private @Nullable String bias;

  @Option(
      names = "--weights-of",
      paramLabel = "NAME",
      description =
          "The table of the features that W and b belong to, where a file has several (default: the"
              + " last that is as wide as W).")
  private @Nullable String weightsOf;

  @Option(
      names = "--test-features",
      paramLabel = "FILE",
      description = "Features [m x D] of test samples.")
  private @Nullable String testFeatures;

  @Option(names = "--test-labels", paramLabel = "FILE", description = "Their labels [m].")
  private @Nullable String testLabels;

  @Option(
      names = "--ood-features",
      paramLabel = "FILE",
      description = "Features [m x D] of samples out of distribution.")
  private @Nullable String oodFeatures;

  @Option(
      names = "--neco-dim",
      paramLabel = "D",
      description =
          "Directions that the out-of-distribution score NECO keeps (default: K - 1, at most D).")
  private @Nullable Integer necoDimension;

  @Option(
      names = "--nci-alpha",
      paramLabel = "ALPHA",
      description = "Weight of the 1-norm in the out-of-distribution score NCI (default: 1e-4).")
  private @Nullable Double nciAlpha;

  @Option(
      names = "--metrics",
      paramLabel = "ID",
      split = ",",
      description = "These metrics only, separated by commas.")
  private @Nullable List<String> metrics;

  @Option(names = "--all", description = "Every metric, also those that take long.")
  private boolean all;

  @Option(
      names = "--per-class",
      description =
          "Also of each class: samples, variance, norm of the mean, cosine to W, accuracy.")
  private boolean perClass;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write report.html and measure.json there.")
  private @Nullable String out;

  @Option(
      names = "--explain",
      paramLabel = "ID",
      arity = "0..1",
      fallbackValue = "",
      description = "Say what a metric is and measure nothing; without ID, list all.")
  private @Nullable String explain;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  MeasureCommand() {}

  @Override
  public Integer call() {
    if (explain != null) {
      return explain(explain);
    }
    return targets == null ? measure() : regression(targets);
  }

  private int explain(String id) {
    ExplainText text = new ExplainText(TrainingMetrics.ALL);
    List<MetricInfo> infos = text.find(id);
    if (main.json()) {
      main.print(MeasureJson.catalogue(infos, TrainingMetrics.ALL));
    } else if (infos.size() == 1) {
      text.explain(infos.get(0), main.terminal().out());
    } else {
      text.list(infos, main.terminal().out());
    }
    return Exit.DONE;
  }

  private int measure() {
    MeasureRequest request = request();
    Path directory = out == null ? null : OutputDirectory.check(main.terminal(), out);
    List<MeasuredRow> rows;
    try (MeasureProgress progress = new MeasureProgress(main.progress())) {
      rows = new MeasureJob(request, progress, directory != null).run();
    }
    ObjectNode document = MeasureJson.document(rows);
    if (directory != null) {
      write(directory, request, rows, document);
    }
    return print(rows, OverLayers.of(rows), document, directory);
  }

  private void write(
      Path directory, MeasureRequest request, List<MeasuredRow> rows, ObjectNode document) {
    OutputDirectory.create(directory);
    JsonWriter.write(directory.resolve("measure.json"), document);
    MeasurePage.write(
        directory.resolve("report.html"),
        rows,
        MeasureJson.inputs(request),
        Machine.provenance(request.threads(), "float64", main.commandLine()),
        perClass);
  }

  private int regression(String of) {
    without("--labels", labels != null);
    without("--classes", classes != null);
    without("--test-features", testFeatures != null);
    without("--test-labels", testLabels != null);
    without("--ood-features", oodFeatures != null);
    without("--weights-of", weightsOf != null);
    without("--neco-dim", necoDimension != null);
    without("--nci-alpha", nciAlpha != null);
    without("--per-class", perClass);
    requireWeights();
    RegressionRequest request =
        new RegressionRequest(
            required("--features", "a file of features", features),
            required("--targets", "a file of targets", of),
            argument("--weights", weights),
            argument("--bias", bias),
            chosen(metrics),
            main.threads());
    Path directory = out == null ? null : OutputDirectory.check(main.terminal(), out);
    List<RegressionRow> rows;
    try (MeasureProgress progress = new MeasureProgress(main.progress())) {
      rows = new RegressionJob(request, progress).run();
    }
    ObjectNode document = MeasureJson.regression(rows);
    if (directory != null) {
      OutputDirectory.create(directory);
      JsonWriter.write(directory.resolve("measure.json"), document);
      RegressionPage.write(
          directory.resolve("report.html"),
          rows,
          MeasureJson.inputs(request),
          Machine.provenance(request.threads(), "float64", main.commandLine()));
    }
    return print(rows, List.of(), document, directory);
  }

  private static void without(String option, boolean given) {
    if (given) {
      throw new BadInputException("--targets and " + option + " exclude each other");
    }
  }

  private void requireWeights() {
    if (bias != null && weights == null) {
      throw new BadInputException("--bias: expected with --weights, found alone");
    }
    if (weightsOf != null && weights == null) {
      throw new BadInputException("--weights-of: expected with --weights, found alone");
    }
  }

  private void requireScoreOptions() {
    if (necoDimension != null && necoDimension < 1) {
      throw new BadInputException(
          "--neco-dim: expected a whole number of at least 1, found " + necoDimension);
    }
    if (nciAlpha != null && !(nciAlpha >= 0 && nciAlpha <= Double.MAX_VALUE)) {
      throw new BadInputException(
          "--nci-alpha: expected a number of at least 0, found " + nciAlpha);
    }
    if (necoDimension != null && oodFeatures == null) {
      throw new BadInputException("--neco-dim: expected with --ood-features, found alone");
    }
    if (nciAlpha != null && oodFeatures == null) {
      throw new BadInputException("--nci-alpha: expected with --ood-features, found alone");
    }
  }

  private int print(
      List<? extends MeasuredTable> rows,
      List<OverLayers> overLayers,
      ObjectNode document,
      @Nullable Path directory) {
    if (main.json()) {
      main.print(document);
    } else {
      MeasureText.print(rows, main.terminal().out());
      if (perClass) {
        PerClassText.print(
            rows.stream().map(MeasuredRow.class::cast).toList(), main.terminal().out());
      }
      MeasureText.printOverLayers(overLayers, main.terminal().out());
      if (directory != null) {
        main.terminal().out().println("\nreport: " + directory.resolve("report.html"));
      }
    }
    return Exit.DONE;
  }

  private MeasureRequest request() {
    if (classes != null && classes < 1) {
      throw new BadInputException(
          "--classes: expected a whole number of at least 1, found " + classes);
    }
    if (all && metrics != null) {
      throw new BadInputException("--all: expected without --metrics, found both");
    }
    requireWeights();
    if ((testFeatures == null) != (testLabels == null)) {
      throw new BadInputException(
          "--test-features and --test-labels: expected both or none, found one");
    }
    requireScoreOptions();
    return new MeasureRequest(
        required("--features", "a file of features", features),
        required("--labels", "a file of labels", labels),
        classes,
        argument("--weights", weights),
        argument("--bias", bias),
        weightsOf == null ? null : Terminal.named("--weights-of", weightsOf),
        argument("--test-features", testFeatures),
        argument("--test-labels", testLabels),
        argument("--ood-features", oodFeatures),
        necoDimension,
        nciAlpha,
        chosen(metrics),
        all,
        main.threads());
  }

  /** Blanks around the commas are nobody's name. */
  private static @Nullable List<String> chosen(@Nullable List<String> metrics) {
    if (metrics == null) {
      return null;
    }
    List<String> ids = metrics.stream().map(String::strip).toList();
    if (ids.stream().allMatch(String::isEmpty)) {
      throw badMetrics("none");
    }
    if (ids.contains("")) {
      throw badMetrics("an empty name");
    }
    for (String id : ids) {
      boolean needsTraining =
          MetricCatalogue.lookup(id).isEmpty()
              && TrainingMetrics.ALL
                  .find(id)
                  .map(info -> info.needs().contains(Need.NETWORK))
                  .orElse(false);
      if (needsTraining) {
        throw new BadInputException(
            "--metrics: " + id + " is measured in training only, by train and reproduce");
      }
    }
    return ids;
  }

  /** What is wrong with a list of metrics that names none where it should. */
  static BadInputException badMetrics(String found) {
    return new BadInputException(
        "--metrics: expected metrics, separated by commas, found "
            + found
            + " (collapsar measure --explain lists them)");
  }

  private String required(String option, String what, @Nullable String given) {
    if (given == null) {
      throw new BadInputException(option + ": expected " + what + ", found none");
    }
    return main.terminal().argument(option, given);
  }

  private @Nullable String argument(String option, @Nullable String given) {
    return given == null ? null : main.terminal().argument(option, given);
  }
}
