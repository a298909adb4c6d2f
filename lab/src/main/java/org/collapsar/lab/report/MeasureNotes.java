package org.collapsar.lab.report;

import static org.collapsar.lab.report.Html.text;

import java.util.ArrayList;
import java.util.List;
import org.collapsar.lab.measure.Geometry;
import org.collapsar.lab.measure.MeasuredRow;

/** What the figures of a measurement leave out, said beside them. */
final class MeasureNotes {
  private MeasureNotes() {}

  static String html(List<MeasuredRow> rows, List<MeasuredRow> drawn) {
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
    StringBuilder html = new StringBuilder();
    notes.forEach(note -> html.append("<p class=\"note\">").append(text(note)).append("</p>\n"));
    return html.toString();
  }
}
