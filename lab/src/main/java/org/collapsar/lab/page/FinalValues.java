package org.collapsar.lab.page;

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
import org.collapsar.lab.html.Html;
import org.collapsar.lab.run.RunRecord;
import org.collapsar.lab.series.MetricLabel;

/** The last values of the runs as tables of the page. */
final class FinalValues {

  private FinalValues() {}

  static Html html(ExperimentInfo info, List<RunRecord> runs) {
    return runs.get(0).cell().isEmpty()
        ? ofRuns(info, runs).and(ofLayers(info, runs))
        : ofCells(info, runs);
  }

  private static Html ofRuns(ExperimentInfo info, List<RunRecord> runs) {
    Set<String> metrics = new LinkedHashSet<>();
    runs.forEach(run -> metrics.addAll(run.metrics().metrics()));
    if (metrics.isEmpty()) {
      return Html.NONE;
    }
    Html head =
        Html.each(
            runs,
            run ->
                Html.of(
                    "<th scope=\"col\" class=\"number\">seed {}{}</th>",
                    run.seed(),
                    run.finished() ? "" : Html.of("<br>epoch {}", Math.max(0, run.lastEpoch()))));
    // Of one run there is neither a mean nor a deviation.
    boolean several = runs.size() > 1;
    Html.Builder rows = Html.builder();
    for (String metric : metrics) {
      Ends ends = Ends.of(metric, runs);
      rows.add(
          "<tr><th scope=\"row\">{}</th>{}",
          MetricLabel.of(metric).name(),
          several ? Html.of("<td class=\"number\">{}</td>", together(ends)) : Html.NONE);
      for (double end : ends.perRun()) {
        rows.add(
            "<td class=\"number\">{}</td>", Double.isNaN(end) ? Parts.DASH : Parts.number(end, 4));
      }
      rows.add("</tr>\n");
    }
    return Html.of(
        """
        <h2>Final values</h2>
        <div class="card scroll" tabindex="0" role="region" aria-label="Final values of {}">\
        <table class="final">
        <thead><tr><th scope="col">Metric</th>{}{}</tr></thead>
        <tbody>
        {}</tbody></table></div>
        """,
        info.id(),
        several
            ? Html.of("<th scope=\"col\" class=\"number\">mean &#177; deviation</th>")
            : Html.NONE,
        head,
        rows.build());
  }

  private static Html together(Ends ends) {
    if (Double.isNaN(ends.mean())) {
      return Parts.DASH;
    }
    Html mean = Parts.number(ends.mean(), 4);
    return ends.count() > 1
        ? Html.of("{} &#177; {}", mean, Parts.number(ends.deviation(), 2))
        : mean;
  }

  /** A row per metric, a column per layer: mean and deviation over the runs. */
  private static Html ofLayers(ExperimentInfo info, List<RunRecord> runs) {
    Set<String> metrics = new LinkedHashSet<>();
    Set<Integer> layers = new TreeSet<>();
    for (RunRecord run : runs) {
      metrics.addAll(run.layers().metrics());
      run.layers().metrics().forEach(metric -> layers.addAll(run.layers().layers(metric)));
    }
    if (metrics.isEmpty()) {
      return Html.NONE;
    }
    List<String> head = layers.stream().map(layer -> "layer " + layer).toList();
    Map<String, List<Html>> rows = new LinkedHashMap<>();
    for (String metric : metrics) {
      List<Html> cells = new ArrayList<>();
      layers.forEach(layer -> cells.add(cell(Ends.of(metric + "@" + layer, runs))));
      rows.put(MetricLabel.of(metric).name(), cells);
    }
    return Html.of(
        """
        <h2>Final values of the layers</h2>
        {}<p class="small">Balancedness at layer l is that of the pair W_l and W_l+1.</p>
        """,
        table(info, "Metric", head, rows));
  }

  /** A row per cell of the sweep, a column a metric of its figures and claims. */
  private static Html ofCells(ExperimentInfo info, List<RunRecord> runs) {
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
    Map<String, List<Html>> rows = new LinkedHashMap<>();
    cells.forEach(
        (cell, some) -> {
          List<Html> row = new ArrayList<>();
          long done = some.stream().filter(RunRecord::finished).count();
          row.add(
              Html.text(done == some.size() ? Long.toString(done) : done + " of " + some.size()));
          metrics.forEach(metric -> row.add(cell(Ends.of(metric, some))));
          rows.put(cell, row);
        });
    return Html.of("<h2>Final values</h2>\n{}", table(info, "Cell", head, rows));
  }

  private static Html cell(Ends ends) {
    if (Double.isNaN(ends.mean())) {
      return Parts.DASH;
    }
    return Html.of(
        "{}{}",
        Parts.number(ends.mean(), 3),
        ends.count() > 1
            ? Html.of(
                " <span class=\"deviation\">&#177; {}</span>", Parts.number(ends.deviation(), 2))
            : "");
  }

  private static Html table(
      ExperimentInfo info, String corner, List<String> head, Map<String, List<Html>> rows) {
    return Html.of(
        """
        <div class="card scroll" tabindex="0" role="region" aria-label="Final values of {}">\
        <table class="final wide">
        <thead><tr><th scope="col">{}</th>{}</tr></thead>
        <tbody>
        {}</tbody></table></div>
        """,
        info.id(),
        corner,
        Html.each(head, name -> Html.of("<th scope=\"col\" class=\"number\">{}</th>", name)),
        Html.each(
            rows.entrySet(),
            row ->
                Html.of(
                    "<tr><th scope=\"row\">{}</th>{}</tr>\n",
                    row.getKey(),
                    Html.each(
                        row.getValue(), cell -> Html.of("<td class=\"number\">{}</td>", cell)))));
  }
}
