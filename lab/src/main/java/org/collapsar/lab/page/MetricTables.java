package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricGroup;

/** Everything that was measured: a folded table per group of metrics. */
final class MetricTables {
  private MetricTables() {}

  static Html html(List<MeasuredRow> rows) {
    Map<MetricGroup, List<String>> groups = new EnumMap<>(MetricGroup.class);
    for (String id : MeasureSections.ids(rows)) {
      groups.computeIfAbsent(MetricCatalogue.find(id).group(), group -> new ArrayList<>()).add(id);
    }
    Html.Builder html = Html.builder().add("<h2>All metrics</h2>\n");
    groups.forEach(
        (group, ids) ->
            html.add(
                Parts.fold(
                    Html.of(
                        "{} <span class=\"small\">{} {}</span>",
                        group.title(),
                        ids.size(),
                        ids.size() == 1 ? "metric" : "metrics"),
                    MeasureSections.table(
                        rows, ids, MetricCatalogue::find, "Metrics, " + group.heading()))));
    html.add(MeasureSections.tableNote(" M~ is the D x K matrix of the centred class means."));
    return html.build();
  }
}
