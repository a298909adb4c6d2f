package org.collapsar.lab.page;

import static org.collapsar.lab.page.Parts.button;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.collapsar.lab.html.Html;
import org.collapsar.lab.measure.Geometry;
import org.collapsar.lab.measure.MeasuredRow;
import org.collapsar.lab.series.Numbers;

/** The classes of measured features as figures: where samples, means and rows of W lie. */
final class GeometrySection {
  private final List<MeasuredRow> rows;
  private final List<MeasuredRow> drawn;

  GeometrySection(List<MeasuredRow> rows) {
    this.rows = rows;
    this.drawn = MeasureData.drawn(rows);
  }

  /** Empty where nothing is drawn. */
  Html html() {
    if (drawn.isEmpty()) {
      return Html.NONE;
    }
    boolean weights = drawn.stream().anyMatch(MeasureData::hasWeights);
    int classes = rows.get(rows.size() - 1).measurement().classes();
    Html simplex =
        Html.of(
            "In a simplex ETF every pair off the diagonal has &#8722;1/(K&#8722;1){}.",
            classes > 1 ? " = \u2212" + Numbers.rounded(1.0 / (classes - 1), 4) : "");
    Html.Builder html = Html.builder().add("<h2>Geometry of the classes</h2>\n");
    html.add(picker()).add(MeasureNotes.html(rows, drawn));
    if (drawn.stream().anyMatch(MeasureData::hasSpan)) {
      html.add(span(classes, weights));
    }
    html.add(
        figure(
            "means",
            "Cosines between the class means",
            Html.of(
                "cos(&#956;<sub>c</sub> &#8722; &#956;<sub>G</sub>, &#956;<sub>c&#8242;</sub>"
                    + " &#8722; &#956;<sub>G</sub>). {}",
                simplex)));
    if (weights) {
      html.add(
              figure(
                  "rows",
                  "Cosines between the rows of W",
                  Html.of("cos(w<sub>c</sub>, w<sub>c&#8242;</sub>). {}", simplex)))
          .add(
              figure(
                  "weights",
                  "Cosines between the rows of W and the class means",
                  Html.of(
                      "cos(w<sub>c</sub>, &#956;<sub>c&#8242;</sub> &#8722; &#956;<sub>G</sub>); one"
                          + " row per w<sub>c</sub>. Self-duality puts 1 on the diagonal.")));
    }
    return html.add(
            figure(
                "spectrum",
                "Spectrum of the centred class means",
                Html.of(
                    "Singular values of the D x K matrix of the centred class means; dashed, the"
                        + " tolerance below which they count as zero for the numerical rank.")))
        .add(
            figure(
                "within",
                "Variance within each class",
                Html.of(
                    "tr of the covariance of each class: the mean squared distance from the class"
                        + " mean.")))
        .build();
  }

  /** Which table the figures below show, where there are several. */
  private Html picker() {
    if (drawn.size() == 1) {
      return Html.NONE;
    }
    TableNames names = new TableNames(rows);
    int chosen = Math.max(0, drawn.indexOf(CollapseVerdict.main(rows)));
    chosen = drawn.contains(CollapseVerdict.main(rows)) ? chosen : drawn.size() - 1;
    Html.Builder options = Html.builder();
    for (int i = 0; i < drawn.size(); i++) {
      options.add(
          "<option value=\"{}\"{}>{}</option>\n",
          i,
          i == chosen ? Html.Attribute.of("selected") : Html.Attribute.NONE,
          names.of(drawn.get(i)));
    }
    return Html.of(
        "<p class=\"picker\"><label for=\"row\">Features of</label> <select id=\"row\">\n"
            + "{}</select></p>\n",
        options.build());
  }

  private Html span(int classes, boolean weights) {
    String lines =
        weights ? ", lines the rows of W scaled to the length of their class mean." : ".";
    if (classes == 4) {
      return figure(
          "span",
          "Samples in the space of the class means",
          Html.of(
              "Orthogonal projection on the space of the four centred class means, seen from a"
                  + " moving point (drag to turn it). Circles are the means{}",
              lines));
    }
    return figure(
        "span",
        classes == 3
            ? "Samples in the plane of the class means"
            : "Samples of three classes in the plane of their means",
        Html.text(
            (classes == 3
                    ? "Orthogonal projection on the plane of the three centred class means"
                    : "Shown are the two of "
                        + classes
                        + " classes that are hardest to tell apart, by their share of nc1.cdnv, and"
                        + " the class farthest from both"
                        + named()
                        + ". Orthogonal projection on the plane of their three means")
                + ", with the mean of the first class at the top. Circles are the means"
                + lines));
  }

  /** Which they are, where there is one table; of several each has its own. */
  private String named() {
    MeasuredRow row = drawn.get(0);
    if (drawn.size() > 1 || !MeasureData.hasSpan(row)) {
      return "";
    }
    Geometry.Span span = Objects.requireNonNull(Objects.requireNonNull(row.geometry()).span());
    return Arrays.stream(span.classes())
        .mapToObj(c -> row.className(c))
        .collect(Collectors.joining(", ", " (", ")"));
  }

  private static Html figure(String id, String title, Html caption) {
    return Html.of(
        """
        <figure class="card live" id="geometry-{}">
        <div class="figure-head"><h3>{}</h3><div class="tools" role="toolbar" aria-label="Figure">
        {}{}</div></div>
        <p class="note lack" hidden></p>
        <div class="panels one">
        {}</div>
        <figcaption><p>{}</p></figcaption>
        </figure>
        """,
        id,
        title,
        id.equals("span") ? button("turn", "Pause") : "",
        button("png", "Save PNG"),
        MeasureSections.chart(title, ""),
        caption);
  }
}
