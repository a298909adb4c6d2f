package org.collapsar.lab.page;

import java.util.List;
import java.util.Set;
import org.collapsar.lab.html.Html;
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
  static Html html(List<MeasuredRow> rows) {
    if (rows.size() < 2) {
      return Html.NONE;
    }
    boolean checkpoints = MeasureCurves.checkpoints(rows);
    Set<String> measured = MeasureSections.ids(rows);
    List<String> columns = COLUMNS.stream().filter(measured::contains).toList();
    Html head =
        Html.each(
            columns,
            id ->
                Html.of(
                    "<th scope=\"col\" class=\"number\" title=\"{}\">{}</th>",
                    MeasureSections.title(MetricCatalogue.find(id)),
                    breakable(id)));
    TableNames names = new TableNames(rows);
    Html body =
        Html.each(
            rows,
            row ->
                Html.of(
                    "<tr><th scope=\"row\">{}{}</th><td class=\"number\">{}</td>{}</tr>\n",
                    MeasureSections.number(rows, row),
                    names.of(row),
                    row.measurement().dimension(),
                    Html.each(columns, id -> cell(row.values().get(id)))));
    return Html.of(
        """
        <h2>{}</h2>
        <div class="card scroll" tabindex="0" role="region" aria-label="{}">\
        <table class="final wide layers">
        <thead><tr><th scope="col">{}</th><th scope="col" class="number">D</th>{}</tr></thead>
        <tbody>
        {}</tbody></table></div>
        <p class="small">&#8211; stands for a value that is undefined or was not measured; the tables of all \
        metrics below give the reason. W and b belong to one table only.</p>
        """,
        checkpoints ? "Table by table" : "Layer by layer",
        checkpoints ? "Table by table" : "Layer by layer",
        checkpoints ? "Table" : "Layer",
        head,
        body);
  }

  /** An id that may break behind its dots and underscores. */
  private static Html breakable(String id) {
    return Html.each(List.of(id.split("(?<=[._])")), "<wbr>", Html::text);
  }

  private static Html cell(@Nullable MetricValue value) {
    if (value instanceof MetricValue.Defined) {
      return Html.of("<td class=\"number\">{}</td>", Parts.value(value));
    }
    return Html.of(
        "<td class=\"number\" title=\"{}\">&#8211;</td>",
        value instanceof MetricValue.Undefined u ? "undefined " + u.reason() : "not measured");
  }
}
