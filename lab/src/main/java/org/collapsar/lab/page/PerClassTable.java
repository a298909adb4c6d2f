package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.ClassMeasurement;
import org.collapsar.metrics.MetricValue;

/** What was measured of each class: a table for each table of features, sorted by any column. */
final class PerClassTable {
  private PerClassTable() {}

  static Html html(List<MeasuredRow> rows) {
    TableNames names = new TableNames(rows);
    Html tables =
        rows.size() == 1
            ? Html.of(
                "<div class=\"card scroll\" tabindex=\"0\" role=\"region\""
                    + " aria-label=\"Each class\">{}</div>\n",
                table(rows.get(0)))
            : Html.each(
                rows,
                row ->
                    Parts.fold(
                        names.of(row), Html.of("<div class=\"scroll\">{}</div>", table(row))));
    return Html.of(
        """
        <h2>Each class</h2>
        {}<p class="small">&#956;<sub>c</sub> is the mean of the class, &#956;<sub>G</sub> that \
        of the class means; the cosine is the mean of cos(h, w<sub>c</sub>) over the samples of \
        the class; the accuracy is the share of these samples whose largest logit is that of \
        the class. &#8211; stands for an undefined value; hover over it to see the reason.</p>
        """,
        tables);
  }

  private static Html table(MeasuredRow row) {
    Html.Builder body = Html.builder();
    for (ClassMeasurement of : row.measurement().perClass()) {
      List<MetricValue> values = new ArrayList<>();
      values.add(of.withinVariance());
      values.add(of.meanNorm());
      values.add(of.centredMeanNorm());
      values.add(of.cosine());
      values.add(of.accuracy());
      body.add(
          "<tr><th scope=\"row\" data-value=\"{}\">{}</th>"
              + "<td class=\"number\" data-value=\"{}\">{}</td>{}</tr>\n",
          of.number(),
          row.className(of.number()),
          of.samples(),
          of.samples(),
          Html.each(values, PerClassTable::cell));
    }
    return Html.of(
        """
        <table class="final classes sortable">
        <thead><tr><th scope="col">Class</th>\
        <th scope="col" class="number">Samples</th>\
        <th scope="col" class="number">Variance</th>\
        <th scope="col" class="number">&#8214;&#956;<sub>c</sub>&#8214;</th>\
        <th scope="col" class="number">&#8214;&#956;<sub>c</sub> &#8722; &#956;<sub>G</sub>&#8214;</th>\
        <th scope="col" class="number">Cosine to w<sub>c</sub></th>\
        <th scope="col" class="number">Accuracy</th></tr></thead>
        <tbody>
        {}</tbody></table>\
        """,
        body.build());
  }

  private static Html cell(MetricValue value) {
    return value instanceof MetricValue.Undefined u
        ? Html.of("<td class=\"number\" title=\"undefined {}\">&#8211;</td>", u.reason())
        : Html.of(
            "<td class=\"number\" data-value=\"{}\">{}</td>", value.orNaN(), Parts.value(value));
  }
}
