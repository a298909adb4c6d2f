package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;
import static org.collapsar.lab.page.Parts.button;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.collapsar.lab.measure.MeasuredTable;
import org.collapsar.lab.measure.OverLayers;
import org.collapsar.metrics.MetricInfo;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/** What the pages of measured features share: the table of metrics and the curves. */
final class MeasureSections {
  private MeasureSections() {}

  /** The title of a metric as the beginning of a line. */
  static String title(MetricInfo info) {
    return info.title().substring(0, 1).toUpperCase(Locale.ROOT) + info.title().substring(1);
  }

  // ---- table -----------------------------------------------------------------------------------

  /** Every metric that was measured of a table, in order. */
  static Set<String> ids(List<? extends MeasuredTable> rows) {
    Set<String> ids = new LinkedHashSet<>();
    rows.forEach(row -> ids.addAll(row.values().keySet()));
    return ids;
  }

  /** What stands below tables of metrics. */
  static String tableNote(String more) {
    return """
    <p class="small">Full precision shows on hovering over a number. <code>collapsar measure \
    --explain ID</code> says what a metric is: formula, source, edge cases, cost.%s</p>
    """
        .formatted(more);
  }

  /**
   * Metrics against tables; of a single one with what each metric says.
   *
   * @param rows at least one
   * @param ids of the metrics
   * @param infos of a metric
   * @param name of the table for those who do not see it
   */
  static String table(
      List<? extends MeasuredTable> rows,
      Collection<String> ids,
      Function<String, MetricInfo> infos,
      String name) {
    TableNames names = new TableNames(rows);
    boolean alone = rows.size() == 1;
    StringBuilder head = new StringBuilder("<th scope=\"col\">Metric</th>");
    rows.forEach(
        row ->
            head.append("<th scope=\"col\" class=\"number\">")
                .append(alone ? "Value" : number(rows, row) + text(names.of(row)))
                .append("</th>"));
    head.append(alone ? "<th scope=\"col\" class=\"meaning\">Meaning</th>" : "");
    StringBuilder body = new StringBuilder();
    List<String> reasons = new ArrayList<>();
    for (String id : ids) {
      MetricInfo info = infos.apply(id);
      body.append("<tr><th scope=\"row\">")
          .append(text(title(info)))
          .append("<div class=\"small\">")
          .append(text(id))
          .append("</div></th>");
      if (alone) {
        body.append(valueAndMeaning(rows.get(0).values().get(id), info));
      } else {
        rows.forEach(row -> body.append(cell(row.values().get(id), reasons)));
      }
      body.append("</tr>\n");
    }
    return """
    <div class="card scroll" tabindex="0" role="region" aria-label="%s">\
    <table class="final%s">
    <thead><tr>%s</tr></thead>
    <tbody>
    %s</tbody></table></div>
    %s\
    """
        .formatted(text(name), alone ? " alone" : "", head, body, reasons(reasons));
  }

  /** The place on the curves' horizontal axis, where that has numbers instead of names. */
  static String number(List<? extends MeasuredTable> rows, MeasuredTable row) {
    if (!MeasureCurves.placeNames(rows).numbered()) {
      return "";
    }
    int at =
        MeasureCurves.checkpoints(rows)
            ? MeasureCurves.places(rows).indexOf(row.source())
            : rows.indexOf(row);
    return "<div class=\"place\">" + (at + 1) + "</div>";
  }

  /** Why there is no value takes the room of the value, and the meaning is below it. */
  private static String valueAndMeaning(@Nullable MetricValue value, MetricInfo info) {
    String meaning = text(info.sentence());
    if (value != null && !value.remark().isEmpty()) {
      meaning += "<div>" + text("Here: " + value.remark()) + ".</div>";
    }
    if (value instanceof MetricValue.Undefined) {
      return "<td colspan=\"2\" class=\"reason small\">"
          + Parts.value(value)
          + "<div class=\"meaning\">"
          + meaning
          + "</div></td>";
    }
    return "<td class=\"number\">%s</td><td class=\"meaning small\">%s</td>"
        .formatted(value == null ? "&#8211;" : Parts.value(value), meaning);
  }

  /** Among several values, one has the number of its reason or remark below the table. */
  private static String cell(@Nullable MetricValue value, List<String> reasons) {
    if (value instanceof MetricValue.Undefined u) {
      return "<td class=\"number small\" title=\"%s\">undefined<sup>%d</sup></td>"
          .formatted(text(u.reason()), placeOf("undefined " + u.reason(), reasons));
    }
    if (value != null && !value.remark().isEmpty()) {
      return "<td class=\"number\">%s<sup>%d</sup></td>"
          .formatted(Parts.value(value), placeOf(value.remark(), reasons));
    }
    return "<td class=\"number\">" + (value == null ? "&#8211;" : Parts.value(value)) + "</td>";
  }

  /** From 1, in the list below the table. */
  private static int placeOf(String text, List<String> reasons) {
    if (!reasons.contains(text)) {
      reasons.add(text);
    }
    return reasons.indexOf(text) + 1;
  }

  private static String reasons(List<String> reasons) {
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < reasons.size(); i++) {
      html.append("<li><sup>%d</sup> %s</li>\n".formatted(i + 1, text(reasons.get(i))));
    }
    return html.isEmpty() ? "" : "<ul class=\"reasons small\">\n" + html + "</ul>\n";
  }

  // ---- curves ----------------------------------------------------------------------------------

  /** What was measured over the layers of a file together; empty for none. */
  static String overLayers(List<OverLayers> files, TableNames names) {
    if (files.isEmpty()) {
      return "";
    }
    StringBuilder head = new StringBuilder("<th scope=\"col\">Metric</th>");
    files.forEach(
        file ->
            head.append("<th scope=\"col\" class=\"number\">")
                .append(text(names.ofSource(file.source())))
                .append("</th>"));
    StringBuilder body = new StringBuilder();
    List<String> reasons = new ArrayList<>();
    for (MetricInfo info : OverLayers.metrics()) {
      body.append("<tr><th scope=\"row\">")
          .append(text(title(info)))
          .append("<div class=\"small\">")
          .append(text(info.id()))
          .append("</div></th>");
      files.forEach(file -> body.append(cell(file.values().get(info.id()), reasons)));
      body.append("</tr>\n");
    }
    return """
    <h2>Over the layers</h2>
    <div class="card scroll" tabindex="0" role="region" aria-label="Over the layers">\
    <table class="final">
    <thead><tr>%s</tr></thead>
    <tbody>
    %s</tbody></table></div>
    %s<p class="small">The law of data separation: the logarithm of nc1.fuzziness against the \
    number of the layer, in the order of the file.</p>
    """
        .formatted(head, body, reasons(reasons));
  }

  /** Figures along checkpoints or layers; empty for none. */
  static String curves(List<MeasureCurves.Figure> curves) {
    StringBuilder html = new StringBuilder();
    for (MeasureCurves.Figure figure : curves) {
      StringBuilder panels = new StringBuilder();
      for (MeasureCurves.Panel panel : figure.panels()) {
        panels.append(
            chart(
                panel.metric() + " by " + figure.along(),
                "Left and right arrow keys read the values."));
      }
      String one =
          """
          <figure class="card live" id="%s">
          <div class="figure-head"><h3>%s</h3><div class="tools" role="toolbar" aria-label="Figure">
          <span class="choice" role="group" aria-label="Vertical axis">%s%s</span>
          %s%s%s</div></div>
          <div class="panels%s">
          %s</div>
          </figure>
          """
              .formatted(
                  figure.id(),
                  text(figure.title()),
                  button("log", "Log"),
                  button("linear", "Linear"),
                  button("zoom", "Zoom"),
                  button("reset", "Reset"),
                  button("png", "Save PNG"),
                  figure.panels().size() == 1 ? " one" : "",
                  panels);
      boolean folded = figure.group() != null && curves.get(0).group() == null;
      html.append(folded ? Parts.fold(text(figure.title()), one) : one);
    }
    return html.isEmpty() ? "" : "<h2>Curves over the " + curves.get(0).along() + "s</h2>\n" + html;
  }

  /** The place of a chart, by name. */
  static String chart(String name, String how) {
    return "<div class=\"chart\" tabindex=\"0\" role=\"group\" aria-roledescription=\"chart\" aria-label=\"%s. %s\"></div>\n"
        .formatted(text(name), how);
  }
}
