package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

  String html() {
    StringBuilder cards = new StringBuilder();
    for (CollapseScale scale : CollapseScale.values()) {
      cards.append(card(scale));
    }
    return "<div class=\"collapse-cards\">\n" + cards + "</div>\n" + howToRead();
  }

  private String card(CollapseScale scale) {
    MetricValue value = main.values().get(scale.metric());
    String head =
        "<section class=\"card collapse\" aria-labelledby=\"scale-%1$s\">\n<h2 id=\"scale-%1$s\"><span>%1$s</span> %2$s</h2>\n"
            .formatted(scale.group().heading(), text(scale.title()));
    if (!(value instanceof MetricValue.Defined d) || !Double.isFinite(d.value())) {
      return head + "<p class=\"why\">" + text(why(scale, value)) + "</p>\n</section>\n";
    }
    List<Landmark> landmarks = Landmark.of(scale.metric(), main);
    landmarks.forEach(each -> shown.add(each.kind()));
    return head
        + "<p class=\"value\"><strong title=\"%s\">%s</strong> %s</p>\n"
            .formatted(
                d.value(),
                text(scale.shown(d.value())),
                text(scale.word(d.value()) + besideRandom(scale, d.value(), landmarks)))
        + "<p class=\"small\">"
        + text(sentence(scale, d.value()))
        + (d.remark().isEmpty() ? "" : " " + text("Here: " + d.remark() + "."))
        + "</p>\n"
        + new CollapseBar(scale, d.value(), others(scale), landmarks).html()
        + "</section>\n";
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
    return text(scale.shown(scale.borders().get(level)).replaceFirst("(\\.[0-9]*?)0+(%?)$", "$1$2"))
        .replaceFirst("\\.(%?)$", "$1");
  }

  private String howToRead() {
    if (shown.isEmpty()) {
      return "";
    }
    StringBuilder list = new StringBuilder();
    for (CollapseScale scale : CollapseScale.values()) {
      List<Double> borders = scale.borders();
      list.append(
          "<li><code>%s</code>: %s up to %s, %s up to %s, %s up to %s, %s above.</li>\n"
              .formatted(
                  scale.metric(),
                  text(scale.word(0)),
                  border(scale, 0),
                  text(scale.word(borders.get(1))),
                  border(scale, 1),
                  text(scale.word(borders.get(2))),
                  border(scale, 2),
                  text(scale.word(Double.POSITIVE_INFINITY))));
    }
    StringBuilder sources = new StringBuilder();
    shown.forEach(kind -> sources.append("<li>").append(text(kind.source())).append("</li>\n"));
    return """
    <details class="reading"><summary>How to read the bars</summary>
    <p class="small">Each bar is logarithmic, with full collapse at its left end%s. Landmarks \
    are values of the same metric elsewhere. The words stand for the shades of the bar, whose \
    borders are a convention of this page:</p>
    <ul class="small">
    %s</ul>
    <p class="small">Landmarks:</p>
    <ul class="small">
    %s</ul></details>
    """
        .formatted(rows.size() > 1 ? "; small dots are the other tables" : "", list, sources);
  }
}
