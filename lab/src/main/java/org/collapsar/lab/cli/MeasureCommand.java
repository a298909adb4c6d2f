package org.collapsar.lab.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.collapsar.BadInputException;
import org.collapsar.lab.cluster.Cluster;
import org.collapsar.lab.document.JsonWriter;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.lab.measure.InputRules;
import org.collapsar.lab.measure.MeasureJob;
import org.collapsar.lab.measure.MeasureJson;
import org.collapsar.lab.measure.MeasureRequest;
import org.collapsar.lab.measure.MeasureSettings;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.measure.MeasuredTable;
import org.collapsar.lab.measure.OverLayers;
import org.collapsar.lab.measure.RegressionJob;
import org.collapsar.lab.measure.RegressionRequest;
import org.collapsar.lab.measure.RegressionRow;
import org.collapsar.lab.measure.RemoteJob;
import org.collapsar.lab.model.FeatureJob;
import org.collapsar.lab.model.MeasuredModel;
import org.collapsar.lab.model.ModelJson;
import org.collapsar.lab.model.ModelMeasureRequest;
import org.collapsar.lab.model.ModelMeasurement;
import org.collapsar.lab.page.MeasurePage;
import org.collapsar.lab.page.MeasureReport;
import org.collapsar.lab.page.RegressionPage;
import org.collapsar.lab.run.Machine;
import org.collapsar.metrics.MetricInfo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the collapse of features that somebody brings. */
@Command(
    name = "measure",
    customSynopsis = {
      "collapsar measure --features=FILE --labels=FILE [OPTION..]",
      "       collapsar measure --model=FILE --data=IMAGES [OPTION..]"
    },
    description =
        "Measure the neural collapse of a trained network on images, or of features from any"
            + " framework, in files of ${bundle:formats}.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  collapsar measure --features h.npy --labels y.npy",
      "  collapsar measure --features h.npy --labels y.npy --weights model.safetensors:fc.weight"
          + " --bias model.safetensors:fc.bias --out measured",
      "  collapsar measure --features 'epoch-*.npy' --labels y.npy --metrics nc1.total,nc2.kappa",
      "  collapsar measure --model net.onnx --data images:DIR_OR_ZIP --preprocess imagenet --out"
          + " measured",
      "  collapsar measure --spark 'local[*]' --features h.parquet:features --labels"
          + " h.parquet:label",
      "  collapsar measure --explain nc1.pinv",
      "%nA glob gives one row per file, in natural order. A file with several tables gives one row"
          + " per table; W belongs to one of them."
    })
final class MeasureCommand implements Callable<Integer>, Exclusion.Command {
  /** What there is of classes and not of a regression. */
  private static final List<Class<?>> CLASSES =
      List.of(
          LabelOptions.class,
          ClassReadingOptions.class,
          TestOptions.class,
          OutOfDistributionOptions.class);

  private static final Exclusion NUMBERS_OR_CLASSES =
      new Exclusion(List.of(TargetOptions.class), CLASSES);

  /** Features in files and what goes with them, or the network that makes them. */
  private static final Exclusion FILES_OR_NETWORK =
      new Exclusion(
          Stream.of(
                  List.of(FeatureOptions.class, TargetOptions.class),
                  CLASSES,
                  List.of(ClassifierOptions.class))
              .<Class<?>>flatMap(List::stream)
              .toList(),
          List.of(
              MeasuredNetworkOptions.class,
              NetworkOptions.class,
              ImageOptions.class,
              PreparationOptions.class));

  private static final Exclusion NETWORK_OR_CLUSTER =
      new Exclusion(
          List.of(
              MeasuredNetworkOptions.class,
              NetworkOptions.class,
              ImageOptions.class,
              PreparationOptions.class,
              TargetOptions.class),
          List.of(ClusterOptions.class));

  @ParentCommand private Main main;

  @Mixin private DataOptions data;

  @Mixin private TableOptions tables;

  @Mixin private FeatureOptions features;

  @Mixin private TargetOptions target;

  @Mixin private LabelOptions labelled;

  @Mixin private ClassReadingOptions reading;

  @ArgGroup(exclusive = false)
  private TestOptions test = new TestOptions();

  @ArgGroup(exclusive = false)
  private OutOfDistributionOptions other = new OutOfDistributionOptions();

  @ArgGroup(exclusive = false)
  private ClassifierOptions classifier = new ClassifierOptions();

  @Mixin private MeasuredNetworkOptions network;

  @Mixin private ClusterOptions cluster;

  @ArgGroup private MetricOptions metrics = new MetricOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write report.html and measure.json there.")
  private @Nullable String out;

  @Option(
      names = "--per-class",
      description =
          "Also print a table per class: samples, variance, norm of the mean, cosine to W,"
              + " accuracy.")
  private boolean perClass;

  @Option(
      names = "--explain",
      paramLabel = "ID",
      arity = "0..1",
      fallbackValue = "",
      description = "Explain a metric and measure nothing; without ID, list all.")
  private @Nullable String explain;

  // picocli fills in the rest.
  @SuppressWarnings("NullAway.Init")
  MeasureCommand() {}

  /** What a network should say of the samples, in numbers. */
  static final class TargetOptions {
    @Option(
        names = "--targets",
        paramLabel = "FILE",
        description =
            "Targets [n x t] of a regression; replaces labels and measures NRC1 to NRC3, with"
                + " --weights [t x D].")
    private @Nullable String targets;
  }

  @Override
  public List<Exclusion> exclusions() {
    return List.of(FILES_OR_NETWORK, NUMBERS_OR_CLASSES, NETWORK_OR_CLUSTER);
  }

  @Override
  public Integer call() {
    if (explain != null) {
      return explain(explain);
    }
    if (network.isGiven()) {
      return network();
    }
    return target.targets == null ? measure() : regression(target.targets);
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
    ReadingNotes notes = new ReadingNotes();
    try (MeasureProgress progress = new MeasureProgress(main.progress(), notes)) {
      rows =
          cluster.isGiven()
              ? there(request, progress, directory != null)
              : new MeasureJob(request, progress, directory != null).run();
    }
    ObjectNode document = MeasureJson.document(rows, notes.all());
    if (directory != null) {
      write(directory, request, rows, document);
    }
    notes.print(main.terminal(), main.json());
    return print(rows, OverLayers.of(rows), document, directory, out -> {});
  }

  private List<MeasuredRow> there(MeasureRequest request, MeasureProgress progress, boolean drawn) {
    try (Cluster started = cluster.start("measure")) {
      return new RemoteJob(request, progress, drawn, started.tables()).run();
    }
  }

  private void write(
      Path directory, MeasureRequest request, List<MeasuredRow> rows, ObjectNode document) {
    OutputDirectory.create(directory);
    JsonWriter.write(directory.resolve("measure.json"), document);
    MeasurePage.write(
        directory.resolve("report.html"),
        new MeasureReport(
            rows,
            MeasureJson.inputs(request),
            Machine.provenance(request.threads(), "float64", main.commandLine()),
            perClass,
            null));
  }

  private int network() {
    Path directory = out == null ? null : OutputDirectory.check(main.terminal(), out);
    MeasureSettings settings =
        new MeasureSettings(
            metrics.chosen(), metrics.all(), null, null, main.threads(), directory != null);
    ModelMeasureRequest request =
        network.request(main.terminal(), tables.shaping(), settings, main.threads());
    MeasuredModel measured;
    ReadingNotes notes = new ReadingNotes();
    try (MeasureProgress progress = new MeasureProgress(main.progress(), notes);
        FeatureJob job = FeatureJob.open(request.model(), progress)) {
      measured =
          ModelMeasurement.of(
              request,
              NetworkOptions.opener(data.directory(main.terminal()), main.progress()),
              job);
    }
    ObjectNode document = MeasureJson.document(measured.rows(), notes.all());
    ModelJson.addTo(document, measured);
    if (directory != null) {
      OutputDirectory.create(directory);
      JsonWriter.write(directory.resolve("measure.json"), document);
      MeasurePage.write(
          directory.resolve("report.html"),
          new MeasureReport(
              measured.rows(),
              ModelJson.of(measured.facts()),
              Machine.provenance(
                  request.model().threads(), "float32, statistics in float64", main.commandLine()),
              perClass,
              NetworkPages.of(measured)));
    }
    if (!main.json()) {
      ModelText.head(measured, main.terminal().out());
    }
    notes.print(main.terminal(), main.json());
    return print(
        measured.rows(),
        OverLayers.of(measured.rows()),
        document,
        directory,
        out -> ModelText.whatIf(measured, out));
  }

  private int regression(String targets) {
    // It stands with the measuring of networks as well.
    if (perClass) {
      throw new BadInputException("--targets and --per-class exclude each other");
    }
    // It stands with the weights, which a regression has as well.
    if (classifier.table() != null) {
      throw new BadInputException("--targets and --weights-of exclude each other");
    }
    Terminal terminal = main.terminal();
    RegressionRequest request =
        new RegressionRequest(
            features.file(terminal, "a file of features"),
            terminal.argument("--targets", targets),
            classifier.weights(terminal),
            classifier.bias(terminal),
            metrics.chosen(),
            main.threads(),
            inputs(null, classifier.inWeights(terminal)));
    Path directory = out == null ? null : OutputDirectory.check(main.terminal(), out);
    List<RegressionRow> rows;
    ReadingNotes notes = new ReadingNotes();
    try (MeasureProgress progress = new MeasureProgress(main.progress(), notes)) {
      rows = new RegressionJob(request, progress).run();
    }
    notes.print(main.terminal(), main.json());
    ObjectNode document = MeasureJson.regression(rows, notes.all());
    if (directory != null) {
      OutputDirectory.create(directory);
      JsonWriter.write(directory.resolve("measure.json"), document);
      RegressionPage.write(
          directory.resolve("report.html"),
          rows,
          MeasureJson.inputs(request),
          Machine.provenance(request.threads(), "float64", main.commandLine()));
    }
    return print(rows, List.of(), document, directory, out -> {});
  }

  private int print(
      List<? extends MeasuredTable> rows,
      List<OverLayers> overLayers,
      ObjectNode document,
      @Nullable Path directory,
      Consumer<PrintStream> more) {
    if (main.json()) {
      main.print(document);
    } else {
      MeasureText.print(rows, main.terminal().out());
      if (perClass) {
        PerClassText.print(
            rows.stream().map(MeasuredRow.class::cast).toList(), main.terminal().out());
      }
      MeasureText.printOverLayers(overLayers, main.terminal().out());
      more.accept(main.terminal().out());
      if (directory != null) {
        main.terminal().out().println("\nreport: " + directory.resolve("report.html"));
      }
    }
    return Exit.DONE;
  }

  private MeasureRequest request() {
    Terminal terminal = main.terminal();
    String column = reading.labelColumn();
    String feature = features.file(terminal, "a file of features");
    boolean opened = !cluster.isGiven() || RemoteJob.isOurs(feature);
    boolean says = opened && column == null && MeasureJob.saysItsLabels(feature);
    String labels =
        says && labelled.optional(terminal) == null
            ? null
            : reading.labels(terminal, labelled, "a file of labels");
    return new MeasureRequest(
        feature,
        labels,
        labelled.classes(),
        classifier.weights(terminal),
        classifier.bias(terminal),
        classifier.table(),
        test.features(terminal),
        test.labels(terminal),
        other.features(terminal),
        other.labels(terminal),
        other.necoDimension(),
        other.nciAlpha(),
        metrics.chosen(),
        metrics.all(),
        main.threads(),
        inputs(column, classifier.inWeights(terminal)));
  }

  private InputRules inputs(@Nullable String labelColumn, boolean biasInWeights) {
    return new InputRules(
        tables.rules(labelColumn, reading.rules(main.terminal())),
        classifier.transpose(),
        biasInWeights);
  }
}
