package org.collapsar.lab.page;

import static org.collapsar.lab.page.Parts.button;
import static org.collapsar.lab.page.Parts.copyable;

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
import org.collapsar.lab.html.Html;
import org.collapsar.lab.print.Figures;
import org.collapsar.lab.run.RunRecord;

/** The figures of an experiment on the page, with their buttons, captions and printed forms. */
final class FigureSection {

  private static final Html EPOCHS =
      Html.of(
          "<label>Epoch <input type=\"range\" min=\"0\" max=\"0\" step=\"1\" value=\"0\"></label>"
              + "<output></output>\n");

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

  private FigureSection(
      int experiment, ExperimentInfo info, List<RunRecord> runs, Figures figures) {
    this.experiment = experiment;
    this.info = info;
    this.runs = runs;
    this.figures = figures;
  }

  Html html() {
    if (figures.all().isEmpty()) {
      return Html.NONE;
    }
    Html.Builder html = Html.builder().add("<h2>Figures</h2>\n");
    for (int i = 0; i < figures.all().size(); i++) {
      html.add(figure(ReportIds.figure(experiment, i), figures.all().get(i), true));
    }
    return html.build();
  }

  /**
   * A figure that scripts alone draw: what changes by the second has no printed form. Its notes,
   * too, are put in by the script ({@link #notes}), so that a figure stays as it is when they
   * change.
   */
  Html live(String id, DrawnFigure figure) {
    return figure(id, figure, false, Html.of("<div class=\"notes\"></div>\n"));
  }

  /** The sentences below a figure: what it shows, and what it lacks. */
  static List<String> notes(DrawnFigure figure) {
    return Stream.concat(
            Stream.of(figure.about()).filter(about -> !about.isEmpty()), figure.notes().stream())
        .toList();
  }

  /** A figure of runs that belong to different experiments, a line each. */
  Html overlaid(String id, DrawnFigure figure, boolean printed) {
    return new FigureSection(experiment, info, List.of(), figures).figure(id, figure, printed);
  }

  private Html figure(String id, DrawnFigure figure, boolean printed) {
    Html notes = Html.each(notes(figure), note -> Html.of("<p class=\"small\">{}</p>\n", note));
    return figure(id, figure, printed, notes);
  }

  private Html figure(String id, DrawnFigure figure, boolean printed, Html notes) {
    FigureContent content = figure.content();
    String caption = caption(figure);
    return Html.of(
        """
        <figure class="card" id="{}">
        <div class="figure-head"><h3>{}</h3><div class="tools" role="toolbar" aria-label="Figure">
        {}{}{}</div></div>
        {}{}<figcaption>
        {}{}{}</figcaption>
        </figure>
        """,
        id,
        figure.spec().title(),
        content instanceof Panels panels ? tools(panels) : "",
        button("png", "Save PNG"),
        printed ? button("svg", "Save SVG") : "",
        charts(content),
        printed ? staticFigure(figure) : "",
        caption.isEmpty() ? "" : Html.of("<p>{}</p>\n", caption),
        notes,
        printed ? source(id) : "");
  }

  private static Html charts(FigureContent content) {
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

  private Html tools(Panels panels) {
    return Html.of(
        "<span class=\"choice\" role=\"group\" aria-label=\"Vertical axis\">{}{}</span>\n{}{}",
        button("log", "Log"),
        button("linear", "Linear"),
        runs.size() < 2 || !panels.overEpochs()
            ? ""
            : Html.of(
                "<span class=\"choice\" role=\"group\" aria-label=\"Runs\">{}{}</span>\n",
                button("band", "Mean and band"),
                button("lines", "One line per seed")),
        panels.overEpochs() ? button("zoom", "Zoom").and(button("reset", "Reset")) : "");
  }

  private static Html panels(Panels figure) {
    Html.Builder panels = Html.builder();
    for (CurvePanel each : figure.panels()) {
      panels.add(
          "<div class=\"panel\">{}{}</div>\n",
          chart(each.panel().label().name() + " over " + figure.along()),
          Html.each(
              each.panel().remarks(), remark -> Html.of("<p class=\"small\">Fit, {}</p>", remark)));
    }
    String look =
        (switch (figure.panels().size()) {
              case 1 -> " one";
              case 4 -> " four";
              default -> "";
            })
            + (figure.script().equals("layers") ? " layers" : "");
    return Html.of("<div class=\"panels{}\">\n{}</div>\n", look, panels.build());
  }

  private static Html chart(String what) {
    return Html.of(
        "<div class=\"chart\" tabindex=\"0\" role=\"group\" aria-roledescription=\"chart\""
            + " aria-label=\"{}. Arrow keys read the values.\"></div>\n",
        what);
  }

  /** A chart a matrix; the slider and the choice of the run are for all of them. */
  private static Html heatMaps(HeatMaps matrices) {
    List<MatrixFrames> all = matrices.runs();
    if (all.isEmpty()) {
      return Html.of("<p class=\"note\">There are no {} to show.</p>\n", matrices.words());
    }
    Html.Builder html = Html.builder();
    html.add(
        "<div class=\"epoch\">\n{}{}</div>\n<div class=\"panels heat\">\n",
        runs(all.stream().map(MatrixFrames::run).toList()),
        EPOCHS);
    for (String name : matrices.charts()) {
      html.add(chart(name));
    }
    return html.add("</div>\n").build();
  }

  /** The moving simplex and the Gram matrix of its means, with one slider; classes to choose. */
  private static Html simplex(List<SimplexFrames> all) {
    if (all.isEmpty()) {
      return Html.of("<p class=\"note\">There are no class means to show.</p>\n");
    }
    return Html.of(
        """
        <div class="epoch">
        {}<span class="choice" role="group" aria-label="Motion">{}{}</span>
        {}</div>
        <div class="epoch classes" role="group" aria-label="Classes"></div>
        <div class="panels simplex">
        <div class="chart" tabindex="0" role="group" aria-roledescription="chart" \
        aria-label="Class means, rows of W and samples. Arrow keys turn them."></div>
        {}</div>
        """,
        runs(all.stream().map(SimplexFrames::run).toList()),
        button("play", "Play"),
        button("turn", "Turn"),
        EPOCHS,
        chart("Cosines of the class means"));
  }

  /** A choice of the run, where there are several. */
  private static Html runs(List<String> names) {
    if (names.size() < 2) {
      return Html.NONE;
    }
    Html.Builder html = Html.builder().add("<select aria-label=\"Run\">");
    for (int i = 0; i < names.size(); i++) {
      html.add("<option value=\"{}\">{}</option>", i, names.get(i));
    }
    return html.add("</select>\n").build();
  }

  /** A chart a run. */
  private static Html parity(List<ParityPoints> all) {
    if (all.isEmpty()) {
      return Html.of("<p class=\"note\">There are no predicted features to show.</p>\n");
    }
    return Html.of(
        "<div class=\"panels{}\">\n{}</div>\n",
        all.size() == 1 ? " one" : " four",
        Html.each(
            all,
            points ->
                Html.of(
                    "<div class=\"panel\">{}</div>\n",
                    chart("Predicted against actual features of " + points.run()))));
  }

  /** Shown without scripts and in print. A machine without fonts still gets its page. */
  private Html staticFigure(DrawnFigure figure) {
    try {
      String svg = figures.svg(figure);
      return Html.of(
          "<img class=\"static-figure\" alt=\"{}\" src=\"{}\">\n",
          figure.spec().title() + ". " + caption(figure),
          Html.Address.svg(svg));
    } catch (FailedException e) {
      return Html.of(
          "<p class=\"note\">No printed figure: {}.</p>\n", String.valueOf(e.getMessage()));
    }
  }

  private Html source(String id) {
    Source source = info.source();
    if (source == null) {
      return Html.NONE;
    }
    return Html.of(
        "<p class=\"source\">After: {}{}</p>\n{}",
        source.citation(),
        source.url().isEmpty() ? "" : Html.of(" {}", Html.link(source.url(), source.url())),
        source.bibtex().isBlank()
            ? ""
            : Html.of(
                "<details><summary>BibTeX</summary>{}</details>\n",
                copyable(id + "-bibtex", source.bibtex().strip())));
  }
}
