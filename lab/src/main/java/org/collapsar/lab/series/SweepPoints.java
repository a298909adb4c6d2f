package org.collapsar.lab.series;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.collapsar.lab.experiment.CellPoint;
import org.collapsar.lab.experiment.Fit;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.statistics.Line;
import org.jspecify.annotations.Nullable;

/** Places of the runs of a sweep on its axes. */
public final class SweepPoints {

  private SweepPoints() {}

  /**
   * Looks up the point of a run on an axis.
   *
   * @param axis its name
   * @param run of the sweep
   * @return null where the run has none
   */
  public static @Nullable CellPoint on(String axis, RunRecord run) {
    return run.cell().stream().filter(point -> point.axis().equals(axis)).findFirst().orElse(null);
  }

  /**
   * Lists the axes of runs.
   *
   * @param runs of a sweep
   * @return in the order in which they appear; none outside sweeps
   */
  public static List<String> axes(List<RunRecord> runs) {
    Set<String> axes = new LinkedHashSet<>();
    runs.forEach(run -> run.cell().forEach(point -> axes.add(point.axis())));
    return new ArrayList<>(axes);
  }

  /**
   * Chooses the runs whose cells have certain labels.
   *
   * @param labels by axis
   * @param runs of a sweep
   * @return in the same order
   */
  public static List<RunRecord> with(Map<String, String> labels, List<RunRecord> runs) {
    return runs.stream()
        .filter(
            run ->
                labels.entrySet().stream()
                    .allMatch(
                        label -> {
                          CellPoint point = on(label.getKey(), run);
                          return point != null && point.label().equals(label.getValue());
                        }))
        .toList();
  }

  /**
   * Says why runs cannot be placed on an axis by numbers.
   *
   * @param axis its name
   * @param runs of a sweep
   * @return to follow "because"; empty where they can
   */
  public static String unplaced(String axis, List<RunRecord> runs) {
    List<String> axes = axes(runs);
    if (axes.isEmpty()) {
      return "the runs belong to no sweep";
    }
    if (!axes.contains(axis)) {
      return "the sweep has no axis %s: it has %s".formatted(axis, String.join(", ", axes));
    }
    for (RunRecord run : runs) {
      CellPoint point = on(axis, run);
      if (point == null) {
        return "%s has no place on the axis %s".formatted(run.name(), axis);
      }
      if (point.value().isEmpty()) {
        return "%s %s is no number".formatted(axis, point.label());
      }
    }
    return "";
  }

  /**
   * {@return the labels of a run on all axes but one: runs that share them differ in that one only}
   *
   * @param axis that is left out
   * @param run of the sweep
   */
  public static String stratum(String axis, RunRecord run) {
    return run.cell().stream()
        .filter(point -> !point.axis().equals(axis))
        .map(point -> point.axis() + " " + point.label())
        .collect(Collectors.joining(", "));
  }

  /**
   * {@return what groups of runs share that differ in one axis only, in order}
   *
   * @param axis that is left out
   * @param runs of a sweep
   */
  public static List<String> strata(String axis, List<RunRecord> runs) {
    return runs.stream().map(run -> stratum(axis, run)).distinct().toList();
  }

  /**
   * {@return the axes beside one: "weight decay and width"}
   *
   * @param axis that is left out
   * @param runs of a sweep
   */
  public static String otherAxes(String axis, List<RunRecord> runs) {
    return axes(runs).stream()
        .filter(other -> !other.equals(axis))
        .collect(Collectors.joining(" and "));
  }

  /**
   * {@return the number of a run on an axis; NaN where it has none}
   *
   * @param axis its name
   * @param run of the sweep
   */
  public static double number(String axis, RunRecord run) {
    CellPoint point = on(axis, run);
    OptionalDouble value = point == null ? OptionalDouble.empty() : point.value();
    return value.orElse(Double.NaN);
  }

  /**
   * Fits the curve through the ends of runs, by least squares of logarithms.
   *
   * @param fit power law or exponential
   * @param x [runs] numbers on the axis
   * @param y [runs]
   * @return null where a logarithm is missing, or there are fewer than three runs or one place
   */
  public static @Nullable Line fit(Fit fit, double[] x, double[] y) {
    double[] across = x.clone();
    double[] up = y.clone();
    for (int i = 0; i < x.length; i++) {
      if (!(y[i] > 0) || (fit == Fit.POWER && !(x[i] > 0))) {
        return null;
      }
      across[i] = fit == Fit.POWER ? Math.log(x[i]) : x[i];
      up[i] = Math.log(y[i]);
    }
    return Line.through(across, up);
  }

  /**
   * {@return labels in words: "weight decay 0.0018, width 64"; empty for no labels}
   *
   * @param labels by axis
   */
  public static String words(Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(label -> label.getKey() + " " + label.getValue())
        .collect(Collectors.joining(", "));
  }
}
