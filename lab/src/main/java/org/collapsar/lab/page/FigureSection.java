package org.collapsar.lab.page;

import static org.collapsar.lab.page.Html.text;
import static org.collapsar.lab.page.Parts.button;
import static org.collapsar.lab.page.Parts.copyable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.collapsar.FailedException;
import org.collapsar.lab.experiment.ExperimentInfo;
import org.collapsar.lab.experiment.Source;
import org.collapsar.lab.figure.DrawnFigure;
import org.collapsar.lab.figure.FigureContent;
import org.collapsar.lab.figure.FigureContent.CurvePanel;
import org.collapsar.lab.figure.FigureContent.HeatMaps;
import org.collapsar.lab.figure.FigureContent.Panels;
import org.collapsar.lab.figure.FigureContent.Parity;
import org.collapsar.lab.figure.FigureContent.Simplex;
import org.collapsar.lab.figure.MatrixFrames;
import org.collapsar.lab.figure.ParityPoints;
import org.collapsar.lab.figure.SimplexFrames;
import org.collapsar.lab.print.Figures;
import org.collapsar.lab.run.RunRecord;

/** The figures of an experiment on the page, with their buttons, captions and printed forms. */
final class FigureSection {

  private static final String EPOCHS =
      "<label>Epoch <input type=\"range\" min=\"0\" max=\"0\" step=\"1\" value=\"0\"></label>"
          + "<output></output>\n";

  private final int experiment;
  private final ExperimentInfo info;
  private final List<RunRecord> runs;
  private final Figures figures;

  FigureSection(int experiment, ExperimentRuns runs) {
    this.experiment = experiment;
    this.info = runs.info();
    this.runs = runs.runs();
    this.figures = runs.figures();
  }

  String html() {
    if (figures.all().isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<h2>Figures</h2>\n");
    for (int i = 0; i < figures.all().size(); i++) {
      html.append(figure(ReportIds.figure(experiment, i), figures.all().get(i)));
    }
    return html.toString();
  }

  private String figure(String id, DrawnFigure figure) {
    FigureContent content = figure.content();
    return """
    <figure class="card" id="%s">
    <div class="figure-head"><h3>%s</h3><div class="tools" role="toolbar" aria-label="Figure">
    %s%s%s</div></div>
    %s%s<figcaption>
    <p>%s</p>
    %s%s</figcaption>
    </figure>
    """
        .formatted(
            id,
            text(figure.spec().title()),
            content instanceof Panels panels ? tools(panels) : "",
            button("png", "Save PNG"),
            button("svg", "Save SVG"),
            charts(content),
            staticFigure(figure),
            text(caption(figure)),
            drawingNotes(figure),
            source(id));
  }

  private static String charts(FigureContent content) {
    if (content instanceof HeatMaps matrices) {
      return heatMaps(matrices);
    }
    if (content instanceof Simplex simplex) {
      return simplex(simplex.runs());
    }
    return content instanceof Parity parity ? parity(parity.runs()) : panels((Panels) content);
  }

  /** With what the data are, where they are the user's. */
  private String caption(DrawnFigure figure) {
    return Stream.of(figure.spec().caption().strip(), DataWords.sentence(runs))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private String tools(Panels panels) {
    return "<span class=\"choice\" role=\"group\" aria-label=\"Vertical axis\">"
        + button("log", "Log")
        + button("linear", "Linear")
        + "</span>\n"
        + (runs.size() == 1 || !panels.overEpochs()
            ? ""
            : "<span class=\"choice\" role=\"group\" aria-label=\"Runs\">"
                + button("band", "Mean and band")
                + button("lines", "One line per seed")
                + "</span>\n")
        + (panels.overEpochs() ? button("zoom", "Zoom") + button("reset", "Reset") : "");
  }

  private static String panels(Panels figure) {
    StringBuilder panels = new StringBuilder();
    for (CurvePanel each : figure.panels()) {
      panels.append("<div class=\"panel\">");
      panels.append(chart(each.panel().label().name() + " over " + figure.along()));
      for (String remark : each.panel().remarks()) {
        panels.append("<p class=\"small\">Fit, ").append(text(remark)).append("</p>");
      }
      panels.append("</div>\n");
    }
    String look =
        (switch (figure.panels().size()) {
              case 1 -> " one";
              case 4 -> " four";
              default -> "";
            })
            + (figure.script().equals("layers") ? " layers" : "");
    return "<div class=\"panels" + look + "\">\n" + panels + "</div>\n";
  }

  private static String chart(String what) {
    return ("<div class=\"chart\" tabindex=\"0\" role=\"group\" aria-roledescription=\"chart\""
            + " aria-label=\"%s. Arrow keys read the values.\">"
            + "</div>\n")
        .formatted(text(what));
  }

  /** A chart a matrix; the slider and the choice of the run are for all of them. */
  private static String heatMaps(HeatMaps matrices) {
    List<MatrixFrames> all = matrices.runs();
    if (all.isEmpty()) {
      return "<p class=\"note\">There are no %s to show.</p>\n".formatted(matrices.words());
    }
    StringBuilder html = new StringBuilder("<div class=\"epoch\">\n");
    html.append(runs(all.stream().map(MatrixFrames::run).toList()));
    html.append(EPOCHS).append("</div>\n<div class=\"panels heat\">\n");
    for (String name : matrices.charts()) {
      html.append(chart(name));
    }
    return html.append("</div>\n").toString();
  }

  /** The moving simplex and the Gram matrix of its means, with one slider; classes to choose. */
  private static String simplex(List<SimplexFrames> all) {
    if (all.isEmpty()) {
      return "<p class=\"note\">There are no class means to show.</p>\n";
    }
    return "<div class=\"epoch\">\n"
        + runs(all.stream().map(SimplexFrames::run).toList())
        + "<span class=\"choice\" role=\"group\" aria-label=\"Motion\">"
        + button("play", "Play")
        + button("turn", "Turn")
        + "</span>\n"
        + EPOCHS
        + "</div>\n<div class=\"epoch classes\" role=\"group\" aria-label=\"Classes\"></div>\n"
        + "<div class=\"panels simplex\">\n"
        + "<div class=\"chart\" tabindex=\"0\" role=\"group\" aria-roledescription=\"chart\""
        + " aria-label=\"Class means, rows of W and samples. Arrow keys turn them.\"></div>\n"
        + chart("Cosines of the class means")
        + "</div>\n";
  }

  /** A choice of the run, where there are several. */
  private static String runs(List<String> names) {
    if (names.size() < 2) {
      return "";
    }
    StringBuilder html = new StringBuilder("<select aria-label=\"Run\">");
    for (int i = 0; i < names.size(); i++) {
      html.append("<option value=\"%d\">%s</option>".formatted(i, text(names.get(i))));
    }
    return html.append("</select>\n").toString();
  }

  /** A chart a run. */
  private static String parity(List<ParityPoints> all) {
    if (all.isEmpty()) {
      return "<p class=\"note\">There are no predicted features to show.</p>\n";
    }
    StringBuilder html =
        new StringBuilder(
            "<div class=\"panels%s\">\n".formatted(all.size() == 1 ? " one" : " four"));
    for (ParityPoints points : all) {
      html.append("<div class=\"panel\">")
          .append(chart("Predicted against actual features of " + points.run()))
          .append("</div>\n");
    }
    return html.append("</div>\n").toString();
  }

  /** Shown without scripts and in print. A machine without fonts still gets its page. */
  private String staticFigure(DrawnFigure figure) {
    try {
      String svg = figures.svg(figure);
      return "<img class=\"static-figure\" alt=\"%s\" src=\"data:image/svg+xml;base64,%s\">\n"
          .formatted(
              text(figure.spec().title() + ". " + caption(figure)),
              Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)));
    } catch (FailedException e) {
      return "<p class=\"note\">" + text("No printed figure: " + e.getMessage()) + ".</p>\n";
    }
  }

  private static String drawingNotes(DrawnFigure figure) {
    return Stream.concat(
            Stream.of(figure.about()).filter(about -> !about.isEmpty()), figure.notes().stream())
        .map(note -> "<p class=\"small\">" + text(note) + "</p>\n")
        .collect(Collectors.joining());
  }

  private String source(String id) {
    Source source = info.source();
    if (source == null) {
      return "";
    }
    String html =
        "<p class=\"source\">After: "
            + text(source.citation())
            + (source.url().isEmpty() ? "" : " " + Html.link(source.url(), source.url()))
            + "</p>\n";
    return source.bibtex().isBlank()
        ? html
        : html
            + "<details><summary>BibTeX</summary>"
            + copyable(id + "-bibtex", source.bibtex().strip())
            + "</details>\n";
  }
}
