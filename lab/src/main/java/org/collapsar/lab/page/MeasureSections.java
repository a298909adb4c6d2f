package org.collapsar.lab.page;

import static org.collapsar.lab.page.Parts.button;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.collapsar.lab.html.Formula;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.html.Signs;
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
  static Html tableNote(String more) {
    return Html.of(
        """
        <p class="small">Hover over a number to see all of its digits. <code>collapsar measure \
        --explain ID</code> explains a metric: formula, source, edge cases, cost.{}</p>
        """,
        more);
  }

  /**
   * Metrics against tables; of a single one with what each metric says.
   *
   * @param rows at least one
   * @param ids of the metrics
   * @param infos of a metric
   * @param name of the table for those who do not see it
   */
  static Html table(
      List<? extends MeasuredTable> rows,
      Collection<String> ids,
      Function<String, MetricInfo> infos,
      String name) {
    TableNames names = new TableNames(rows);
    boolean alone = rows.size() == 1;
    Html head =
        alone
            ? Html.of(
                "<th scope=\"col\" class=\"number\">Value</th>"
                    + "<th scope=\"col\" class=\"meaning\">Meaning</th>")
            : Html.each(
                rows,
                row ->
                    Html.of(
                        "<th scope=\"col\" class=\"number\">{}{}</th>",
                        number(rows, row),
                        names.of(row)));
    Html.Builder body = Html.builder();
    List<String> reasons = new ArrayList<>();
    for (String id : ids) {
      MetricInfo info = infos.apply(id);
      body.add(
          "<tr>{}{}</tr>\n",
          rowHead(info),
          alone
              ? valueAndMeaning(rows.get(0).values().get(id), info)
              : Html.each(rows, row -> cell(row.values().get(id), reasons)));
    }
    return Html.of(
        """
        <div class="card scroll" tabindex="0" role="region" aria-label="{}">\
        <table class="final{}">
        <thead><tr><th scope="col">Metric</th>{}</tr></thead>
        <tbody>
        {}</tbody></table></div>
        {}\
        """,
        name,
        alone ? " alone" : "",
        head,
        body.build(),
        reasons(reasons));
  }

  /** The title of a metric, its id below. */
  private static Html rowHead(MetricInfo info) {
    return Html.of(
        "<th scope=\"row\">{}<div class=\"small\">{}</div></th>", title(info), info.id());
  }

  /** The place on the curves' horizontal axis, where that has numbers instead of names. */
  static Html number(List<? extends MeasuredTable> rows, MeasuredTable row) {
    if (!MeasureCurves.placeNames(rows).numbered()) {
      return Html.NONE;
    }
    int at =
        MeasureCurves.checkpoints(rows)
            ? MeasureCurves.places(rows).indexOf(row.source())
            : rows.indexOf(row);
    return Html.of("<div class=\"place\">{}</div>", at + 1);
  }

  /** Why there is no value takes the room of the value, and the meaning is below it. */
  private static Html valueAndMeaning(@Nullable MetricValue value, MetricInfo info) {
    Html meaning =
        Html.of(
            "{}<div class=\"formula\">{}</div>",
            Signs.shown(info.sentence()),
            Formula.html(info.formula()));
    if (value != null && !value.remark().isEmpty()) {
      meaning = meaning.and(Html.of("<div>Here: {}.</div>", value.remark()));
    }
    if (value instanceof MetricValue.Undefined) {
      return Html.of(
          "<td colspan=\"2\" class=\"reason small\">{}<div class=\"meaning\">{}</div></td>",
          Parts.value(value),
          meaning);
    }
    return Html.of(
        "<td class=\"number\">{}</td><td class=\"meaning small\">{}</td>",
        value == null ? Parts.DASH : Parts.value(value),
        meaning);
  }

  /** Among several values, one has the number of its reason or remark below the table. */
  private static Html cell(@Nullable MetricValue value, List<String> reasons) {
    if (value instanceof MetricValue.Undefined u) {
      return Html.of(
          "<td class=\"number small\" title=\"{}\">undefined<sup>{}</sup></td>",
          u.reason(),
          placeOf("undefined " + u.reason(), reasons));
    }
    if (value != null && !value.remark().isEmpty()) {
      return Html.of(
          "<td class=\"number\">{}<sup>{}</sup></td>",
          Parts.value(value),
          placeOf(value.remark(), reasons));
    }
    return Html.of("<td class=\"number\">{}</td>", value == null ? Parts.DASH : Parts.value(value));
  }

  /** From 1, in the list below the table. */
  private static int placeOf(String text, List<String> reasons) {
    if (!reasons.contains(text)) {
      reasons.add(text);
    }
    return reasons.indexOf(text) + 1;
  }

  private static Html reasons(List<String> reasons) {
    Html.Builder html = Html.builder();
    for (int i = 0; i < reasons.size(); i++) {
      html.add("<li><sup>{}</sup> {}</li>\n", i + 1, reasons.get(i));
    }
    return html.isEmpty()
        ? Html.NONE
        : Html.of("<ul class=\"reasons small\">\n{}</ul>\n", html.build());
  }

  // ---- curves ----------------------------------------------------------------------------------

  /** What was measured over the layers of a file together; empty for none. */
  static Html overLayers(List<OverLayers> files, TableNames names) {
    if (files.isEmpty()) {
      return Html.NONE;
    }
    Html head =
        Html.each(
            files,
            file ->
                Html.of(
                    "<th scope=\"col\" class=\"number\">{}</th>", names.ofSource(file.source())));
    List<String> reasons = new ArrayList<>();
    Html body =
        Html.each(
            OverLayers.metrics(),
            info ->
                Html.of(
                    "<tr>{}{}</tr>\n",
                    rowHead(info),
                    Html.each(files, file -> cell(file.values().get(info.id()), reasons))));
    return Html.of(
        """
        <h2>Over the layers</h2>
        <div class="card scroll" tabindex="0" role="region" aria-label="Over the layers">\
        <table class="final">
        <thead><tr><th scope="col">Metric</th>{}</tr></thead>
        <tbody>
        {}</tbody></table></div>
        {}<p class="small">The law of data separation: the logarithm of nc1.fuzziness against the \
        number of the layer, in the order of the file.</p>
        """,
        head,
        body,
        reasons(reasons));
  }

  /** Figures along checkpoints or layers; empty for none. */
  static Html curves(List<MeasureCurves.Figure> curves) {
    Html.Builder html = Html.builder();
    for (MeasureCurves.Figure figure : curves) {
      Html one =
          Html.of(
              """
              <figure class="card live" id="{}">
              <div class="figure-head"><h3>{}</h3><div class="tools" role="toolbar" aria-label="Figure">
              <span class="choice" role="group" aria-label="Vertical axis">{}{}</span>
              {}{}{}</div></div>
              <div class="panels{}">
              {}</div>
              </figure>
              """,
              figure.id(),
              figure.title(),
              button("log", "Log"),
              button("linear", "Linear"),
              button("zoom", "Zoom"),
              button("reset", "Reset"),
              button("png", "Save PNG"),
              figure.panels().size() == 1 ? " one" : "",
              Html.each(
                  figure.panels(),
                  panel ->
                      chart(
                          panel.metric() + " by " + figure.along(),
                          "Left and right arrow keys read the values.")));
      boolean folded = figure.group() != null && curves.get(0).group() == null;
      html.add(folded ? Parts.fold(figure.title(), one) : one);
    }
    return html.isEmpty()
        ? Html.NONE
        : Html.of("<h2>Curves over the {}s</h2>\n{}", curves.get(0).along(), html.build());
  }

  /** The place of a chart, by name. */
  static Html chart(String name, String how) {
    return Html.of(
        "<div class=\"chart\" tabindex=\"0\" role=\"group\" aria-roledescription=\"chart\""
            + " aria-label=\"{}. {}\"></div>\n",
        name,
        how);
  }
}
