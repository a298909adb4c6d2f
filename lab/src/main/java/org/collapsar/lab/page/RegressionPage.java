package org.collapsar.lab.page;

import static org.collapsar.lab.page.Parts.fact;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.measure.RegressionJob;
import org.collapsar.lab.measure.RegressionRow;
import org.collapsar.metrics.RegressionCollapse;

/** Page of measured features of a regression. */
public final class RegressionPage {
  private RegressionPage() {}

  /**
   * Writes the page.
   *
   * @param file to be written or replaced
   * @param rows at least one
   * @param inputs the files that were measured, by what they are
   * @param provenance version, machine and {@code command}
   * @throws org.collapsar.FailedException if the file cannot be written
   */
  public static void write(
      Path file, List<RegressionRow> rows, JsonNode inputs, JsonNode provenance) {
    byte[] page = html(rows, inputs, provenance).toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  static Html html(List<RegressionRow> rows, JsonNode inputs, JsonNode provenance) {
    List<MeasureCurves.Figure> curves = MeasureCurves.figures(rows, RegressionJob::info);
    String title = new TableNames(rows).title(rows);
    RegressionCollapse.Result last = rows.get(rows.size() - 1).result();
    Html facts =
        Html.join(
            List.of(
                fact("Samples", Long.toString(last.samples())),
                fact("Dimension", Integer.toString(last.dimension())),
                fact("Targets", Integer.toString(last.targets())),
                fact("Samples without a direction", Long.toString(last.withoutDirection())),
                fact("Version", provenance.path("version").asText())));
    Html main =
        Html.of(
            """
            <h1>{}</h1>
            <dl class="facts">
            {}</dl>
            <h2>Metrics of a regression</h2>
            {}{}{}{}\
            """,
            title,
            facts,
            MeasureSections.table(rows, MeasureSections.ids(rows), RegressionJob::info, "Metrics"),
            MeasureSections.tableNote(""),
            MeasureSections.curves(curves),
            Parts.howItWasMeasured(inputs, provenance));
    return HtmlPage.of(
        title,
        "measurement",
        main,
        "Made by Collapsar from the files named here; every statistic is in double precision.",
        Map.of("report-data", MeasureData.figures(curves)),
        Stream.concat(HtmlPage.CURVES.stream(), Stream.of("start.js")).toList());
  }
}
