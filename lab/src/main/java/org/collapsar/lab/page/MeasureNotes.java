package org.collapsar.lab.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.measure.Geometry;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricValue;

/** What the figures of a measurement leave out, said beside them. */
final class MeasureNotes {
  private MeasureNotes() {}

  static Html html(List<MeasuredRow> rows, List<MeasuredRow> drawn) {
    List<String> notes = new ArrayList<>();
    int classes = rows.get(rows.size() - 1).measurement().classes();
    if (drawn.size() < rows.size()) {
      notes.add(
          "The figures below are kept for "
              + drawn.size()
              + " of the "
              + rows.size()
              + " tables, evenly chosen.");
    }
    if (classes > Geometry.MOST_CLASSES) {
      notes.add(
          "The cosines are those of the first "
              + Geometry.MOST_CLASSES
              + " of "
              + classes
              + " classes.");
    }
    if ((classes == 3 || classes == 4) && drawn.stream().noneMatch(MeasureData::hasSpan)) {
      notes.add(
          "The samples are not shown in the span of the class means: its dimension is below "
              + (classes - 1)
              + ".");
    }
    return Html.each(notes, note -> Html.of("<p class=\"note\">{}</p>\n", note));
  }

  /** The figures of a table that have nothing to draw, by their place in the data, and why. */
  static Map<String, String> lacks(MeasuredRow row) {
    Measurement m = row.measurement();
    Geometry geometry = Objects.requireNonNull(row.geometry());
    Map<String, String> lacks = new LinkedHashMap<>();
    String means =
        m.classes() == 1
            ? "there is one class only, so that its mean, centred, is zero."
            : "the centred class means are zero or leave the range of double precision.";
    if (nothing(geometry.meanCosines())) {
      lacks.put("cosines", "No cosines: " + means);
    }
    if (geometry.weightCosines() != null && nothing(geometry.weightCosines())) {
      lacks.put(
          "weights",
          "No cosines: "
              + (nothing(geometry.meanCosines())
                  ? means
                  : "the rows of W are zero or not finite."));
    }
    if (Arrays.stream(m.singularValues()).noneMatch(s -> s > 0 && Double.isFinite(s))) {
      lacks.put("spectrum", "No singular value above zero: " + means);
    }
    double[] within = m.withinVariances().stream().mapToDouble(MetricValue::orNaN).toArray();
    if (Arrays.stream(within).noneMatch(Double::isFinite)) {
      lacks.put(
          "within",
          m.counts().stream().allMatch(count -> count < 2)
              ? "No variances: no class has two samples."
              : "No variances: they leave the range of double precision.");
    } else if (Arrays.stream(within).noneMatch(v -> v > 0)) {
      lacks.put("within", "Every variance is 0: all samples of a class are equal.");
    }
    return lacks;
  }

  private static boolean nothing(double[][] cells) {
    return Arrays.stream(cells).flatMapToDouble(Arrays::stream).noneMatch(Double::isFinite);
  }
}
