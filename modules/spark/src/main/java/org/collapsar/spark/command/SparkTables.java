package org.collapsar.spark.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.classic.SparkSession;
import org.collapsar.BadInputException;
import org.collapsar.FailedException;
import org.collapsar.lab.measure.MeasureListener;
import org.collapsar.lab.measure.RemoteTables;
import org.collapsar.linalg.Matrix;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.Need;
import org.collapsar.spark.SparkMeasurement;
import org.collapsar.spark.SparkNeuralCollapse;
import org.jspecify.annotations.Nullable;

/** Measures tables by {@link SparkNeuralCollapse}: files by ranges of rows, columns of Parquet. */
final class SparkTables implements RemoteTables {
  private static final String MEMORY = "spark.collapsar.memoryForMeans";

  private final SparkSession session;

  SparkTables(SparkSession session) {
    this.session = session;
  }

  @Override
  public Measurement measure(
      OfFile table,
      @Nullable OfFile test,
      int classes,
      @Nullable Matrix w,
      double @Nullable [] b,
      Wanted wanted,
      MeasureListener listener) {
    boolean single = FileRows.isSingle(table) && (test == null || FileRows.isSingle(test));
    SparkNeuralCollapse collapse =
        SparkNeuralCollapse.of(
                FileRows.of(session, table, single), FileRows.FEATURES, FileRows.LABEL)
            .classes(classes);
    if (test != null) {
      collapse = collapse.test(FileRows.of(session, test, single));
    }
    return measure(table.argument(), collapse, test != null, w, b, wanted, listener).measurement();
  }

  @Override
  public Measured measure(
      OfColumns columns,
      @Nullable OfColumns test,
      @Nullable Integer classes,
      @Nullable Matrix w,
      double @Nullable [] b,
      Wanted wanted,
      MeasureListener listener) {
    ParquetColumns its = ParquetColumns.of(columns);
    SparkNeuralCollapse collapse =
        SparkNeuralCollapse.of(its.read(session), its.features(), its.label());
    if (classes != null) {
      collapse = collapse.classes(classes);
    }
    if (test != null) {
      collapse = collapse.test(ParquetColumns.of(test).as(session, its));
    }
    SparkMeasurement measured =
        measure(columns.features(), collapse, test != null, w, b, wanted, listener);
    boolean numbers =
        IntStream.range(0, measured.classes().size())
            .allMatch(c -> measured.classes().get(c).equals(Integer.toString(c)));
    return new Measured(measured.measurement(), numbers ? List.of() : measured.classes());
  }

  private SparkMeasurement measure(
      String what,
      SparkNeuralCollapse samples,
      boolean test,
      @Nullable Matrix w,
      double @Nullable [] b,
      Wanted wanted,
      MeasureListener listener) {
    SparkConf settings = session.sparkContext().getConf();
    SparkNeuralCollapse collapse = samples.tell(listener::note, listener::announce);
    if (settings.contains(MEMORY)) {
      collapse = collapse.memoryForMeans(settings.getSizeAsBytes(MEMORY));
    }
    if (w != null) {
      collapse = collapse.weights(w, b);
    }
    try {
      List<String> ids = ids(wanted, w != null, test);
      return (ids == null ? collapse.table() : collapse.table(ids)).get(0);
    } catch (BadInputException | FailedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Failures.of(what, e);
    }
  }

  /** Null for the default ones, of which some may be left out for many classes. */
  private static @Nullable List<String> ids(Wanted wanted, boolean weights, boolean test) {
    if (wanted.all()) {
      return MetricCatalogue.all().stream()
          .filter(info -> !info.needs().contains(Need.NETWORK))
          .filter(info -> !info.needs().contains(Need.OUT_OF_DISTRIBUTION))
          .map(MetricInfo::id)
          .toList();
    }
    if (wanted.metrics() != null || wanted.more().isEmpty()) {
      return wanted.metrics();
    }
    Set<Need> given = EnumSet.noneOf(Need.class);
    if (weights) {
      given.add(Need.WEIGHTS);
    }
    if (test) {
      given.add(Need.TEST);
    }
    List<String> ids = new ArrayList<>(MetricCatalogue.byDefault(given));
    ids.addAll(wanted.more());
    return ids;
  }
}
