package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricGroup;

/** Everything that was measured: a folded table per group of metrics. */
final class MetricTables {
  private MetricTables() {}

  static String html(List<MeasuredRow> rows) {
    Map<MetricGroup, List<String>> groups = new EnumMap<>(MetricGroup.class);
    for (String id : MeasureSections.ids(rows)) {
      groups.computeIfAbsent(MetricCatalogue.find(id).group(), group -> new ArrayList<>()).add(id);
    }
    StringBuilder html = new StringBuilder("<h2>All metrics</h2>\n");
    groups.forEach(
        (group, ids) ->
            html.append(
                Parts.fold(
                    text(group.title())
                        + " <span class=\"small\">"
                        + ids.size()
                        + (ids.size() == 1 ? " metric" : " metrics")
                        + "</span>",
                    MeasureSections.table(
                        rows, ids, MetricCatalogue::find, "Metrics, " + group.heading()))));
    return html + MeasureSections.tableNote(" M~ is the D x K matrix of the centred class means.");
  }
}
