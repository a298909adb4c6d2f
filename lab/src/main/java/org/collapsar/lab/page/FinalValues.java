package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.FigureKind;
import org.collapsar.lab.experiment.MetricReference;
import org.collapsar.lab.figure.CurveGroup;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.lab.series.Numbers;

/** The last values of the runs as tables of the page. */
final class FinalValues {

  private FinalValues() {}

  static String html(ExperimentInfo info, List<RunRecord> runs) {
    return runs.get(0).cell().isEmpty()
        ? ofRuns(info, runs) + ofLayers(info, runs)
        : ofCells(info, runs);
  }

  private static String ofRuns(ExperimentInfo info, List<RunRecord> runs) {
    Set<String> metrics = new LinkedHashSet<>();
    runs.forEach(run -> metrics.addAll(run.metrics().metrics()));
    if (metrics.isEmpty()) {
      return "";
    }
    StringBuilder head = new StringBuilder();
    runs.forEach(
        run ->
            head.append(
                "<th scope=\"col\" class=\"number\">seed %d%s</th>"
                    .formatted(
                        run.seed(),
                        run.finished() ? "" : "<br>epoch " + Math.max(0, run.lastEpoch()))));
    StringBuilder rows = new StringBuilder();
    for (String metric : metrics) {
      Ends ends = Ends.of(metric, runs);
      rows.append(
          "<tr><th scope=\"row\">%s</th><td class=\"number\">%s</td>"
              .formatted(
                  text(MetricLabel.of(metric).name()),
                  Double.isNaN(ends.mean())
                      ? "&#8211;"
                      : Numbers.html(ends.mean(), 4)
                          + " &#177; "
                          + Numbers.html(ends.deviation(), 2)));
      for (double end : ends.perRun()) {
        rows.append(
            "<td class=\"number\">%s</td>"
                .formatted(Double.isNaN(end) ? "&#8211;" : Numbers.html(end, 4)));
      }
      rows.append("</tr>\n");
    }
    return """
    <h2>Final values</h2>
    <div class="card scroll" tabindex="0" role="region" aria-label="Final values of %s">\
    <table class="final">
    <thead><tr><th scope="col">Metric</th>\
    <th scope="col" class="number">mean &#177; deviation</th>%s</tr></thead>
    <tbody>
    %s</tbody></table></div>
    """
        .formatted(text(info.id()), head, rows);
  }

  /** A row per metric, a column per layer: mean and deviation over the runs. */
  private static String ofLayers(ExperimentInfo info, List<RunRecord> runs) {
    Set<String> metrics = new LinkedHashSet<>();
    Set<Integer> layers = new TreeSet<>();
    for (RunRecord run : runs) {
      metrics.addAll(run.layers().metrics());
      run.layers().metrics().forEach(metric -> layers.addAll(run.layers().layers(metric)));
    }
    if (metrics.isEmpty()) {
      return "";
    }
    List<String> head = layers.stream().map(layer -> "layer " + layer).toList();
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String metric : metrics) {
      List<String> cells = new ArrayList<>();
      layers.forEach(layer -> cells.add(cell(Ends.of(metric + "@" + layer, runs))));
      rows.put(MetricLabel.of(metric).name(), cells);
    }
    return "<h2>Final values of the layers</h2>\n"
        + table(info, "Metric", head, rows)
        + "<p class=\"small\">Balancedness at layer l is that of the pair W_l and W_l+1.</p>\n";
  }

  /** A row per cell of the sweep, a column a metric of its figures and claims. */
  private static String ofCells(ExperimentInfo info, List<RunRecord> runs) {
    Set<String> metrics = new LinkedHashSet<>();
    info.figures().stream()
        .filter(
            figure ->
                figure.kind() != FigureKind.LAYERS
                    && figure.kind() != FigureKind.HISTOGRAM
                    && figure.kind() != FigureKind.CERTIFICATE)
        .filter(figure -> !figure.ofMatrices())
        .flatMap(figure -> figure.metrics().stream())
        .filter(metric -> MetricReference.parse(metric).single())
        .forEach(metrics::add);
    info.claims().stream()
        .map(claim -> claim.metric())
        .filter(metric -> MetricReference.parse(metric).single())
        .forEach(metrics::add);
    if (metrics.isEmpty()) {
      metrics.addAll(runs.get(0).metrics().metrics());
    }
    Map<String, List<RunRecord>> cells = new LinkedHashMap<>();
    runs.forEach(
        run -> cells.computeIfAbsent(CurveGroup.cellOf(run), c -> new ArrayList<>()).add(run));
    List<String> head = new ArrayList<>(List.of("runs"));
    metrics.forEach(metric -> head.add(MetricLabel.of(metric).name()));
    Map<String, List<String>> rows = new LinkedHashMap<>();
    cells.forEach(
        (cell, some) -> {
          List<String> row = new ArrayList<>();
          long done = some.stream().filter(RunRecord::finished).count();
          row.add(done == some.size() ? Long.toString(done) : done + " of " + some.size());
          metrics.forEach(metric -> row.add(cell(Ends.of(metric, some))));
          rows.put(cell, row);
        });
    return "<h2>Final values</h2>\n" + table(info, "Cell", head, rows);
  }

  private static String cell(Ends ends) {
    if (Double.isNaN(ends.mean())) {
      return "&#8211;";
    }
    return Numbers.html(ends.mean(), 3)
        + (ends.count() > 1
            ? " <span class=\"deviation\">&#177; " + Numbers.html(ends.deviation(), 2) + "</span>"
            : "");
  }

  private static String table(
      ExperimentInfo info, String corner, List<String> head, Map<String, List<String>> rows) {
    StringBuilder html = new StringBuilder();
    html.append(
        "<div class=\"card scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Final values of %s\">"
            .formatted(text(info.id())));
    html.append("<table class=\"final wide\">\n<thead><tr><th scope=\"col\">" + corner + "</th>");
    head.forEach(
        name ->
            html.append("<th scope=\"col\" class=\"number\">").append(text(name)).append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
    rows.forEach(
        (name, cells) -> {
          html.append("<tr><th scope=\"row\">").append(text(name)).append("</th>");
          cells.forEach(cell -> html.append("<td class=\"number\">").append(cell).append("</td>"));
          html.append("</tr>\n");
        });
    return html.append("</tbody></table></div>\n").toString();
  }
}
