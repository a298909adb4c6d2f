package org.collapsar.lab.measure;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.Globs;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.Labels;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.NamedRows;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.NeuralCollapse;
import org.jspecify.annotations.Nullable;

/**
 * Measures files of features: one row for each file of a glob, in natural order, and each table in
 * it. What goes with the features (weights, bias, test features) is one file for all of them or one
 * for each; a matrix of weights belongs to the tables of its width.
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
    if (request.metrics() != null) {
      request.metrics().forEach(MetricCatalogue::find);
    }
    List<String> files = Globs.expand(request.features());
    LabelColumn labels = Labels.read(request.labels(), request.classes());
    Companion weights = new Companion("--weights", request.weights(), files);
    Companion bias = new Companion("--bias", request.bias(), files);
    Companion test = new Companion("--test-features", request.testFeatures(), files);
    Companion other = new Companion("--ood-features", request.outOfDistribution(), files);
    LabelColumn testLabels = testLabels(labels.classes());
    List<MeasuredRow> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Classifier classifier = Classifier.read(weights.at(i), bias.at(i), labels.classes());
      try (Tables features = Tables.open(files.get(i));
          Tables testFeatures = Tables.open(test.at(i));
          Tables otherFeatures = Tables.open(other.at(i))) {
        classifier.checkFitsOneOf(features);
        for (NamedRows table : features.all()) {
          Task task =
              new Task(
                  table,
                  features.layer(table),
                  labels,
                  classifier.of(table.rows()),
                  testFeatures.like(table, features),
                  testLabels,
                  otherFeatures.like(table, features));
          rows.add(measure(task));
        }
      }
    }
    return rows;
  }

  private @Nullable LabelColumn testLabels(int classes) {
    if (request.testLabels() == null) {
      return null;
    }
    return Labels.read(request.testLabels(), classes);
  }

  /** One table and what goes with it. */
  private record Task(
      NamedRows table,
      @Nullable String layer,
      LabelColumn labels,
      @Nullable Classifier classifier,
      @Nullable Rows test,
      @Nullable LabelColumn testLabels,
      @Nullable Rows other) {}

  private MeasuredRow measure(Task task) {
    Rows rows = task.table().rows();
    task.labels().requireRowsOf(rows);
    NeuralCollapse collapse =
        NeuralCollapse.of(
                new WatchedRows(rows, listener), task.labels().labels(), task.labels().classes())
            .threads(request.threads());
    Classifier classifier = task.classifier();
    if (classifier != null) {
      collapse = collapse.weights(classifier.weights(), classifier.bias());
    }
    if (task.test() != null && task.testLabels() != null) {
      task.testLabels().requireRowsOf(task.test());
      checkWidth(task.test(), rows);
      collapse = collapse.test(new WatchedRows(task.test(), listener), task.testLabels().labels());
    }
    if (task.other() != null) {
      checkWidth(task.other(), rows);
      collapse = collapse.outOfDistribution(new WatchedRows(task.other(), listener));
    }
    Measurement measurement =
        request.all()
            ? collapse.measureAll()
            : request.metrics() == null ? collapse.measure() : collapse.measure(request.metrics());
    Geometry geometry =
        drawn
            ? Geometry.of(
                measurement,
                rows,
                task.labels().labels(),
                classifier == null ? null : classifier.weights())
            : null;
    return new MeasuredRow(task.table().source(), task.layer(), measurement, geometry);
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

  /** A classifier as given. */
  private record Classifier(
      @Nullable String file, @Nullable Matrix matrix, double @Nullable [] bias) {

    static Classifier read(@Nullable String weights, @Nullable String bias, int classes) {
      if (weights == null) {
        return new Classifier(null, null, null);
      }
      Matrix matrix = MatrixFile.read(weights);
      if (matrix.rows() != classes) {
        throw new BadInputException(
            weights
                + ": expected one row of weights for each of the "
                + classes
                + " classes, found "
                + matrix.rows()
                + " rows of "
                + matrix.columns()
                + (matrix.columns() == classes ? " (its transpose would fit)" : ""));
      }
      double[] b = bias == null ? null : MatrixFile.readVector(bias);
      if (b != null && b.length != classes) {
        throw new BadInputException(
            bias + ": expected " + classes + " numbers, one a class, found " + b.length);
      }
      return new Classifier(weights, matrix, b);
    }

    Matrix weights() {
      if (matrix == null) {
        throw new IllegalStateException("no weights were given");
      }
      return matrix;
    }

    void checkFitsOneOf(Tables features) {
      if (matrix != null && features.all().stream().noneMatch(t -> fits(t.rows()))) {
        Rows last = features.all().get(features.all().size() - 1).rows();
        throw new BadInputException(
            file
                + ": expected "
                + last.columns()
                + " columns, as "
                + last.describe()
                + " has, found "
                + matrix.columns());
      }
    }

    @Nullable Classifier of(Rows rows) {
      return fits(rows) ? this : null;
    }

    private boolean fits(Rows rows) {
      return matrix != null && matrix.columns() == rows.columns();
    }
  }
}
