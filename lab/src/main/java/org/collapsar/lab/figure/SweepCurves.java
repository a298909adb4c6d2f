package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.experiment.SweepView;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.series.Numbers;
import org.collapsar.lab.series.SweepPoints;
import org.collapsar.lab.statistics.Line;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/**
 * The ends of the runs of a sweep over one of its axes, in curves that agree in every other axis.
 *
 * @param title of the horizontal axis
 * @param labels of the places on it
 * @param places [places] where they stand: their numbers, the decimal logarithms of these, or 0, 1,
 *     .. where a label is no number
 * @param numbers whether the places are numbers; names have no order, so no line joins them
 * @param logarithmic whether the places are logarithms
 * @param curves in the order of the sweep
 * @param notes whole sentences
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record SweepCurves(
    String title,
    List<String> labels,
    double[] places,
    boolean numbers,
    boolean logarithmic,
    List<Curve> curves,
    List<String> notes) {

  /**
   * The runs that differ in the horizontal axis and the seed only.
   *
   * @param name the labels on the other axes; empty where there are none
   * @param counts [places] runs with a value
   * @param mean [places] over them; NaN where there is none
   * @param deviation [places] population standard deviation
   * @param runs the values by the names of the runs, in the order of the places
   * @param fit through the values of all runs, or null
   */
  record Curve(
      String name,
      int[] counts,
      double[] mean,
      double[] deviation,
      List<Map<String, Double>> runs,
      @Nullable Line fit) {}

  static SweepCurves of(SweepView view, String metric, List<RunRecord> runs) {
    return view.ofLayers() ? LayerCurves.of(view, metric, runs) : ofAxis(view, metric, runs);
  }

  private static SweepCurves ofAxis(SweepView view, String metric, List<RunRecord> runs) {
    List<RunRecord> placed =
        runs.stream().filter(run -> SweepPoints.on(view.axis(), run) != null).toList();
    List<String> notes = new ArrayList<>();
    if (placed.isEmpty()) {
      notes.add("Nothing is drawn, because %s.".formatted(SweepPoints.unplaced(view.axis(), runs)));
      return new SweepCurves(view.axis(), List.of(), new double[0], true, false, List.of(), notes);
    }
    boolean numbers = SweepPoints.unplaced(view.axis(), placed).isEmpty();
    List<CellPoint> points =
        placed.stream()
            .map(run -> Objects.requireNonNull(SweepPoints.on(view.axis(), run)))
            .distinct()
            .sorted(Comparator.comparingDouble(p -> numbers ? p.value().orElse(0) : 0))
            .toList();
    boolean log =
        view.logarithmic() && numbers && points.stream().allMatch(p -> p.value().orElse(0) > 0);
    if (view.logarithmic() && !log) {
      notes.add("The axis %s has no logarithm everywhere, so it is linear.".formatted(view.axis()));
    }
    double[] places =
        IntStream.range(0, points.size())
            .mapToDouble(
                i -> {
                  double number = points.get(i).value().orElse(i);
                  return !numbers ? i : log ? Math.log10(number) : number;
                })
            .toArray();
    Map<String, List<RunRecord>> groups =
        placed.stream()
            .collect(
                Collectors.groupingBy(
                    run -> others(view, run), LinkedHashMap::new, Collectors.toList()));
    List<Curve> curves = new ArrayList<>();
    groups.forEach((name, some) -> curves.add(curve(name, view, metric, points, some, notes)));
    return new SweepCurves(
        view.axis(),
        points.stream().map(CellPoint::label).toList(),
        places,
        numbers,
        log,
        curves,
        notes);
  }

  /** The labels of a run on the other axes, that of the figure's series first. */
  static String others(SweepView view, RunRecord run) {
    return run.cell().stream()
        .filter(point -> !point.axis().equals(view.axis()))
        .sorted(Comparator.comparing(point -> !point.axis().equals(view.series())))
        .map(point -> point.axis() + " " + point.label())
        .collect(Collectors.joining(", "));
  }

  private static Curve curve(
      String name,
      SweepView view,
      String metric,
      List<CellPoint> points,
      List<RunRecord> runs,
      List<String> notes) {
    List<Map<String, Double>> values = new ArrayList<>();
    List<double[]> all = new ArrayList<>();
    for (CellPoint point : points) {
      Map<String, Double> here = new LinkedHashMap<>();
      for (RunRecord run : runs) {
        if (!point.equals(SweepPoints.on(view.axis(), run))) {
          continue;
        }
        MetricValue value = Measured.of(metric, run).mean(view.window(), run);
        if (value instanceof MetricValue.Defined defined && Double.isFinite(defined.value())) {
          here.put("seed " + run.seed(), defined.value());
          all.add(new double[] {SweepPoints.number(view.axis(), run), defined.value()});
        } else if (run.metrics().rows() > 0) {
          notes.add(
              "%s: left out of %s, %s."
                  .formatted(
                      run.name(),
                      MetricLabel.of(metric).name(),
                      value instanceof MetricValue.Undefined undefined
                          ? undefined.reason()
                          : "because it is not finite"));
        }
      }
      values.add(here);
    }
    return curve(name, view, values, all);
  }

  /**
   * A curve from the values of its runs.
   *
   * @param values of each place, by the names of the runs
   * @param all place and value of each, which a fit goes through
   */
  static Curve curve(
      String name, SweepView view, List<Map<String, Double>> values, List<double[]> all) {
    int n = values.size();
    int[] counts = new int[n];
    double[] mean = new double[n];
    double[] deviation = new double[n];
    for (int i = 0; i < n; i++) {
      double[] numbers = values.get(i).values().stream().mapToDouble(Double::doubleValue).toArray();
      double average = Arrays.stream(numbers).average().orElse(Double.NaN);
      counts[i] = numbers.length;
      mean[i] = average;
      deviation[i] =
          Math.sqrt(
              Arrays.stream(numbers).map(v -> (v - average) * (v - average)).sum()
                  / numbers.length);
    }
    Fit fit = view.fit();
    Line line =
        fit == null
            ? null
            : SweepPoints.fit(
                fit,
                all.stream().mapToDouble(p -> p[0]).toArray(),
                all.stream().mapToDouble(p -> p[1]).toArray());
    return new Curve(name, counts, mean, deviation, values, line);
  }

  double least() {
    return Arrays.stream(places).min().orElse(0);
  }

  double greatest() {
    return Arrays.stream(places).max().orElse(0);
  }

  /** Length of the axis between its outermost places; 1 where there is one. */
  double span() {
    return greatest() > least() ? greatest() - least() : 1;
  }

  /** A tick at every place. */
  List<Axis.Tick> ticks() {
    return IntStream.range(0, places.length)
        .mapToObj(i -> new Axis.Tick(places[i], labels.get(i)))
        .toList();
  }

  /** "slope -0.51, 95% interval -0.60 to -0.42, R^2 0.98". */
  static String slopeInWords(@Nullable Line fit) {
    return fit == null
        ? "no fit (it needs three runs at two places or more, and numbers with a logarithm)"
        : "slope %s, 95%% interval %s to %s, R\u00b2 %s"
            .formatted(
                Numbers.rounded(fit.slope(), 3),
                Numbers.rounded(fit.lower(), 3),
                Numbers.rounded(fit.upper(), 3),
                Numbers.rounded(fit.rSquared(), 3));
  }
}
