package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.MetricValue;
import org.jspecify.annotations.Nullable;

/** NC1 to NC4, a card each: a number with its word, a sentence, and a bar with landmarks. */
final class CollapseCards {
  private final List<MeasuredRow> rows;
  private final MeasuredRow main;
  private final Set<Landmark.Kind> shown = EnumSet.noneOf(Landmark.Kind.class);

  CollapseCards(List<MeasuredRow> rows) {
    this.rows = rows;
    this.main = CollapseVerdict.main(rows);
  }

  Html html() {
    Html cards = Html.each(List.of(CollapseScale.values()), this::card);
    return Html.of("<div class=\"collapse-cards\">\n{}</div>\n{}", cards, howToRead());
  }

  private Html card(CollapseScale scale) {
    MetricValue value = main.values().get(scale.metric());
    String group = scale.group().heading();
    Html head =
        Html.of(
            "<section class=\"card collapse\" aria-labelledby=\"scale-{}\">\n"
                + "<h2 id=\"scale-{}\"><span>{}</span> {}</h2>\n",
            group,
            group,
            group,
            scale.title());
    if (!(value instanceof MetricValue.Defined d) || !Double.isFinite(d.value())) {
      return Html.of("{}<p class=\"why\">{}</p>\n</section>\n", head, why(scale, value));
    }
    List<Landmark> landmarks = Landmark.of(scale.metric(), main);
    landmarks.forEach(each -> shown.add(each.kind()));
    return Html.of(
        """
        {}<p class="value"><strong title="{}">{}</strong> {}</p>
        <p class="small">{}{}</p>
        {}</section>
        """,
        head,
        d.value(),
        scale.shown(d.value()),
        scale.word(d.value()) + besideRandom(scale, d.value(), landmarks),
        sentence(scale, d.value()),
        d.remark().isEmpty() ? "" : " Here: " + d.remark() + ".",
        new CollapseBar(scale, d.value(), others(scale), landmarks).html());
  }

  /** In many dimensions random features have some of it: a word alone would mislead. */
  private static String besideRandom(CollapseScale scale, double value, List<Landmark> landmarks) {
    for (Landmark each : landmarks) {
      if (each.kind() == Landmark.Kind.RANDOM && each.value() > 0) {
        return !scale.likeRandom(value, each.value())
            ? ""
            : value <= 1.5 * each.value()
                ? ", no nearer than random features"
                : ", further off than random features";
      }
    }
    return "";
  }

  private String sentence(CollapseScale scale, double value) {
    return scale == CollapseScale.NC2 && main.measurement().classes() == 2
        ? "Two centred class means always form a simplex, so with two classes this has no meaning."
        : scale.sentence(value);
  }

  private static String why(CollapseScale scale, @Nullable MetricValue value) {
    if (value == null) {
      return "Not measured: " + scale.metric() + " was not asked for.";
    }
    return value instanceof MetricValue.Undefined u
        ? "Undefined, " + u.reason() + " (" + scale.metric() + ")."
        : "Infinite (" + scale.metric() + ").";
  }

  /** The values of the other tables. */
  private List<Double> others(CollapseScale scale) {
    List<Double> others = new ArrayList<>();
    for (MeasuredRow row : rows) {
      if (!row.equals(main)
          && row.values().get(scale.metric()) instanceof MetricValue.Defined d
          && Double.isFinite(d.value())) {
        others.add(d.value());
      }
    }
    return others;
  }

  /** "0.01", "0.1%". */
  private static String border(CollapseScale scale, int level) {
    return scale
        .shown(scale.borders().get(level))
        .replaceFirst("(\\.[0-9]*?)0+(%?)$", "$1$2")
        .replaceFirst("\\.(%?)$", "$1");
  }

  private Html howToRead() {
    if (shown.isEmpty()) {
      return Html.NONE;
    }
    Html.Builder list = Html.builder();
    for (CollapseScale scale : CollapseScale.values()) {
      List<Double> borders = scale.borders();
      list.add(
          "<li><code>{}</code>: {} up to {}, {} up to {}, {} up to {}, {} above.</li>\n",
          scale.metric(),
          scale.word(0),
          border(scale, 0),
          scale.word(borders.get(1)),
          border(scale, 1),
          scale.word(borders.get(2)),
          border(scale, 2),
          scale.word(Double.POSITIVE_INFINITY));
    }
    return Html.of(
        """
        <details class="reading"><summary>How to read the bars</summary>
        <p class="small">Each bar is logarithmic, with full collapse at its left end{}. Landmarks \
        are known values of the same metric, for comparison. Each word names a shade of the bar; \
        the borders between the shades are a convention of this page:</p>
        <ul class="small">
        {}</ul>
        <p class="small">Landmarks:</p>
        <ul class="small">
        {}</ul></details>
        """,
        rows.size() > 1 ? "; small dots are the other tables" : "",
        list.build(),
        Html.each(shown, kind -> Html.of("<li>{}</li>\n", kind.source())));
  }
}
