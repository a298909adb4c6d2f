package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.html.Html.Percent;
import org.collapsar.lab.series.Numbers;

/**
 * Values on a logarithmic bar from collapsed (left) to not, with landmarks, as HTML that needs no
 * script and prints.
 */
final class CollapseBar {
  /** Labels of decades that a phone has room for. */
  private static final int MOST_LABELS = 5;

  private final CollapseScale scale;
  private final double value;
  private final List<Double> others;
  private final List<Landmark> landmarks;
  private final int from;
  private final int to;

  /**
   * @param value the one that matters
   * @param others those of other layers or checkpoints
   */
  CollapseBar(CollapseScale scale, double value, List<Double> others, List<Landmark> landmarks) {
    this.scale = scale;
    this.value = value;
    this.others = others;
    this.landmarks = landmarks;
    double[] shown =
        DoubleStream.concat(
                DoubleStream.of(value, scale.least(), scale.greatest()),
                DoubleStream.concat(
                    others.stream().mapToDouble(Double::doubleValue),
                    landmarks.stream().mapToDouble(Landmark::value)))
            .filter(v -> v > 0 && Double.isFinite(v))
            .toArray();
    from = (int) Math.floor(Math.log10(DoubleStream.of(shown).min().orElse(1)) + 1e-9);
    to = (int) Math.ceil(Math.log10(DoubleStream.of(shown).max().orElse(1)) - 1e-9);
  }

  /** In per cent of the bar; a value of 0 is at its left end. */
  private double place(double v) {
    if (!(v > 0)) {
      return 0;
    }
    double place = 100 * (Math.log10(v) - from) / Math.max(1, to - from);
    return Math.max(0, Math.min(100, place));
  }

  Html html() {
    Html.Builder html = Html.builder();
    html.add(
        "<div class=\"scale\" role=\"img\" aria-label=\"{}\">\n<div class=\"track\">", spoken());
    double left = 0;
    List<Double> ends = new ArrayList<>(scale.borders());
    ends.add(Double.POSITIVE_INFINITY);
    for (int level = 0; level < ends.size(); level++) {
      double right = place(ends.get(level));
      html.add(
          "<span class=\"band level-{}\" style=\"left:{};width:{}\"></span>",
          level,
          new Percent(left),
          new Percent(Math.max(0, right - left)));
      left = Math.max(left, right);
    }
    others.forEach(v -> html.add(mark("other", v)));
    landmarks.forEach(each -> html.add(mark(sign(each), each.value())));
    html.add(mark("here", value)).add("</div>\n<div class=\"decades\">");
    int every = Math.max(1, (to - from + MOST_LABELS - 1) / MOST_LABELS);
    for (int power = from; power <= to; power += every) {
      double at = 100.0 * (power - from) / Math.max(1, to - from);
      html.add(
          "<span class=\"{}\" style=\"left:{}\">{}</span>",
          at == 0 ? "first" : at == 100 ? "last" : "middle",
          new Percent(at),
          decade(power));
    }
    html.add("</div></div>\n<ul class=\"landmarks\">\n");
    for (Landmark each : landmarks) {
      html.add(
          "<li><span class=\"sign {}\"></span>{} <strong>{}</strong></li>\n",
          sign(each),
          each.kind().words(),
          scale.shown(each.value()));
    }
    return html.add("</ul>\n").build();
  }

  private static String sign(Landmark landmark) {
    return landmark.kind().name().toLowerCase(Locale.ROOT);
  }

  private Html mark(String kind, double v) {
    return Html.of(
        "<span class=\"mark {}\" style=\"left:{}\"></span>", kind, new Percent(place(v)));
  }

  private static Html decade(int power) {
    return power >= -3 && power <= 4
        ? Html.text(Numbers.grouped(Math.pow(10, power), power < 0 ? 1 : power + 1))
        : Html.of("10<sup>{}</sup>", (power < 0 ? "\u2212" : "") + Math.abs(power));
  }

  private String spoken() {
    StringBuilder said =
        new StringBuilder(scale.metric())
            .append(' ')
            .append(scale.shown(value))
            .append(" on a logarithmic scale, collapsed on the left");
    landmarks.forEach(
        each ->
            said.append("; ")
                .append(each.kind().words())
                .append(' ')
                .append(scale.shown(each.value())));
    return said.toString();
  }
}
