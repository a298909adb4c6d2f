package org.collapsar.lab.page;

import java.util.List;
import java.util.Optional;
import org.collapsar.lab.experiment.TrainingMetrics;
import org.collapsar.lab.html.Formula;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.html.Signs;
import org.collapsar.lab.series.MetricLabel;
import org.collapsar.metrics.MetricInfo;

/** A list of metrics to choose from, each with its meaning and formula. */
final class MetricChoice {

  private MetricChoice() {}

  /**
   * The items of the list, a box each.
   *
   * @param metrics ids, or references to a layer, in the order of the tables
   * @param chosen those whose boxes are ticked
   */
  static Html html(List<String> metrics, List<String> chosen) {
    return Html.each(metrics, metric -> item(metric, chosen.contains(metric)));
  }

  private static Html item(String metric, boolean chosen) {
    Optional<MetricInfo> info = TrainingMetrics.ALL.find(metric.replaceFirst("@.*", ""));
    return Html.of(
        "<li><label><input type=\"checkbox\" name=\"metric\" value=\"{}\"{}> {}"
            + " <code>{}</code></label>{}</li>\n",
        metric,
        chosen ? Html.Attribute.of("checked") : Html.Attribute.NONE,
        MetricLabel.of(metric).name(),
        metric,
        info.map(
                known ->
                    Html.of(
                        "<div class=\"small\">{}<div class=\"formula\">{}</div></div>",
                        Signs.shown(known.sentence()),
                        Formula.html(known.formula())))
            .orElse(Html.NONE));
  }
}
