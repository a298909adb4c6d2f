package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.ClassMeasurement;
import org.collapsar.metrics.MetricValue;

/** What was measured of each class: a table for each table of features, sorted by any column. */
final class PerClassTable {
  private PerClassTable() {}

  static String html(List<MeasuredRow> rows) {
    StringBuilder html = new StringBuilder("<h2>Each class</h2>\n");
    TableNames names = new TableNames(rows);
    for (MeasuredRow row : rows) {
      String table = table(row);
      html.append(
          rows.size() == 1
              ? "<div class=\"card scroll\" tabindex=\"0\" role=\"region\""
                  + " aria-label=\"Each class\">"
                  + table
                  + "</div>\n"
              : Parts.fold(text(names.of(row)), "<div class=\"scroll\">" + table + "</div>"));
    }
    return html
        + "<p class=\"small\">&#956;<sub>c</sub> is the mean of the class, &#956;<sub>G</sub> that"
        + " of the class means; the cosine is the mean of cos(h, w<sub>c</sub>) over the samples of"
        + " the class, the accuracy the share of them whose largest logit is that of the class."
        + " &#8211; is undefined; hovering shows the reason.</p>\n";
  }

  private static String table(MeasuredRow row) {
    StringBuilder body = new StringBuilder();
    for (ClassMeasurement of : row.measurement().perClass()) {
      List<MetricValue> values = new ArrayList<>();
      values.add(of.withinVariance());
      values.add(of.meanNorm());
      values.add(of.centredMeanNorm());
      values.add(of.cosine());
      values.add(of.accuracy());
      body.append(
          "<tr><th scope=\"row\" data-value=\"%1$d\">%3$s</th><td class=\"number\" data-value=\"%2$d\">%2$d</td>"
              .formatted(of.number(), of.samples(), text(row.className(of.number()))));
      values.forEach(value -> body.append(cell(value)));
      body.append("</tr>\n");
    }
    return """
    <table class="final classes sortable">
    <thead><tr><th scope="col">Class</th>%s</tr></thead>
    <tbody>
    %s</tbody></table>\
    """
        .formatted(
            head("Samples")
                + head("Variance")
                + head("&#8214;&#956;<sub>c</sub>&#8214;")
                + head("&#8214;&#956;<sub>c</sub> &#8722; &#956;<sub>G</sub>&#8214;")
                + head("Cosine to w<sub>c</sub>")
                + head("Accuracy"),
            body);
  }

  private static String head(String html) {
    return "<th scope=\"col\" class=\"number\">" + html + "</th>";
  }

  private static String cell(MetricValue value) {
    return value instanceof MetricValue.Undefined u
        ? "<td class=\"number\" title=\"undefined %s\">&#8211;</td>".formatted(text(u.reason()))
        : "<td class=\"number\" data-value=\"%s\">%s</td>"
            .formatted(value.orNaN(), Parts.value(value));
  }
}
