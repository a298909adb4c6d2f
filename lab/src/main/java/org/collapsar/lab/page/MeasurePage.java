package org.collapsar.lab.page;

import static org.collapsar.lab.page.Parts.fact;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.files.AtomicFile;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.measure.OverLayers;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricCatalogue;

/** Page of measured features. */
public final class MeasurePage {
  private final MeasureReport report;
  private final List<MeasuredRow> rows;
  private final List<MeasureCurves.Figure> curves;
  private final JsonNode provenance;

  private MeasurePage(MeasureReport report) {
    this.report = report;
    this.rows = report.rows();
    this.curves = MeasureCurves.figures(rows, MetricCatalogue::find);
    this.provenance = report.provenance();
  }

  /**
   * Writes the page.
   *
   * @param file to be written or replaced
   * @param report all that it shows
   * @throws org.collapsar.FailedException if the file cannot be written
   */
  public static void write(Path file, MeasureReport report) {
    byte[] page = html(report).toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  static Html html(MeasureReport report) {
    MeasurePage page = new MeasurePage(report);
    List<MeasuredRow> rows = report.rows();
    Map<String, String> data = new LinkedHashMap<>();
    data.put("report-data", MeasureData.figures(page.curves));
    data.put("measure-data", MeasureData.geometry(rows));
    return HtmlPage.of(
        page.title(),
        "measurement",
        page.main(),
        "Made by Collapsar from the files named here; every statistic is in double precision.",
        data,
        Stream.concat(
                HtmlPage.CURVES.stream(),
                Stream.of("start.js", "geometry.js", "span.js", "measure.js", "tables.js"))
            .toList());
  }

  private String title() {
    NetworkReport network = report.network();
    return network == null ? new TableNames(rows).title(rows) : network.name();
  }

  private MeasuredRow last() {
    return rows.get(rows.size() - 1);
  }

  private Html main() {
    NetworkReport network = report.network();
    return Html.join(
        List.of(
            Html.of("<h1>{}</h1>\n", title()),
            new CollapseVerdict(rows).html(),
            new CollapseCards(rows).html(),
            facts(),
            network == null ? Html.NONE : NetworkSections.seen(network),
            LayerTable.html(rows),
            MeasureSections.overLayers(OverLayers.of(rows), new TableNames(rows)),
            MeasureSections.curves(curves),
            new GeometrySection(rows).html(),
            report.perClass() ? PerClassTable.html(rows) : Html.NONE,
            network == null ? Html.NONE : NetworkSections.certificates(network),
            MetricTables.html(rows),
            howItWasMeasured()));
  }

  // ---- facts -----------------------------------------------------------------------------------

  private Html facts() {
    Measurement m = last().measurement();
    Html facts =
        Html.join(
            List.of(
                report.network() == null ? Html.NONE : NetworkSections.facts(report.network()),
                fact("Samples", shared(r -> Long.toString(r.measurement().samples()))),
                fact("Dimension", shared(r -> Integer.toString(r.measurement().dimension()))),
                fact("Classes", Integer.toString(m.classes())),
                fact("Samples per class", classSizes(m)),
                fact("Rank of the centred means", shared(MeasurePage::rank)),
                fact(
                    "Tolerance of this rank",
                    m.isRankKnown() ? Parts.number(m.rankTolerance(), 2) : Html.text("not known")),
                weights(),
                fact("Version", provenance.path("version").asText())));
    return Html.of("<dl class=\"facts\">\n{}</dl>\n", facts);
  }

  private static String rank(MeasuredRow row) {
    Measurement m = row.measurement();
    return m.isRankKnown() ? Integer.toString(m.rank()) : "not known";
  }

  /** Which tables W belongs to, where it is not all of them. */
  private Html weights() {
    List<MeasuredRow> with = rows.stream().filter(row -> row.weights() != null).toList();
    return with.isEmpty() || with.size() == rows.size()
        ? Html.NONE
        : fact(
            "W belongs to",
            with.size() > 6
                ? with.size() + " tables"
                : with.stream().map(new TableNames(rows)::of).collect(Collectors.joining(", ")));
  }

  private static String classSizes(Measurement m) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (long count : m.counts()) {
      least = Math.min(least, count);
      most = Math.max(most, count);
    }
    return least == most ? Long.toString(least) : least + " to " + most;
  }

  private String shared(Function<MeasuredRow, String> of) {
    Set<String> values = rows.stream().map(of).collect(Collectors.toCollection(LinkedHashSet::new));
    return values.size() <= 6
        ? String.join(", ", values)
        : values.size() + " values from " + values.iterator().next() + " to " + of.apply(last());
  }

  // ---- provenance ------------------------------------------------------------------------------

  private Html howItWasMeasured() {
    return Parts.howItWasMeasured(report.inputs(), provenance);
  }
}
