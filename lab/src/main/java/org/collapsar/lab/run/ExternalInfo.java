package org.collapsar.lab.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.External;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.FigureSpec;

/**
 * The description of a run that was trained elsewhere: nobody chose figures for it, so that every
 * metric of its tables is drawn.
 */
final class ExternalInfo {
  private ExternalInfo() {}

  static ExperimentInfo of(String id, External run, MetricsTable metrics, LayersTable layers) {
    List<FigureSpec> figures = new ArrayList<>();
    if (!metrics.metrics().isEmpty()) {
      figures.add(
          figure(
              "metrics",
              "Metrics over the epochs",
              FigureKind.BAND,
              metrics.metrics(),
              metrics.metrics().stream().filter(m -> Decades.spread(metrics.column(m))).toList()));
    }
    if (!layers.metrics().isEmpty()) {
      figures.add(
          figure(
              "layers",
              "Metrics of the layers over the epochs",
              FigureKind.LAYERS,
              layers.metrics(),
              layers.metrics().stream().filter(m -> spreads(layers, m)).toList()));
    }
    return new ExperimentInfo(
        id,
        run.name(),
        "Trained elsewhere, with " + run.framework() + "; measured by Collapsar.",
        null,
        List.of(),
        figures,
        List.of());
  }

  private static FigureSpec figure(
      String id, String title, FigureKind kind, List<String> metrics, List<String> logarithmic) {
    return new FigureSpec(
        id, title, kind, metrics, logarithmic, "", List.of(), FigureSpec.Scale.COSINE, null);
  }

  private static boolean spreads(LayersTable layers, String metric) {
    return Decades.spread(
        layers.layers(metric).stream()
            .flatMapToDouble(layer -> Arrays.stream(layers.values(metric, layer)))
            .toArray());
  }
}
