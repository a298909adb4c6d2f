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
import org.jspecify.annotations.Nullable;

/**
 * Measures files of features: one row for each file of a glob, in natural order, and each table in
 * it. What goes with the features (weights, bias, test features) is one file for all of them or one
 * for each; a matrix of weights belongs to one table of a file.
 */
public final class MeasureJob {
  private final MeasureRequest request;
  private final MeasureListener listener;
  private final boolean drawn;

  /**
   * @param drawn whether the rows get their {@link Geometry}
   */
  public MeasureJob(MeasureRequest request, MeasureListener listener, boolean drawn) {
    this.request = request;
    this.listener = listener;
    this.drawn = drawn;
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
    FeatureMeasurement measurement = new FeatureMeasurement(request.settings(drawn), listener);
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
      try (GivenClassifier classifier =
              GivenClassifier.open(
                  weights.at(i), bias.at(i), request.weightsOf(), inputs, listener);
          LabelledTables labelled =
              LabelledTables.open(
                  files.get(i),
                  labels.parts(i),
                  reading,
                  raw -> ClassLabels.of(raw, rules, classifier.classes()),
                  listener::note);
          Tables otherFeatures = Tables.open(other.parts(i), others, listener::note)) {
        ClassLabels classes = labelled.labels();
        Tables features = labelled.tables();
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
              new OpenFeatures(
                  features,
                  classes,
                  classifier,
                  tests == null ? null : tests.tables(),
                  tests == null ? null : tests.labels().column(),
                  otherFeatures,
                  otherLabels);
          rows.addAll(measurement.of(open, selected, owner));
        }
        order.look(features, classes.column(), owner, selected, classifier.file());
      }
    }
    order.warnings().forEach(listener::warning);
    return rows;
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
