package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;

import java.util.List;
import java.util.Set;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/** Several tables below each other, layers or checkpoints, in the few numbers that matter first. */
final class LayerTable {
  /** In this order, those of them that were measured. */
  private static final List<String> COLUMNS =
      List.of(
          "accuracy",
          "accuracy.nearest_mean",
          "nc1.quotient",
          "nc1.fuzziness",
          "nc2.etf_error.means",
          "nc2.kappa",
          "nc3.dual_error",
          "nc4.mismatch",
          "rank.stable.means");

  private LayerTable() {}

  /** Empty for one table. */
  static String html(List<MeasuredRow> rows) {
    if (rows.size() < 2) {
      return "";
    }
    boolean checkpoints = MeasureCurves.checkpoints(rows);
    Set<String> measured = MeasureSections.ids(rows);
    List<String> columns = COLUMNS.stream().filter(measured::contains).toList();
    StringBuilder head =
        new StringBuilder("<th scope=\"col\">")
            .append(checkpoints ? "Table" : "Layer")
            .append("</th><th scope=\"col\" class=\"number\">D</th>");
    for (String id : columns) {
      head.append("<th scope=\"col\" class=\"number\" title=\"")
          .append(text(MeasureSections.title(MetricCatalogue.find(id))))
          .append("\">")
          .append(text(id).replace(".", ".<wbr>").replace("_", "_<wbr>"))
          .append("</th>");
    }
    TableNames names = new TableNames(rows);
    StringBuilder body = new StringBuilder();
    for (MeasuredRow row : rows) {
      body.append("<tr><th scope=\"row\">")
          .append(MeasureSections.number(rows, row))
          .append(text(names.of(row)))
          .append("</th><td class=\"number\">")
          .append(row.measurement().dimension())
          .append("</td>");
      columns.forEach(id -> body.append(cell(row.values().get(id))));
      body.append("</tr>\n");
    }
    return """
    <h2>%s</h2>
    <div class="card scroll" tabindex="0" role="region" aria-label="%s">\
    <table class="final wide layers">
    <thead><tr>%s</tr></thead>
    <tbody>
    %s</tbody></table></div>
    <p class="small">&#8211; is undefined, for the reason that is among all metrics below, or not \
    measured; W acts on one table only.</p>
    """
        .formatted(
            checkpoints ? "Table by table" : "Layer by layer",
            checkpoints ? "Table by table" : "Layer by layer",
            head,
            body);
  }

  private static String cell(@Nullable MetricValue value) {
    if (value instanceof MetricValue.Defined) {
      return "<td class=\"number\">" + Parts.value(value) + "</td>";
    }
    return "<td class=\"number\" title=\"%s\">&#8211;</td>"
        .formatted(
            value instanceof MetricValue.Undefined u
                ? text("undefined " + u.reason())
                : "not measured");
  }
}
