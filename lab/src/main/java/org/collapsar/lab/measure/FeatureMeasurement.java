package org.collapsar.lab.measure;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.BadInputException;
import org.collapsar.files.LabelColumn;
import org.collapsar.files.NamedRows;
import org.collapsar.linalg.Blas;
import org.collapsar.linalg.Rows;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.NeuralCollapse;
import org.collapsar.metrics.SeparationLaw;
import org.jspecify.annotations.Nullable;

/**
 * Measurement of features that are open, a row for each of their tables. Features in files and
 * those of a network that has just been run pass through here, and so have the same digits.
 */
public final class FeatureMeasurement {
  private final MeasureSettings settings;
  private final @Nullable List<String> metrics;
  private final MeasureListener listener;
  private final @Nullable Elsewhere elsewhere;

  /**
   * Table with all that it is measured with.
   *
   * @param rows of the samples that are measured
   * @param labels their classes
   * @param kept the rows of the file that they are; null for all
   * @param classifier W and b, where they belong to this table
   * @param test null for none
   * @param testLabels null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
  record Table(
      NamedRows rows,
      LabelColumn labels,
      int @Nullable [] kept,
      GivenClassifier.Selected classifier,
      @Nullable NamedRows test,
      @Nullable LabelColumn testLabels) {}

  /** Measures tables on other machines. */
  @FunctionalInterface
  interface Elsewhere {
    Measurement measure(Table table, RemoteTables.Wanted wanted);
  }

  /**
   * Prepares to measure.
   *
   * @param settings what is measured
   * @param listener hears of progress, notes and warnings
   * @throws BadInputException if there is no metric of such an id
   */
  public FeatureMeasurement(MeasureSettings settings, MeasureListener listener) {
    this(settings, listener, null);
  }

  /**
   * The same, here or elsewhere.
   *
   * @param elsewhere null for this machine
   */
  FeatureMeasurement(
      MeasureSettings settings, MeasureListener listener, @Nullable Elsewhere elsewhere) {
    Blas.loadAhead();
    this.elsewhere = elsewhere;
    this.settings = settings;
    this.metrics = settings.ofTables();
    this.listener = listener;
  }

  /**
   * Measures all tables.
   *
   * @param open stays open
   * @return a row for each, in their order
   * @throws BadInputException if a number is not finite, or tables do not fit each other
   */
  public List<MeasuredRow> of(OpenFeatures open) {
    return of(open, open.classifier.select(open.labels), open.classifier.owner(open.tables));
  }

  List<MeasuredRow> of(
      OpenFeatures open, GivenClassifier.Selected selected, @Nullable NamedRows owner) {
    ManyClasses.announce(open.labels.column().classes(), metrics, settings.all(), listener);
    List<MeasuredRow> rows = new ArrayList<>();
    for (NamedRows table : open.tables.all()) {
      rows.add(measure(open, table, selected, owner));
      String zeros = ZeroRows.atTheEndOf(table.rows());
      if (zeros != null) {
        listener.warning(zeros);
      }
    }
    return rows;
  }

  private MeasuredRow measure(
      OpenFeatures open,
      NamedRows table,
      GivenClassifier.Selected selected,
      @Nullable NamedRows owner) {
    Rows rows = table.rows();
    LabelColumn labels = open.labels.column();
    // Several tables are layers, and what is asked of layers is the law of their separation.
    List<String> more = open.tables.all().size() > 1 ? List.of(SeparationLaw.OF) : List.of();
    Measurement measurement =
        elsewhere == null
            ? here(open, table, selected, owner, more)
            : elsewhere.measure(
                whole(open, table, selected, owner),
                new RemoteTables.Wanted(metrics, more, settings.all()));
    boolean weighted = table.equals(owner);
    Geometry geometry =
        settings.drawn()
            ? Geometry.of(measurement, rows, labels.labels(), weighted ? selected.matrix() : null)
            : null;
    return new MeasuredRow(
        table.source(),
        open.tables.layer(table),
        weighted ? open.classifier.file() : null,
        measurement,
        geometry,
        open.labels.names());
  }

  private Measurement here(
      OpenFeatures open,
      NamedRows table,
      GivenClassifier.Selected selected,
      @Nullable NamedRows owner,
      List<String> more) {
    Rows rows = table.rows();
    LabelColumn labels = open.labels.column();
    NeuralCollapse collapse =
        NeuralCollapse.of(new WatchedRows(rows, listener), labels.labels(), labels.classes())
            .threads(settings.threads());
    collapse = open.classifier.give(collapse, table, owner, selected);
    collapse = withTest(collapse, open, table);
    collapse = withOther(collapse, open, table);
    if (settings.necoDimension() != null) {
      collapse = collapse.necoDimension(settings.necoDimension());
    }
    if (settings.nciAlpha() != null) {
      collapse = collapse.nciAlpha(settings.nciAlpha());
    }
    return settings.all()
        ? collapse.measureAll()
        : metrics == null ? collapse.measureWith(more) : collapse.measure(metrics);
  }

  private static Table whole(
      OpenFeatures open,
      NamedRows table,
      GivenClassifier.Selected selected,
      @Nullable NamedRows owner) {
    Rows its = open.test == null ? null : open.test.like(table, open.tables);
    NamedRows test = null;
    if (its != null && open.test != null) {
      checkWidth(its, table.rows());
      test = open.test.all().stream().filter(t -> t.rows() == its).findFirst().orElseThrow();
    }
    return new Table(
        table,
        open.labels.column(),
        open.labels.kept(),
        table.equals(owner) ? selected : new GivenClassifier.Selected(null, null),
        test,
        open.testLabels);
  }

  private NeuralCollapse withTest(NeuralCollapse collapse, OpenFeatures open, NamedRows table) {
    Rows test = open.test == null ? null : open.test.like(table, open.tables);
    if (test == null || open.testLabels == null) {
      return collapse;
    }
    checkWidth(test, table.rows());
    return collapse.test(new WatchedRows(test, listener), open.testLabels.labels());
  }

  private NeuralCollapse withOther(NeuralCollapse collapse, OpenFeatures open, NamedRows table) {
    Rows of = open.other.like(table, open.tables);
    if (of == null) {
      return collapse;
    }
    checkWidth(of, table.rows());
    Rows other = new WatchedRows(of, listener);
    LabelColumn its = open.otherLabels;
    if (its == null) {
      return collapse.outOfDistribution(other);
    }
    its.requireRowsOf(of);
    return collapse.outOfDistribution(other, its.labels(), its.classes());
  }

  private static void checkWidth(Rows rows, Rows features) {
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
