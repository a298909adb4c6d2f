package org.collapsar.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.collapsar.lab.measure.MeasuredTable;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/** Metrics along checkpoints, or along the layers of one file, as figures of a family each. */
final class MeasureCurves {
  private static final Map<String, String> FAMILIES =
      Map.of(
          "nc1", "NC1: variability within the classes",
          "nc2", "NC2: means and weights as a simplex",
          "nc3", "NC3: weights along the means",
          "nc4", "NC4: nearest class mean",
          "nc5", "NC5: other data",
          "nrc1", "NRC1: features in few dimensions",
          "nrc2", "NRC2: features in the row space of W",
          "nrc3", "NRC3: W along the root of the targets' covariance",
          "rank", "Ranks");

  private MeasureCurves() {}

  /**
   * A figure.
   *
   * @param along what the horizontal axis counts
   * @param places what is there, in order
   * @param placeNames how the axis writes it
   */
  record Figure(
      String id,
      String title,
      String along,
      List<String> places,
      PlaceNames placeNames,
      List<Panel> panels) {
    /** Shares and ranks are read on a linear axis; what falls to zero on a logarithmic one. */
    boolean logarithmic() {
      return List.of(
              "curves-nc1", "curves-nc2", "curves-nc3", "curves-nrc1", "curves-nrc2", "curves-nrc3")
          .contains(id);
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

  /** No figure for a single table; only metrics with two values or more. */
  static List<Figure> figures(List<? extends MeasuredTable> rows) {
    boolean checkpoints = checkpoints(rows);
    List<String> places = places(rows);
    PlaceNames placeNames = placeNames(rows);
    Map<String, List<Panel>> families = new TreeMap<>();
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
        String family = family(id);
        families
            .computeIfAbsent(
                FAMILIES.containsKey(family) ? family : "other", k -> new ArrayList<>())
            .add(new Panel(id, id, lines));
      }
    }
    List<Figure> figures = new ArrayList<>();
    families.forEach(
        (family, panels) ->
            figures.add(
                new Figure(
                    "curves-" + family,
                    FAMILIES.getOrDefault(family, "Others"),
                    checkpoints ? "checkpoint" : "layer",
                    places,
                    placeNames,
                    panels)));
    return figures;
  }

  /** The condition of W is read beside that of the class means, nc2.kappa. */
  private static String family(String id) {
    if (id.equals("kappa.weights")) {
      return "nc2";
    }
    return id.contains(".") ? id.substring(0, id.indexOf('.')) : id;
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
