package org.collapsar.lab.measure;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.Globs;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.Labels;
import org.collapsar.files.NamedRows;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.NeuralCollapse;
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
    Blas.loadAhead();
    List<String> metrics =
        request.metrics() == null ? null : OverLayers.ofTables(request.metrics());
    if (metrics != null) {
      metrics.forEach(MetricCatalogue::find);
    }
    List<String> files = Globs.expand(request.features());
    LabelColumn labels = Labels.read(request.labels(), request.classes());
    Companion weights = new Companion("--weights", request.weights(), files);
    Companion bias = new Companion("--bias", request.bias(), files);
    Companion test = new Companion("--test-features", request.testFeatures(), files);
    Companion other = new Companion("--ood-features", request.outOfDistribution(), files);
    LabelColumn testLabels = labelsOrNone(request.testLabels(), labels.classes());
    LabelColumn otherLabels = labelsOrNone(request.outOfDistributionLabels(), null);
    List<MeasuredRow> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      GivenClassifier classifier =
          GivenClassifier.read(weights.at(i), bias.at(i), request.weightsOf(), labels.classes());
      try (Tables features = Tables.open(files.get(i));
          Tables testFeatures = Tables.open(test.at(i));
          Tables otherFeatures = Tables.open(other.at(i))) {
        NamedRows owner = classifier.owner(features);
        for (NamedRows table : features.all()) {
          Task task =
              new Task(
                  table,
                  features.layer(table),
                  labels,
                  classifier,
                  owner,
                  testFeatures.like(table, features),
                  testLabels,
                  otherFeatures.like(table, features),
                  otherLabels);
          rows.add(measure(task, metrics));
        }
      }
    }
    return rows;
  }

  private static @Nullable LabelColumn labelsOrNone(
      @Nullable String file, @Nullable Integer classes) {
    return file == null ? null : Labels.read(file, classes);
  }

  /** One table and what goes with it. */
  private record Task(
      NamedRows table,
      @Nullable String layer,
      LabelColumn labels,
      GivenClassifier classifier,
      @Nullable NamedRows owner,
      @Nullable Rows test,
      @Nullable LabelColumn testLabels,
      @Nullable Rows other,
      @Nullable LabelColumn otherLabels) {}

  private MeasuredRow measure(Task task, @Nullable List<String> metrics) {
    Rows rows = task.table().rows();
    task.labels().requireRowsOf(rows);
    NeuralCollapse collapse =
        NeuralCollapse.of(
                new WatchedRows(rows, listener), task.labels().labels(), task.labels().classes())
            .threads(request.threads());
    collapse = task.classifier().give(collapse, task.table(), task.owner());
    boolean weighted = task.table().equals(task.owner());
    if (task.test() != null && task.testLabels() != null) {
      task.testLabels().requireRowsOf(task.test());
      checkWidth(task.test(), rows);
      collapse = collapse.test(new WatchedRows(task.test(), listener), task.testLabels().labels());
    }
    if (task.other() != null) {
      checkWidth(task.other(), rows);
      Rows other = new WatchedRows(task.other(), listener);
      LabelColumn its = task.otherLabels();
      if (its == null) {
        collapse = collapse.outOfDistribution(other);
      } else {
        its.requireRowsOf(task.other());
        collapse = collapse.outOfDistribution(other, its.labels(), its.classes());
      }
    }
    if (request.necoDimension() != null) {
      collapse = collapse.necoDimension(request.necoDimension());
    }
    if (request.nciAlpha() != null) {
      collapse = collapse.nciAlpha(request.nciAlpha());
    }
    Measurement measurement =
        request.all()
            ? collapse.measureAll()
            : metrics == null ? collapse.measure() : collapse.measure(metrics);
    Geometry geometry =
        drawn
            ? Geometry.of(
                measurement,
                rows,
                task.labels().labels(),
                weighted ? task.classifier().matrix() : null)
            : null;
    return new MeasuredRow(
        task.table().source(),
        task.layer(),
        weighted ? task.classifier().file() : null,
        measurement,
        geometry);
  }

  static void checkWidth(Rows rows, Rows features) {
    if (rows.columns() != features.columns()) {
      throw new BadInputException(
          rows.describe()
              + ": expected "
              + features.columns()
              + " columns, as "
              + features.describe()
              + " has, found "
              + rows.columns());
    }
  }
}
