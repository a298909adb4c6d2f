package org.collapsar.lab.report;

import static org.collapsar.lab.report.Html.text;
import static org.collapsar.lab.report.Parts.button;
import static org.collapsar.lab.report.Parts.fact;

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
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.measure.OverLayers;
import org.collapsar.metrics.Measurement;
import org.collapsar.metrics.MetricCatalogue;
import org.collapsar.metrics.MetricValue;

/** Writes the page of measured features. */
public final class MeasurePage {
  /** Metrics that the head of the page shows, the first four that have a value. */
  private static final List<String> HEADLINE =
      List.of(
          "nc1.total",
          "nc2.etf_error.means",
          "nc3.dual_error",
          "nc4.mismatch",
          "nc2.equinorm.means",
          "nc1.pinv");

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
   * @throws org.collapsar.FailedException if the file cannot be written
   */
  public static void write(Path file, MeasureReport report) {
    byte[] page = html(report).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(page));
  }

  static String html(MeasureReport report) {
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
        Stream.concat(HtmlPage.CURVES.stream(), Stream.of("start.js", "measure.js", "tables.js"))
            .toList());
  }

  private String title() {
    return rows.size() == 1
        ? "Neural collapse of " + rows.get(0).name()
        : "Neural collapse of " + rows.size() + " tables of features";
  }

  private MeasuredRow last() {
    return rows.get(rows.size() - 1);
  }

  private String main() {
    return header()
        + tiles()
        + MeasureSections.table(
            rows, MetricCatalogue::find, " M~ is the D x K matrix of the centred class means.")
        + MeasureSections.overLayers(OverLayers.of(rows))
        + (report.perClass() ? PerClassTable.html(rows) : "")
        + MeasureSections.curves(curves)
        + geometry()
        + howItWasMeasured();
  }

  // ---- head ------------------------------------------------------------------------------------

  private static String rank(MeasuredRow row) {
    Measurement m = row.measurement();
    return m.isRankKnown() ? Integer.toString(m.rank()) : "not known";
  }

  private String header() {
    Measurement m = last().measurement();
    return "<h1>"
        + text(title())
        + "</h1>\n<dl class=\"facts\">\n"
        + fact("Samples", shared(r -> Long.toString(r.measurement().samples())))
        + fact("Dimension", shared(r -> Integer.toString(r.measurement().dimension())))
        + fact("Classes", Integer.toString(m.classes()))
        + fact("Samples a class", classSizes(m))
        + fact("Rank of the centred means", shared(MeasurePage::rank))
        + fact("Its tolerance", m.isRankKnown() ? Numbers.html(m.rankTolerance(), 2) : "not known")
        + weights()
        + fact("Version", text(provenance.path("version").asText()))
        + "</dl>\n";
  }

  /** Which tables W belongs to, where it is not all of them. */
  private String weights() {
    List<String> with =
        rows.stream().filter(row -> row.weights() != null).map(MeasuredRow::name).toList();
    return with.isEmpty() || with.size() == rows.size()
        ? ""
        : fact(
            "W belongs to",
            text(with.size() > 6 ? with.size() + " tables" : String.join(", ", with)));
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
    return text(
        values.size() <= 6
            ? String.join(", ", values)
            : values.size()
                + " values from "
                + values.iterator().next()
                + " to "
                + of.apply(last()));
  }

  private String tiles() {
    StringBuilder html = new StringBuilder();
    int shown = 0;
    for (String id : HEADLINE) {
      if (shown < 4 && last().measurement().values().get(id) instanceof MetricValue.Defined d) {
        shown++;
        html.append("<li class=\"tile\"><div class=\"name\">")
            .append(text(MeasureSections.title(MetricCatalogue.find(id))))
            .append("</div><div class=\"value\">")
            .append(Numbers.html(d.value(), 3))
            .append("</div><div class=\"spread\">")
            .append(text(id))
            .append(rows.size() == 1 ? "" : "<br>in " + text(last().name()))
            .append("</div></li>\n");
      }
    }
    return html.isEmpty() ? "" : "<ul class=\"tiles\">\n" + html + "</ul>\n";
  }

  // ---- geometry --------------------------------------------------------------------------------

  private String geometry() {
    List<MeasuredRow> drawn = MeasureData.drawn(rows);
    if (drawn.isEmpty()) {
      return "";
    }
    boolean weights = drawn.stream().anyMatch(MeasureData::hasWeights);
    boolean span = drawn.stream().anyMatch(MeasureData::hasSpan);
    int classes = last().measurement().classes();
    return "<h2>Geometry of the classes</h2>\n"
        + picker(drawn)
        + MeasureNotes.html(rows, drawn)
        + (span ? span(classes, weights) : "")
        + figure(
            "means",
            "Cosines between the class means",
            "cos(&#956;<sub>c</sub> &#8722; &#956;<sub>G</sub>, &#956;<sub>c&#8242;</sub> &#8722;"
                + " &#956;<sub>G</sub>). In a simplex ETF every pair off the diagonal has"
                + " &#8722;1/(K&#8722;1)"
                + (classes > 1 ? " = " + Numbers.rounded(-1.0 / (classes - 1), 4) : "")
                + ".")
        + (weights
            ? figure(
                "weights",
                "Cosines between the rows of W and the class means",
                "cos(w<sub>c</sub>, &#956;<sub>c&#8242;</sub> &#8722; &#956;<sub>G</sub>); a row"
                    + " for each w<sub>c</sub>. Self-duality puts 1 on the diagonal.")
            : "")
        + figure(
            "spectrum",
            "Spectrum of the centred class means",
            "Singular values of the D x K matrix of the centred class means; dashed, the tolerance"
                + " below which they count as zero for the numerical rank.")
        + figure(
            "within",
            "Variance within each class",
            "tr of the covariance of each class: the mean squared distance from the class mean.");
  }

  /** Which table the figures below show, where there are several. */
  private static String picker(List<MeasuredRow> drawn) {
    if (drawn.size() == 1) {
      return "";
    }
    StringBuilder options = new StringBuilder();
    for (int i = 0; i < drawn.size(); i++) {
      options.append(
          "<option value=\"%d\"%s>%s</option>\n"
              .formatted(i, i == drawn.size() - 1 ? " selected" : "", text(drawn.get(i).name())));
    }
    return "<p class=\"picker\"><label for=\"row\">Features of</label> <select id=\"row\">\n"
        + options
        + "</select></p>\n";
  }

  private static String span(int classes, boolean weights) {
    String drawn =
        "circles are the means"
            + (weights ? ", lines the rows of W scaled to the length of their class mean." : ".");
    return classes == 3
        ? figure(
            "span",
            "Samples in the plane of the class means",
            "Orthogonal projection on the plane of the three centred class means, the mean of the"
                + " first class straight up; "
                + drawn)
        : figure(
            "span",
            "Samples in the space of the class means",
            "Orthogonal projection on the space of the four centred class means, seen from a point"
                + " that moves round it (drag to turn it by hand); "
                + drawn);
  }

  private static String figure(String id, String title, String caption) {
    return """
    <figure class="card live" id="geometry-%s">
    <div class="figure-head"><h3>%s</h3><div class="tools" role="toolbar" aria-label="Figure">
    %s%s</div></div>
    <p class="note lack" hidden></p>
    <div class="panels one">
    %s</div>
    <figcaption><p>%s</p></figcaption>
    </figure>
    """
        .formatted(
            id,
            text(title),
            id.equals("span") ? button("turn", "Pause") : "",
            button("png", "Save PNG"),
            MeasureSections.chart(title, ""),
            caption);
  }

  // ---- provenance ------------------------------------------------------------------------------

  private String howItWasMeasured() {
    return "<h2>How it was measured</h2>\n"
        + Parts.fold("Inputs", KeyTable.html(report.inputs()))
        + Parts.fold("Provenance", KeyTable.html(provenance))
        + "<h3>To measure it again</h3>\n"
        + Parts.copyable("measure-command", provenance.path("command").asText());
  }
}
