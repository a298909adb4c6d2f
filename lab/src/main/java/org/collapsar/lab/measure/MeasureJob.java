package org.collapsar.lab.measure;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.ClassLabels;
import org.collapsar.files.FileGroups;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.LabelRules;
import org.collapsar.files.LabelledTables;
import org.collapsar.files.Labels;
import org.collapsar.files.NamedRows;
import org.collapsar.files.TableRules;
import org.collapsar.files.Tables;
import org.collapsar.metrics.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * Measurement of files of features: one row for each file of a glob, in natural order, and each
 * table in it. What goes with the features (weights, bias, test features) is one file for all of
 * them or one for each; a matrix of weights belongs to one table of a file.
 */
public final class MeasureJob {
  private final MeasureRequest request;
  private final MeasureListener listener;
  private final boolean drawn;
  private final FeatureMeasurement.@Nullable Elsewhere elsewhere;

  /**
   * Prepares to measure.
   *
   * @param request what is measured, and of which files
   * @param listener hears of progress, notes and warnings
   * @param drawn whether the rows get their {@link Geometry}
   */
  public MeasureJob(MeasureRequest request, MeasureListener listener, boolean drawn) {
    this(request, listener, drawn, null);
  }

  /** The same, here or elsewhere. */
  MeasureJob(
      MeasureRequest request,
      MeasureListener listener,
      boolean drawn,
      FeatureMeasurement.@Nullable Elsewhere elsewhere) {
    this.elsewhere = elsewhere;
    this.request = request;
    this.listener = listener;
    this.drawn = drawn;
  }

  /**
   * Tells whether every file that an argument names says itself what its labels are.
   *
   * @param features file or glob
   * @return true where no labels have to be named
   * @throws BadInputException if nothing matches, or a file is damaged
   */
  public static boolean saysItsLabels(String features) {
    return FileGroups.of(features, false).stream()
        .allMatch(parts -> parts.size() == 1 && FeatureFile.of(parts.get(0)) != null);
  }

  /**
   * Measures everything.
   *
   * @return at least one row
   * @throws BadInputException if a file is not what was expected, or files do not fit each other:
   *     one line with the file
   * @throws org.collapsar.FailedException if a file cannot be read
   */
  public List<MeasuredRow> run() {
    FeatureMeasurement measurement =
        new FeatureMeasurement(request.settings(drawn), listener, elsewhere);
    InputRules inputs = request.inputs();
    TableRules reading = inputs.tables();
    List<List<String>> files = FileGroups.of(request.features(), reading.join());
    sayWhatTheFilesAre(files);
    Companion labels = companion("--labels", request.labels(), files);
    Companion weights = new Companion("--weights", request.weights(), false, files.size());
    Companion bias = new Companion("--bias", request.bias(), false, files.size());
    Companion test = companion("--test-features", request.testFeatures(), files);
    Companion testLabels = companion("--test-labels", request.testLabels(), files);
    Companion other = companion("--ood-features", request.outOfDistribution(), files);
    LabelRules rules = reading.labels().withClasses(request.classes());
    TableRules others = reading.ofOthers();
    OrderCheck order = new OrderCheck();
    LabelColumn otherLabels = labelsOrNone(request.outOfDistributionLabels(), null);
    List<MeasuredRow> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      try (GivenClassifier given =
              GivenClassifier.open(
                  weights.at(i), bias.at(i), request.weightsOf(), inputs, listener);
          Opened opened = open(files.get(i), labels.parts(i), rules, given);
          Tables otherFeatures = Tables.open(other.parts(i), others, listener::note)) {
        ClassLabels classes = opened.features().labels;
        GivenClassifier classifier = opened.features().classifier;
        Tables features = opened.features().tables;
        requireRoom(features, classes, classifier);
        GivenClassifier.Selected selected = classifier.select(classes);
        NamedRows owner = classifier.owner(features);
        List<String> testParts = test.parts(i);
        try (LabelledTables tests =
            testParts.isEmpty()
                ? null
                : LabelledTables.open(
                    testParts,
                    testLabels.parts(i),
                    others,
                    raw -> classes.same(raw, rules),
                    listener::note)) {
          OpenFeatures open =
              opened
                  .features()
                  .with(
                      tests == null ? null : tests.tables(),
                      tests == null ? null : tests.labels().column(),
                      otherFeatures,
                      otherLabels);
          rows.addAll(measurement.of(open, selected, owner));
        }
        List<Measurement> measured =
            rows.subList(rows.size() - features.all().size(), rows.size()).stream()
                .map(MeasuredRow::measurement)
                .toList();
        order.look(features, measured, classes.column(), owner, selected, classifier.file());
      }
    }
    order.warnings().forEach(listener::warning);
    return rows;
  }

  /** Features that are closed with this. */
  private record Opened(OpenFeatures features) implements AutoCloseable {
    @Override
    public void close() {
      features.tables.close();
    }
  }

  private Opened open(
      List<String> parts, List<String> labels, LabelRules rules, GivenClassifier given) {
    FeatureFile own = ownLabels(parts, labels) ? FeatureFile.of(parts.get(0)) : null;
    if (own != null) {
      listener.note(own.from());
      OpenFeatures open = own.open();
      return new Opened(given.file() == null ? open : open.with(given));
    }
    LabelledTables labelled =
        LabelledTables.open(
            parts,
            labels,
            request.inputs().tables(),
            raw -> ClassLabels.of(raw, rules, given.classes()),
            listener::note);
    return new Opened(
        new OpenFeatures(
            labelled.tables(), labelled.labels(), given, null, null, Tables.NONE, null));
  }

  /** Whether nobody said what the labels are, so that a file may say it itself. */
  private boolean ownLabels(List<String> parts, List<String> labels) {
    return labels.isEmpty()
        && parts.size() == 1
        && request.inputs().tables().text().labelColumn() == null;
  }

  private static void requireRoom(
      Tables features, ClassLabels classes, GivenClassifier classifier) {
    for (NamedRows table : features.all()) {
      ManyClasses.requireRoom(
          classes.column().classes(),
          table.rows().columns(),
          classifier.file() != null,
          Runtime.getRuntime().maxMemory());
    }
  }

  private static @Nullable LabelColumn labelsOrNone(
      @Nullable String file, @Nullable Integer classes) {
    return file == null ? null : Labels.read(file, classes);
  }

  private Companion companion(String option, @Nullable String argument, List<List<String>> files) {
    return new Companion(option, argument, request.inputs().tables().join(), files.size());
  }

  private void sayWhatTheFilesAre(List<List<String>> files) {
    if (files.size() > 1) {
      listener.note(
          files.size() + " files: checkpoints, a row each; --join makes one table of them");
    } else if (files.get(0).size() > 1) {
      listener.note(
          files.get(0).size()
              + " files joined to one table, in this order: "
              + String.join(", ", files.get(0).stream().limit(5).toList())
              + (files.get(0).size() > 5 ? ", .." : ""));
    }
  }
}
