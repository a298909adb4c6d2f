package org.collapsar.lab.page;

import java.util.Arrays;
import java.util.Locale;
import org.collapsar.lab.figure.Curves;
import org.collapsar.lab.html.Html;

/** A curve without axes: the shape of a metric's mean over the epochs. */
final class Sparkline {

  private static final int WIDTH = 200;
  private static final int HEIGHT = 44;

  private Sparkline() {}

  /** An inline SVG in the colour of the text around it; empty when there is nothing to draw. */
  static Html svg(Curves curves, boolean logarithmic) {
    double[] mean = curves.mean().clone();
    boolean log = logarithmic && Arrays.stream(mean).allMatch(v -> v > 0);
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    int points = 0;
    for (int i = 0; i < mean.length; i++) {
      mean[i] = log ? Math.log(mean[i]) : mean[i];
      if (Double.isFinite(mean[i])) {
        least = Math.min(least, mean[i]);
        greatest = Math.max(greatest, mean[i]);
        points++;
      }
    }
    if (points < 2) {
      return Html.NONE;
    }
    double span = greatest > least ? greatest - least : 1;
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < mean.length; i++) {
      if (Double.isFinite(mean[i])) {
        double x = 1 + (WIDTH - 2.0) * i / (mean.length - 1);
        double y = 3 + (HEIGHT - 6.0) * (greatest - mean[i]) / span;
        path.append(path.isEmpty() ? "M" : "L");
        path.append(String.format(Locale.ROOT, "%.1f %.1f", x, y));
      }
    }
    return Html.of(
        "<svg viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
            + "<path d=\"{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\""
            + " stroke-linejoin=\"round\" vector-effect=\"non-scaling-stroke\"/></svg>",
        WIDTH,
        HEIGHT,
        path);
  }
}
