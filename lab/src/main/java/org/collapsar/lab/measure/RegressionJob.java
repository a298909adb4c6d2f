package org.collapsar.lab.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.collapsar.BadInputException;
import org.collapsar.NearestName;
import org.collapsar.files.FileGroups;
import org.collapsar.files.MatrixFile;
import org.collapsar.files.NamedRows;
import org.collapsar.files.Tables;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Matrix;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.RegressionCollapse;
import org.jspecify.annotations.Nullable;

/**
 * Measurement of the collapse of regression on files of features and targets: one row per file of a
 * glob, in natural order. Over several files {@code nrc3} has the gamma of the last one.
 */
public final class RegressionJob {
  private final RegressionRequest request;
  private final MeasureListener listener;

  /**
   * Prepares to measure.
   *
   * @param request what is measured, and of which files
   * @param listener hears of progress, notes and warnings
   */
  public RegressionJob(RegressionRequest request, MeasureListener listener) {
    this.request = request;
    this.listener = listener;
  }

  /**
   * Looks up a metric of regressions.
   *
   * @param id of the metric
   * @return what is known of it
   * @throws BadInputException if there is none
   */
  public static MetricInfo info(String id) {
    return RegressionCollapse.METRICS.stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "--metrics: expected metrics of a regression (--targets), found '"
                        + id
                        + "'"
                        + NearestName.hint(
                            id, RegressionCollapse.METRICS.stream().map(MetricInfo::id).toList())));
  }

  /**
   * Measures everything.
   *
   * @return at least one row
   * @throws BadInputException if a file is not what was expected, or files do not fit each other:
   *     one line with the file
   * @throws org.collapsar.FailedException if a file cannot be read
   */
  public List<RegressionRow> run() {
    Blas.loadAhead();
    if (request.metrics() != null) {
      request.metrics().forEach(RegressionJob::info);
    }
    List<List<String>> files = FileGroups.of(request.features(), request.inputs().tables().join());
    Matrix targets = MatrixFile.read(request.targets());
    Companion weights = new Companion("--weights", request.weights(), false, files.size());
    Companion bias = new Companion("--bias", request.bias(), false, files.size());
    List<RegressionRow> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      try (Tables features = Tables.open(files.get(i), request.inputs().tables(), listener::note);
          GivenClassifier given =
              GivenClassifier.open(weights.at(i), bias.at(i), null, request.inputs(), listener)) {
        if (features.all().size() != 1) {
          throw new BadInputException(
              features.file()
                  + ": expected one table beside --targets, found "
                  + features.all().size()
                  + ": name one as "
                  + features.file()
                  + ":"
                  + features.all().get(features.all().size() - 1).name());
        }
        rows.add(measure(features.all().get(0), targets, given, bias.at(i)));
      }
    }
    return withLastGamma(rows).stream().map(this::chosen).toList();
  }

  private RegressionRow measure(
      NamedRows table, Matrix targets, GivenClassifier given, @Nullable String biasFile) {
    Rows rows = table.rows();
    if (rows.rows() != targets.rows()) {
      throw new BadInputException(
          request.targets()
              + ": expected "
              + rows.rows()
              + " rows, as "
              + rows.describe()
              + " has, found "
              + targets.rows());
    }
    if (targets.columns() > rows.columns()) {
      throw new BadInputException(
          request.targets()
              + ": expected at most "
              + rows.columns()
              + " columns, the dimension of "
              + rows.describe()
              + ", found "
              + targets.columns());
    }
    RegressionCollapse collapse =
        RegressionCollapse.of(new WatchedRows(rows, listener), targets).threads(request.threads());
    GivenClassifier.Selected last = given.whole();
    Matrix w = last.matrix();
    if (w != null) {
      checkLast(given.file(), w, targets, rows);
      checkBias(biasFile, last.bias(), targets);
      collapse = collapse.weights(w, last.bias());
    }
    RegressionCollapse.Result result = collapse.measure();
    return new RegressionRow(table.source(), null, result, result.values());
  }

  private static void checkLast(@Nullable String file, Matrix w, Matrix targets, Rows rows) {
    if (w.rows() != targets.columns() || w.columns() != rows.columns()) {
      throw new BadInputException(
          file
              + ": expected W ["
              + targets.columns()
              + " x "
              + rows.columns()
              + "], a row for each target, found "
              + w.rows()
              + " rows of "
              + w.columns()
              + (w.columns() == targets.columns() && w.rows() == rows.columns()
                  ? " (its transpose would fit: --transpose-weights)"
                  : ""));
    }
  }

  private static void checkBias(@Nullable String file, double @Nullable [] b, Matrix targets) {
    if (b != null && b.length != targets.columns()) {
      throw new BadInputException(
          file
              + ": expected "
              + targets.columns()
              + " numbers, one for each target, found "
              + b.length);
    }
  }

  /** As in the paper, which fixes gamma by the last W for all epochs. */
  private static List<RegressionRow> withLastGamma(List<RegressionRow> rows) {
    MetricValue gamma = rows.get(rows.size() - 1).result().values().get("nrc3.gamma");
    if (rows.size() == 1 || !(gamma instanceof MetricValue.Defined defined)) {
      return rows;
    }
    return rows.stream()
        .map(
            row -> {
              RegressionCollapse.Result result = row.result().withGamma(defined.value());
              return new RegressionRow(row.source(), row.layer(), result, result.values());
            })
        .toList();
  }

  private RegressionRow chosen(RegressionRow row) {
    List<String> ids = request.metrics();
    if (ids == null) {
      return row;
    }
    Map<String, MetricValue> values = new LinkedHashMap<>(row.values());
    values.keySet().retainAll(ids);
    return new RegressionRow(row.source(), row.layer(), row.result(), values);
  }
}
