package org.collapsar.lab.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.collapsar.lab.measure.MeasuredTable;
import org.collapsar.metrics.MetricGroup;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/** Metrics along checkpoints, or along the layers of one file, as a figure per group of metrics. */
final class MeasureCurves {
  private MeasureCurves() {}

  /**
   * A figure of the metrics of a group.
   *
   * @param along what the horizontal axis counts
   * @param places what is there, in order
   * @param placeNames how the axis writes it
   */
  record Figure(
      MetricGroup group,
      String along,
      List<String> places,
      PlaceNames placeNames,
      List<Panel> panels) {
    String id() {
      return "curves-" + group.name().toLowerCase(Locale.ROOT);
    }

    String title() {
      return group.title();
    }

    /** Shares and ranks are read on a linear axis; what falls to zero on a logarithmic one. */
    boolean logarithmic() {
      return switch (group) {
        case NC1, NC2, NC3, NRC1, NRC2, NRC3 -> true;
        default -> false;
      };
    }

    /** The same for one panel: cosines tend to 1 and may be negative. */
    boolean logarithmic(Panel panel) {
      return logarithmic() && !panel.metric().startsWith("nc3.cosine");
    }
  }

  /** A metric; lines by name, NaN where it is undefined. */
  record Panel(String metric, String name, Map<String, double[]> lines) {

    /** The smallest value above zero; NaN if there is none. */
    double smallestPositive() {
      double smallest = Double.NaN;
      for (double[] line : lines.values()) {
        for (double value : line) {
          if (value > 0 && !(value >= smallest)) {
            smallest = value;
          }
        }
      }
      return smallest;
    }
  }

  /** Whether the tables are of several files: the layers of one are beside each other otherwise. */
  static boolean checkpoints(List<? extends MeasuredTable> rows) {
    return rows.stream().map(MeasuredTable::source).distinct().count() > 1;
  }

  /** The names along the horizontal axis: files, or layers. */
  static List<String> places(List<? extends MeasuredTable> rows) {
    return checkpoints(rows)
        ? rows.stream().map(MeasuredTable::source).distinct().toList()
        : rows.stream().map(row -> String.valueOf(row.layer())).toList();
  }

  /** How the horizontal axis writes {@link #places}. */
  static PlaceNames placeNames(List<? extends MeasuredTable> rows) {
    return PlaceNames.of(checkpoints(rows) ? "checkpoint" : "layer", places(rows));
  }

  /**
   * The figures: none for a single table; only metrics with two values or more.
   *
   * @param infos of a metric
   */
  static List<Figure> figures(
      List<? extends MeasuredTable> rows, Function<String, MetricInfo> infos) {
    boolean checkpoints = checkpoints(rows);
    List<String> places = places(rows);
    PlaceNames placeNames = placeNames(rows);
    Map<MetricGroup, List<Panel>> families = new EnumMap<>(MetricGroup.class);
    Set<String> ids = new LinkedHashSet<>();
    rows.forEach(row -> ids.addAll(row.values().keySet()));
    for (String id : ids) {
      Map<String, double[]> lines = new LinkedHashMap<>();
      int values = 0;
      for (int i = 0; i < rows.size(); i++) {
        MeasuredTable row = rows.get(i);
        String line = !checkpoints || row.layer() == null ? id : row.layer();
        double value = finite(row.values().get(id));
        int at = checkpoints ? places.indexOf(row.source()) : i;
        lines.computeIfAbsent(line, k -> gaps(places.size()))[at] = value;
        values += Double.isNaN(value) ? 0 : 1;
      }
      if (values > 1 && places.size() > 1) {
        families
            .computeIfAbsent(infos.apply(id).group(), k -> new ArrayList<>())
            .add(new Panel(id, id, lines));
      }
    }
    List<Figure> figures = new ArrayList<>();
    families.forEach(
        (family, panels) ->
            figures.add(
                new Figure(
                    family, checkpoints ? "checkpoint" : "layer", places, placeNames, panels)));
    return figures;
  }

  private static double finite(@Nullable MetricValue value) {
    double number = value == null ? Double.NaN : value.orNaN();
    return Double.isInfinite(number) ? Double.NaN : number;
  }

  private static double[] gaps(int length) {
    double[] gaps = new double[length];
    java.util.Arrays.fill(gaps, Double.NaN);
    return gaps;
  }
}
