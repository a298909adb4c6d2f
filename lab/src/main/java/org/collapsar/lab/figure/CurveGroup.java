package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.collapsar.lab.experiment.FigureSpec;
import org.collapsar.lab.experiment.LayerRange;
import org.collapsar.lab.experiment.LayerStack;
import org.collapsar.lab.experiment.ReferenceLine;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;
import org.jspecify.annotations.Nullable;

/**
 * Group of curves over the epochs that are drawn in one colour: the runs of an experiment, of a
 * cell of a sweep, or one layer of the runs.
 *
 * @param name in the legend; empty where there is only one group
 * @param look colour and line
 * @param curves the runs, and their mean and deviation
 */
public record CurveGroup(String name, Look look, Curves curves) {

  /** The groups of a panel: the cells of a sweep, beside what they are compared with. */
  static List<CurveGroup> cells(FigureSpec figure, String metric, List<RunRecord> runs) {
    return besideReference(cells(metric, runs), figure.references().get(metric), metric, runs);
  }

  /**
   * A number is one more curve; another metric one for each of the groups, in its colour and
   * dashed.
   */
  private static List<CurveGroup> besideReference(
      List<CurveGroup> groups,
      @Nullable ReferenceLine reference,
      String metric,
      List<RunRecord> runs) {
    if (reference == null) {
      return groups;
    }
    List<CurveGroup> all = new ArrayList<>();
    for (CurveGroup group : groups) {
      String name = group.name.isEmpty() ? "measured" : group.name;
      all.add(new CurveGroup(name, group.look, group.curves));
    }
    List<List<RunRecord>> cells =
        reference.metric() == null ? List.of(runs) : List.copyOf(byCell(runs).values());
    for (List<RunRecord> some : cells) {
      int index = reference.metric() == null ? groups.size() : all.size() - groups.size();
      String cell = cells.size() == 1 ? "" : cellOf(some.get(0)) + ": ";
      all.add(
          new CurveGroup(
              cell + reference.name(),
              new Look(cells.size() == 1 ? groups.size() : index, Double.NaN, true),
              Curves.of(reference, metric, some)));
    }
    return all;
  }

  private static List<CurveGroup> cells(String metric, List<RunRecord> runs) {
    List<CurveGroup> groups = new ArrayList<>();
    byCell(runs)
        .forEach(
            (cell, some) ->
                groups.add(new CurveGroup(cell, Look.of(groups.size()), Curves.of(metric, some))));
    return groups;
  }

  private static Map<String, List<RunRecord>> byCell(List<RunRecord> runs) {
    return runs.stream()
        .collect(
            Collectors.groupingBy(
                CurveGroup::cellOf, LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
  }

  /**
   * {@return the place of a run in its sweep, "linear layers 2, weight decay 0.0018"; empty outside
   * sweeps}
   *
   * @param run of any experiment
   */
  public static String cellOf(RunRecord run) {
    return run.cell().stream()
        .map(point -> point.axis() + " " + point.label())
        .collect(Collectors.joining(", "));
  }

  /**
   * Chooses the runs of the first cell of a sweep, for figures of layers: these have the colours
   * already.
   *
   * @param runs of an experiment or a sweep
   * @return all of them outside sweeps
   */
  public static List<RunRecord> firstCell(List<RunRecord> runs) {
    return byCell(runs).values().stream().findFirst().orElse(List.of());
  }

  /** The groups of a panel: a layer each, of the runs of the first cell. */
  static List<CurveGroup> layers(FigureSpec figure, String metric, List<RunRecord> ofAllCells) {
    List<RunRecord> runs = firstCell(ofAllCells);
    List<String> activations = activations(runs);
    List<Integer> layers = chosen(figure, metric, runs);
    // Colours follow the depth in the network, so that they agree between panels and figures.
    List<Integer> all = new ArrayList<>(allLayers(figure, runs));
    double deepest = all.isEmpty() ? 1 : all.get(all.size() - 1);
    double first = all.isEmpty() ? 1 : all.get(0);
    List<CurveGroup> groups = new ArrayList<>();
    for (int layer : layers) {
      boolean linear = layer > activations.size() || activations.get(layer - 1).equals("identity");
      Curves curves = Curves.of(metric + "@" + layer, runs);
      if (!curves.hasValues()) {
        continue;
      }
      groups.add(
          new CurveGroup(
              layerName(metric, layer),
              new Look(layer, deepest > first ? (layer - first) / (deepest - first) : 1, !linear),
              curves));
    }
    return groups;
  }

  /**
   * {@return the name of a layer: "Z6", or the pair "W6, W7" of a metric of two neighbours}
   *
   * @param metric its id
   * @param layer from 1
   */
  public static String layerName(String metric, int layer) {
    return MetricLabel.isPair(metric) ? "W" + layer + ", W" + (layer + 1) : "Z" + layer;
  }

  /**
   * {@return the names of the activations, layer 1 first, of the first run that has them; none
   * where no run has}
   *
   * @param runs of one experiment
   */
  public static List<String> activations(List<RunRecord> runs) {
    return runs.stream()
        .map(RunRecord::activations)
        .filter(list -> !list.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** The layers of a figure on which any of its metrics was measured, ascending. */
  private static Set<Integer> allLayers(FigureSpec figure, List<RunRecord> runs) {
    Set<Integer> layers = new TreeSet<>();
    figure.metrics().forEach(metric -> layers.addAll(chosen(figure, metric, runs)));
    return layers;
  }

  private static List<Integer> chosen(FigureSpec figure, String metric, List<RunRecord> runs) {
    Set<Integer> measured = new TreeSet<>();
    runs.forEach(run -> measured.addAll(run.layers().layers(metric)));
    return chosen(figure.layers(), measured, activations(runs));
  }

  /**
   * Chooses the measured layers that a figure asks for.
   *
   * @param ranges of the figure; none for all layers
   * @param measured layers from 1, ascending
   * @param activations of the layers, by name; none where they are not known
   * @return layers from 1, ascending
   */
  public static List<Integer> chosen(
      List<LayerRange> ranges, Set<Integer> measured, List<String> activations) {
    if (ranges.isEmpty()) {
      return List.copyOf(measured);
    }
    LayerStack stack =
        activations.isEmpty()
            ? new LayerStack(measured.stream().mapToInt(l -> l).max().orElse(0), 0)
            : LayerStack.of(activations);
    Set<Integer> wanted = new LinkedHashSet<>();
    ranges.forEach(range -> wanted.addAll(range.in(stack)));
    return measured.stream().filter(wanted::contains).toList();
  }
}
