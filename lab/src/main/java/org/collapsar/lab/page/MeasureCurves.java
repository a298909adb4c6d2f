package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.collapsar.lab.figure.Panel;
import org.collapsar.lab.measure.MeasuredTable;
import org.collapsar.lab.series.Numbers;
import org.collapsar.metrics.MetricGroup;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.collapsar.metrics.SeparationLaw;
import org.jspecify.annotations.Nullable;

/** Metrics along checkpoints, or along the layers of one file, as a figure per group of metrics. */
final class MeasureCurves {
  /** What is seen first; the others are below, by their groups. */
  private static final List<String> OVERVIEW =
      List.of(
          "nc1.quotient",
          SeparationLaw.OF,
          "nc2.etf_error.means",
          "nc2.kappa",
          "nc3.dual_error",
          "nc4.mismatch",
          "rank.stable.means",
          "rank.effective.means");

  private MeasureCurves() {}

  /**
   * A figure.
   *
   * @param group of its metrics; null for what is seen first, of several groups
   * @param along what the horizontal axis counts
   * @param places what is there, in order
   * @param placeNames how the axis writes it
   */
  record Figure(
      @Nullable MetricGroup group,
      String along,
      List<String> places,
      PlaceNames placeNames,
      List<Panel> panels) {
    String id() {
      return "curves-" + (group == null ? "overview" : group.name().toLowerCase(Locale.ROOT));
    }

    String title() {
      return group == null ? "Collapse over the " + along + "s" : group.title();
    }

    /** Whether the buttons say so of all panels. */
    boolean logarithmic() {
      return panels.stream().allMatch(Panel::logarithmic);
    }
  }

  /**
   * A metric.
   *
   * @param logarithmic whether its axis is
   * @param lines by name, NaN where it is undefined
   * @param fitted the name of a line through the others; null for none
   */
  record Panel(
      String metric, boolean logarithmic, Map<String, double[]> lines, @Nullable String fitted) {}

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
    Map<MetricGroup, List<Panel>> groups = new EnumMap<>(MetricGroup.class);
    List<Panel> overview = new ArrayList<>();
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
        MetricGroup group = infos.apply(id).group();
        Panel panel = new Panel(id, logarithmic(id, group), lines, null);
        if (OVERVIEW.contains(id)) {
          overview.add(id.equals(SeparationLaw.OF) && !checkpoints ? withLaw(panel, rows) : panel);
        } else {
          groups.computeIfAbsent(group, k -> new ArrayList<>()).add(panel);
        }
      }
    }
    String along = checkpoints ? "checkpoint" : "layer";
    List<Figure> figures = new ArrayList<>();
    if (!overview.isEmpty()) {
      overview.sort(Comparator.comparingInt(panel -> OVERVIEW.indexOf(panel.metric())));
      figures.add(new Figure(null, along, places, placeNames, overview));
    }
    groups.forEach(
        (group, panels) -> figures.add(new Figure(group, along, places, placeNames, panels)));
    return figures;
  }

  /**
   * Shares and ranks are read on a linear axis, and cosines, which tend to 1 and may be negative;
   * what falls to zero on a logarithmic one.
   */
  private static boolean logarithmic(String id, MetricGroup group) {
    return switch (group) {
      case NC1, NC2, NC3, NRC1, NRC2, NRC3 -> !id.startsWith("nc3.cosine");
      default -> false;
    };
  }

  /** With the least-squares line of the law of data separation, where there is one. */
  private static Panel withLaw(Panel panel, List<? extends MeasuredTable> rows) {
    List<String> names = places(rows);
    List<MetricValue> fuzziness = new ArrayList<>();
    double mean = 0;
    for (MeasuredTable row : rows) {
      MetricValue value = row.values().get(panel.metric());
      fuzziness.add(value == null ? MetricValue.undefined("because not measured") : value);
      mean += value == null ? Double.NaN : Math.log(value.orNaN()) / rows.size();
    }
    Map<String, MetricValue> law = SeparationLaw.of(names, fuzziness);
    if (!(law.get("separation.slope") instanceof MetricValue.Defined slope)
        || !(law.get("separation.ratio") instanceof MetricValue.Defined ratio)) {
      return panel;
    }
    double[] line = new double[rows.size()];
    for (int l = 0; l < line.length; l++) {
      line[l] = Math.exp(mean + slope.value() * (l - (line.length - 1) / 2.0));
    }
    String name =
        "law: times "
            + Numbers.rounded(ratio.value(), 3)
            + " per layer"
            + (law.get("separation.r2") instanceof MetricValue.Defined r2
                ? ", R\u00b2 " + Numbers.rounded(r2.value(), 3)
                : "");
    Map<String, double[]> lines = new LinkedHashMap<>(panel.lines());
    lines.put(name, line);
    return new Panel(panel.metric(), panel.logarithmic(), lines, name);
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
