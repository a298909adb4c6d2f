package org.collapsar.lab.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.collapsar.lab.experiment.SweepView;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.Measured;
import org.collapsar.lab.series.MetricLabel;

/** The ends of runs over the layers of their networks, in curves of the cells of a sweep. */
final class LayerCurves {
  private LayerCurves() {}

  static SweepCurves of(SweepView view, String metric, List<RunRecord> runs) {
    List<String> notes = new ArrayList<>();
    Map<String, Map<RunRecord, Measured>> groups = new LinkedHashMap<>();
    TreeSet<Integer> layers = new TreeSet<>();
    for (RunRecord run : runs) {
      Measured measured = Measured.of(metric, run);
      if (measured.isEmpty()) {
        notes.add(
            "%s: left out of %s, because %s."
                .formatted(run.name(), MetricLabel.of(metric).name(), measured.missing()));
        continue;
      }
      groups
          .computeIfAbsent(SweepCurves.others(view, run), name -> new LinkedHashMap<>())
          .put(run, measured);
      for (int layer : measured.layers()) {
        layers.add(layer);
      }
    }
    List<SweepCurves.Curve> curves = new ArrayList<>();
    groups.forEach((name, some) -> curves.add(curve(name, view, metric, layers, some, notes)));
    return new SweepCurves(
        view.axis(),
        layers.stream().map(String::valueOf).toList(),
        layers.stream()
            .mapToDouble(layer -> view.logarithmic() ? Math.log10(layer) : layer)
            .toArray(),
        true,
        view.logarithmic(),
        curves,
        notes);
  }

  private static SweepCurves.Curve curve(
      String name,
      SweepView view,
      String metric,
      TreeSet<Integer> layers,
      Map<RunRecord, Measured> runs,
      List<String> notes) {
    List<Map<String, Double>> values = new ArrayList<>();
    List<double[]> all = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    for (int layer : layers) {
      Map<String, Double> here = new LinkedHashMap<>();
      runs.forEach(
          (run, measured) -> {
            for (int row = 0; row < measured.layers().length; row++) {
              double[] over = measured.values()[row];
              double end = over[over.length - 1];
              if (measured.layers()[row] == layer && Double.isFinite(end)) {
                here.put("seed " + run.seed(), end);
                all.add(new double[] {layer, end});
              } else if (measured.layers()[row] == layer) {
                lacking.add(run.name() + " at layer " + layer);
              }
            }
          });
      values.add(here);
    }
    if (!lacking.isEmpty()) {
      notes.add(
          "Left out of %s, because undefined or not finite: %s."
              .formatted(
                  MetricLabel.of(metric).name(),
                  lacking.stream().collect(Collectors.joining(", "))));
    }
    return SweepCurves.curve(name, view, values, all);
  }
}
